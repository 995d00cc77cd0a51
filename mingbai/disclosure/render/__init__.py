"""Pure functions from canonical content to what pages show."""
