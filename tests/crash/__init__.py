"""Commands that die, or find no room, at any of their steps on the disk; and trees that are not as one would wish."""
