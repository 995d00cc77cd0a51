"""Every change of the room orgs."""
