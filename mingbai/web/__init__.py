"""Settings, URL table, wiring, base templates and static files."""
