"""HTTP: one policy (pace, retry, caps, budget) under two transports."""
