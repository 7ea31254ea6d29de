"""New checkpoints and families, found by evidence in listings. Pure: no I/O, no clock."""
