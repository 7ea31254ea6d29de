"""Leaderboards: what is asked of them, and what their payloads state."""
