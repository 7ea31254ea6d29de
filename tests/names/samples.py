"""Names of boards that were judged by hand, and the families that they were judged against."""

from pathlib import Path

from pipeline.model.curated import CuratedFact, CuratedFamily
from pipeline.names.join import NameIndex

HERE = Path(__file__).parent


def rows_of(name: str) -> list[list[str]]:
    """The lines of a table, without comments."""
    lines = HERE.joinpath(name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def index_of(table: str) -> NameIndex:
    """An index of the families of a table."""
    families = {
        slug: CuratedFamily(
            slug=slug,
            name=name,
            organization=organization,
            kind="llm",
            aliases=tuple(a for a in aliases.split(";") if a),
            checkpoints=tuple(checkpoints.split()),
            facts=tuple(CuratedFact(field=field, value=value, origin="the table") for field, _, value in (s.partition("=") for s in stated if s)),
        )
        for slug, name, organization, aliases, checkpoints, *stated in (line[:5] + ";".join(line[5:]).split(";") for line in rows_of(table))
    }
    return NameIndex(families)
