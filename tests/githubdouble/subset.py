"""Cuts GitHub's published OpenAPI description down to the requests that this project sends: those of openapi.json, and more that are named.

Run with the path of `generated/api.github.com.deref.json` from the npm package `@octokit/openapi`:

    python tests/githubdouble/subset.py api.github.com.deref.json [get:/user]...

Only parameters and request bodies are kept: what we send is checked, not what we are sent.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

SPEC: Final = Path(__file__).parent / "openapi.json"
SAID: Final = {"description", "summary", "externalDocs", "examples", "example", "x-github", "tags", "responses", "title"}


def pruned(value: Any, *, names: bool = False) -> Any:
    """Without prose and examples; a property that is called "description" stays."""
    if isinstance(value, dict):
        return {k: pruned(v, names=k == "properties") for k, v in value.items() if names or k not in SAID}
    return [pruned(v) for v in value] if isinstance(value, list) else value


def main(source: str, *more: str) -> None:
    """Write openapi.json beside this file."""
    whole, subset = (json.loads(file.read_text(encoding="utf-8")) for file in (Path(source), SPEC))
    called = {(method, path) for path, methods in subset["paths"].items() for method in methods}
    subset |= {"openapi": whole["openapi"], "paths": {}}
    subset["info"]["version"] = whole["info"]["version"]
    for method, path in called | {tuple(one.split(":", 1)) for one in more}:
        kept = {**pruned(whole["paths"][path][method]), "responses": {"default": {"description": "not checked"}}}
        subset["paths"].setdefault(path, {})[method] = kept
    SPEC.write_text(json.dumps(subset, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
