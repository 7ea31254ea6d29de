"""Protocols of the outside, in our own types."""
