"""Rules that look for what cannot be right in the catalog. Pure; one rule a file."""
