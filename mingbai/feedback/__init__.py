"""意见: what residents say about what is published, and the answers."""
