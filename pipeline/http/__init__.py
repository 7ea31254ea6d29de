"""HTTP: one policy (pace, retry, caps, budget) for all that is asked."""
