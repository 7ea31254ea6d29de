"""Tables: what differs between things of one kind stands in a TOML file beside the module that reads it."""

from pathlib import Path
from typing import Any

import tomli


def table_beside(module: str, name: str = "") -> dict[str, Any]:
    """The TOML file beside a module (its `__file__`): of the same name, or of another."""
    file = Path(module)
    return tomli.loads(file.with_name(f"{name or file.stem}.toml").read_text(encoding="utf-8"))
