"""The typed difference of two catalogs. Pure."""
