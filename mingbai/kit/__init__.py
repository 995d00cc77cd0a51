"""Dates, clocks, working days, money, digests and the three errors; no models, knows nothing of us."""
