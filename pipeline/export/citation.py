"""CITATION.cff (version 1.2.0): how to cite the list."""

from pipeline.model.curated import NAME
from pipeline.render import escape


def citation(address: str = "", name: str = NAME, day: str = "") -> bytes:
    """The file of the list of this name; with the repository's address where it has one.

    Its version is the day of the last change (YYYY-MM-DD).
    """
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this data, please cite it as below."',
        f"title: {escape.yaml(f'{name}: a list of open models in which every fact carries its evidence', 300)}",
        "type: dataset",
        "authors:",
        f"  - name: {escape.yaml(f'The maintainers and contributors of {name}', 300)}",
        "license: CC0-1.0",
        "keywords:",
        *(
            f'  - "{word}"'
            for word in ("large language models", "vision-language models", "awesome list", "provenance")
        ),
    ]
    if day:
        lines += [f'version: "{day}"', f'date-released: "{day}"']
    safe = escape.url(address) if address else None
    if safe:
        lines.append(f"repository-code: {escape.yaml(safe, 2_000)}")
    return ("\n".join(lines) + "\n").encode()
