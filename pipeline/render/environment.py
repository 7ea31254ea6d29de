"""The template environment: strict, without a loader that reads files, and closed to plain strings.

Templates are Python strings (pipeline/render/templates.py), not files beside the code: a template
loader reads the disk while rendering, which this room must not, and a string is there as soon as
its module is imported, from a wheel or a zip alike.
"""

from functools import cache

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from pipeline.render.marked import Marked
from pipeline.render.templates import TEMPLATES


def _only_marked(value: object) -> str:
    """Let Markdown pass, and stop whatever nobody escaped.

    Raises:
        TypeError: a template prints a value that is not Marked.
    """
    if type(value) is Marked:
        return value
    raise TypeError(f"a template prints {type(value).__name__} {str(value)[:60]!r}; only Marked reaches a page")


@cache
def template(name: str) -> Template:
    """A template by its name."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader(TEMPLATES),
        undefined=StrictUndefined,
        finalize=_only_marked,
        autoescape=False,  # noqa: S701  the sink is Markdown, not HTML: see finalize
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
