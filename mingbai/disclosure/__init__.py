"""公开: a notice and its editions, from draft to publication."""
