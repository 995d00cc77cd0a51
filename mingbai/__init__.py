"""Mingbai 明白: disclosure of village and community affairs, done right."""
