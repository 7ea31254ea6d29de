"""The links of the list: whether they answer, and where they lead."""

from typing import Final

from pipeline.sources.declared import Policy, Source

LINKS: Final = Policy(
    interval=2.0, concurrency=1, read_timeout=20.0, total_timeout=40.0, attempts=2, backoff=2.0,
    max_wait=20.0, max_bytes=512 * 1024, whole=False, requests=200,
)  # fmt: skip
"""One host: one connection, a request in two seconds. What the first half megabyte does not say is not needed."""

SOURCE: Final = Source(name="links", label="links", policy=LINKS, place=4, default=False)
