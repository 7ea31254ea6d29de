"""arXiv: papers, their versions and withdrawals."""

from typing import Final

from pipeline.sources.declared import Policy, Source

ARXIV: Final = Policy(interval=3.0, concurrency=1, attempts=3, backoff=3.0, requests=200, max_bytes=32 * 1024 * 1024)
"""One request in three seconds, one connection (arXiv's terms of use for the API)."""

SOURCE: Final = Source(name="arxiv", label="arXiv", policy=ARXIV, place=2, after="huggingface", stale_hours=72.0, often_refuses=True)
