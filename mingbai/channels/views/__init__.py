"""Pages of the room for those who hold a post."""
