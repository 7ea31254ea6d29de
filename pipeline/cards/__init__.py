"""From a model card to claims about its checkpoint, each with the line that states it."""

READER_VERSION = 28
"""Goes up whenever the same card may read differently, so that stored readings count as moved."""
