"""Every golden written again: `make golden`. Look at the difference before you commit it.

A golden is a file that a test compares with what the code makes. The module that knows how it is made
has a function `record`, which writes it; there is no list to edit.
"""

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import yaml

from pipeline.export.records import ExportedOrigin
from pipeline.export.texts import filled
from pipeline.schemas import main as write_schemas

TESTS: Final = Path(__file__).parent
ADDRESS = "https://github.com/HuBocheng/awesome-list-of-LLM_VLMs"
ROOT: Final = TESTS.parent
_RECORDS: Final = re.compile(r"^def record\(", re.MULTILINE)


def recorders() -> Iterator[tuple[str, Callable[[], None]]]:
    """Each module that records goldens, by its name."""
    for file in sorted(TESTS.rglob("*.py")):
        if _RECORDS.search(file.read_text(encoding="utf-8")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            yield name, importlib.import_module(name).record


def record() -> None:
    """What stands outside the tests: schemas and the citation."""
    write_schemas(ROOT / "docs" / "schemas")
    cited = ROOT / "CITATION.cff"
    day = yaml.safe_load(cited.read_bytes())["version"]  # of the last change of the list, which a maintainer sets
    cited.write_bytes(filled("CITATION.cff", origin=ExportedOrigin(repository=ADDRESS, date=day)))


def main() -> None:
    """Record everything."""
    for name, write in recorders():
        sys.stdout.write(f"{name}\n")
        write()


if __name__ == "__main__":
    main()
