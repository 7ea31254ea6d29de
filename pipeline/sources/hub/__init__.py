"""The Hugging Face Hub: checkpoints, collections and model cards."""

from typing import Final

from pipeline.sources.declared import Policy, Source

HUB: Final = Policy(concurrency=6, requests=3000, read_timeout=18.0, total_timeout=60.0, buckets=("/resolve", "/api/"))
"""500 API requests in five minutes without a token (hub-docs, rate-limits.md). Three time-outs take a minute."""

SOURCE: Final = Source(name="huggingface", label="Hugging Face", policy=HUB, place=1, stale_hours=72.0)
