"""The embedded world's own list is one that the pipeline accepts, and names what the world has."""

from fnmatch import fnmatchcase

from pipeline.layout.curated import parse_curated
from tests.upstream import World
from tests.upstream.embedded import CURATED


def _tree() -> dict[str, bytes]:
    paths = sorted(CURATED.rglob("*.toml"))
    return {f"catalog/curated/{path.relative_to(CURATED).as_posix()}": path.read_bytes() for path in paths}


def test_the_list_parses() -> None:
    """Nine families and two boards, without a fault."""
    curated = parse_curated(_tree())
    assert len(curated.families) == 9
    assert set(curated.boards) == {"arena", "mmmu"}


def test_what_it_names_is_there_on_the_first_day() -> None:
    """Checkpoints, patterns, papers, collections and boards all meet something in the world."""
    world, curated = World.embedded("one"), parse_curated(_tree())
    ids = [model.id for _, model in world.models.scan(author=None, sort=None, start=0)]
    for family in curated.families.values():
        assert set(family.checkpoints) <= set(ids)
        assert set(family.papers) <= world.papers.keys()
        assert set(family.collections) <= world.collections.keys()
        assert all(any(fnmatchcase(one, pattern) for one in ids) for pattern in family.match)
    assert set(curated.watch.collections) <= world.collections.keys()
    for board in curated.boards.values():
        assert board.source is not None
        address = board.source.url.partition("://")[2]
        assert address in world.files or f"{address}index.html" in world.files


def test_the_new_family_is_nobodys() -> None:
    """InternVL3 matches no pattern of the list: it is for discovery to find."""
    families = parse_curated(_tree()).families.values()
    patterns = [pattern for family in families for pattern in (*family.match, *family.checkpoints)]
    assert not any(fnmatchcase("OpenGVLab/InternVL3-8B", pattern) for pattern in patterns)
