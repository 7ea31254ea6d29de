"""GitHub: the code repositories that the list names."""

from typing import Final

from pipeline.sources.declared import Policy, Source

GITHUB: Final = Policy(interval=0.5, concurrency=1, attempts=3, max_wait=60.0, max_bytes=4 * 1024 * 1024, requests=1000)
"""60 requests an hour without a token, 1,000 with that of an Actions run (GitHub's rate limits for REST)."""

SOURCE: Final = Source(name="github", label="GitHub", policy=GITHUB, place=5, default=False)
