"""arXiv: what is asked of it, and what its answers state."""
