"""Proposals to a forge: the life of a pull request."""
