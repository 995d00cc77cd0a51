"""The editions of the gate's rules, one JSON file each; one that was shipped is never changed, a new one follows."""
