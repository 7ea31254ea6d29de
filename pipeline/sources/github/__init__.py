"""GitHub repositories of code: what is asked, and what the answers state."""
