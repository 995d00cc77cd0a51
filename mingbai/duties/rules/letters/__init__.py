"""Rules of responsibility letters: what stands in one, who may see and sign it, and how its tasks go."""
