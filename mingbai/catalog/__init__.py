"""目录: what must be disclosed, on what legal basis, how often; dated rules and the calendar notice."""
