"""A stand-in for GitHub: its REST answers and limits over a real bare repository, served to real clients.

A pull request's head is the live branch, its fate follows from git, requests are checked against
GitHub's published description, and a person can do at any time what persons do.
"""

from tests.githubdouble.repository import Hosted
from tests.githubdouble.server import TOKEN, Double, Fault

__all__ = ["TOKEN", "Double", "Fault", "Hosted"]
