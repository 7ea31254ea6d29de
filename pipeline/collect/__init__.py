"""The web to snapshots: the only impure step before publishing."""
