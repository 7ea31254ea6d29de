"""Proposals to a forge: the life of a pull request, on GitHub or in a local repository."""
