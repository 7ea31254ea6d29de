"""Leaderboards: one file a board, at the address and in the layout that its TOML gives."""

from typing import Final

from pipeline.sources.declared import Policy, Source

PAGES: Final = Policy(interval=0.5, concurrency=1, attempts=3, requests=500, max_bytes=32 * 1024 * 1024)
"""Gentle, since nobody stated a limit."""

SOURCE: Final = Source(name="leaderboards", label="leaderboards", policy=PAGES, place=3, stale_hours=168.0)
