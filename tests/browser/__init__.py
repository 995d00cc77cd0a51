"""Looking at pages in a real browser."""
