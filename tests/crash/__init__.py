"""Commands that die or find no room at any step on the disk; trees that are not as one would wish; where tokens go."""
