"""The words of the project as frozen types: what docs/design.md calls Claim, Family, Pin and so on.

Nothing here reads a file, a clock or a socket; every other room imports from here, and this
room imports from none.
"""
