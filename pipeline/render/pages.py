"""Every page of the list, from the catalog."""

from collections.abc import Mapping

from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots


def render(catalog: Catalog, curated: Curated, snapshots: Snapshots, inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """The four READMEs and their further pages: path -> bytes."""
    del catalog, curated, snapshots, inputs
    return {}
