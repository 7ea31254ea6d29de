"""New checkpoints and families, found by evidence in listings. Pure: no I/O, no clock."""

from pipeline.discover.entries import Entry, read_entry
from pipeline.discover.find import find
from pipeline.discover.found import CandidateFamily, Found, NewCheckpoint, SetAside

__all__ = ["CandidateFamily", "Entry", "Found", "NewCheckpoint", "SetAside", "find", "read_entry"]
