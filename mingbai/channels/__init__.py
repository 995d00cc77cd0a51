"""载体: every form in which a published edition is seen."""
