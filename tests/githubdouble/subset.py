"""Cuts GitHub's published OpenAPI description down to the requests that this project sends.

Run with the path of `generated/api.github.com.deref.json` from the npm package `@octokit/openapi`:

    python tests/githubdouble/subset.py api.github.com.deref.json

Only parameters and request bodies are kept: what we send is checked, not what we are sent.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent
REPO: Final = "/repos/{owner}/{repo}"
CALLED: Final = {
    "/user": ("get",),
    REPO: ("get",),
    "/app": ("get",),
    "/app/installations/{installation_id}/access_tokens": ("post",),
    f"{REPO}/installation": ("get",),
    f"{REPO}/actions/permissions/workflow": ("get",),
    f"{REPO}/actions/workflows/{{workflow_id}}/runs": ("get",),
    f"{REPO}/branches/{{branch}}": ("get",),
    f"{REPO}/rules/branches/{{branch}}": ("get",),
    f"{REPO}/git/matching-refs/{{ref}}": ("get",),
    f"{REPO}/git/ref/{{ref}}": ("get",),
    f"{REPO}/git/blobs": ("post",),
    f"{REPO}/git/trees": ("post",),
    f"{REPO}/git/commits": ("post",),
    f"{REPO}/git/commits/{{commit_sha}}": ("get",),
    f"{REPO}/pulls": ("get", "post"),
    f"{REPO}/pulls/{{pull_number}}": ("get", "patch"),
    f"{REPO}/pulls/{{pull_number}}/merge": ("put",),
    f"{REPO}/issues": ("get", "post"),
    f"{REPO}/issues/{{issue_number}}": ("patch",),
    f"{REPO}/issues/{{issue_number}}/labels": ("post",),
    f"{REPO}/issues/{{issue_number}}/comments": ("get", "post"),
    f"{REPO}/statuses/{{sha}}": ("post",),
}
SAID: Final = {"description", "summary", "externalDocs", "examples", "example", "x-github", "tags", "responses", "title"}


def pruned(value: Any, *, names: bool = False) -> Any:
    """Without prose and examples; a property that is called "description" stays."""
    if isinstance(value, dict):
        return {k: pruned(v, names=k == "properties") for k, v in value.items() if names or k not in SAID}
    return [pruned(v) for v in value] if isinstance(value, list) else value


def main(source: str) -> None:
    """Write openapi.json beside this file."""
    whole = json.loads(Path(source).read_text(encoding="utf-8"))
    paths = {}
    for path, methods in CALLED.items():
        paths[path] = {
            method: {**pruned(whole["paths"][path][method]), "responses": {"default": {"description": "not checked"}}}
            for method in methods
        }
    info = {
        "title": "GitHub REST API, the requests that this project sends", "version": whole["info"]["version"],
        "license": {"name": "MIT"},
        "description": "Cut from github.com/octokit/openapi. MIT License, Copyright (c) 2020 Octokit contributors.",
    }  # fmt: skip
    subset = {"openapi": whole["openapi"], "info": info, "servers": [{"url": "/"}], "paths": paths}
    (HERE / "openapi.json").write_text(json.dumps(subset, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
