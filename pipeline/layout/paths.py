"""The names of files and folders, from the root of the repository, always with "/"."""

from typing import Final

from pipeline.kinds import LISTED
from pipeline.words import LANGUAGES

CURATED: Final = "catalog/curated/"
OBSERVED: Final = "catalog/observed/"
EVIDENCE: Final = "catalog/evidence/"
SNAPSHOTS: Final = "snapshots/"
HISTORY: Final = "history/"
PAGES: Final = "pages/"
ASSETS: Final = "assets/"
READMES: Final = tuple(f"{kind.page}{words.suffix}.md" for kind in LISTED.values() for words in LANGUAGES.values())

INPUT_PREFIXES: Final = (CURATED, SNAPSHOTS, HISTORY)
OUTPUT_PREFIXES: Final = (OBSERVED, EVIDENCE, PAGES, ASSETS)

FAMILIES: Final = CURATED + "families/"
BOARDS: Final = CURATED + "leaderboards/"
BENCHMARKS: Final = CURATED + "benchmarks/"
ORGANIZATIONS: Final = CURATED + "organizations.toml"
CURATED_PAPERS: Final = CURATED + "papers.toml"
SECTIONS: Final = CURATED + "sections.toml"
WATCH: Final = CURATED + "watch.toml"
DECLINED: Final = CURATED + "declined.toml"
ACCEPTED: Final = CURATED + "accepted.toml"

HUB: Final = SNAPSHOTS + "huggingface/"
CARDS: Final = SNAPSHOTS + "cards/"
COLLECTIONS: Final = SNAPSHOTS + "collections/"
PAPERS: Final = SNAPSHOTS + "arxiv/"
BOARD_SNAPSHOTS: Final = SNAPSHOTS + "leaderboards/"


def flat(identifier: str) -> str:
    """An id as one path part: the Hub forbids "--" inside names, so "/" becomes "--" without clashes."""
    return identifier.replace("/", "--")


def is_input(path: str) -> bool:
    """Whether derive reads this file."""
    return path.startswith(INPUT_PREFIXES)


def is_output(path: str) -> bool:
    """Whether derive writes this file (and removes it when it is no longer derived)."""
    return path.startswith(OUTPUT_PREFIXES) or path in READMES
