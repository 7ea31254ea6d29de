"""Claims to observed values: who may speak, who wins, what is a disagreement. Pure."""
