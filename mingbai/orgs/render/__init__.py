"""Bytes of what the room hands out."""
