"""Audit: what cannot be right in a catalog, found by small rules. Pure: no network, and the day is an argument."""
