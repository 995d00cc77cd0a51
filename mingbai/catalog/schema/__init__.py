"""What the disclosure catalogue says, as typed values: items, rules, tightening, templates, layouts; no tables."""
