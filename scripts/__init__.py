"""Programs that make runs; nothing here is part of the product."""
