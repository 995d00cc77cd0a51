"""Pages of officials, one file a noun."""
