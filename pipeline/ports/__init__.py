"""Protocols of the outside: what the core needs, in our own types."""
