"""The Hub: what is asked of it, and what its answers and cards state."""
