"""CITATION.cff (version 1.2.0): how to cite the list."""

from pipeline.render import escape


def citation(address: str = "") -> bytes:
    """The file; with the repository's address where it has one."""
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this data, please cite it as below."',
        'title: "Awesome LLMs and VLMs: a list of open models in which every fact carries its evidence"',
        "type: dataset",
        "authors:",
        '  - name: "The maintainers and contributors of awesome-llm-vlm"',
        "license: CC0-1.0",
        "keywords:",
        *(
            f'  - "{word}"'
            for word in ("large language models", "vision-language models", "awesome list", "provenance")
        ),
    ]
    safe = escape.url(address) if address else None
    if safe:
        lines.append(f"repository-code: {escape.yaml(safe, 2_000)}")
    return ("\n".join(lines) + "\n").encode()
