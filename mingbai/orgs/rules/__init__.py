"""Rules of the room orgs: what a post may do, and how bodies must be composed."""
