"""Patterns of checkpoint ids, such as `Qwen/Qwen2.5-?B*`."""

import fnmatch
import re
from functools import lru_cache


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    # fnmatch's own translation is linear for our short patterns; "*" must not cross "/".
    return re.compile(fnmatch.translate(text).replace(".*", "[^/]*").replace("(?s:", "(?:"))


def matches(pattern: str, checkpoint: str) -> bool:
    """Whether a pattern such as `Qwen/Qwen2.5-?B*` admits a checkpoint."""
    return bool(_pattern(pattern).match(checkpoint))
