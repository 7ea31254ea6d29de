"""arXiv: what its API and abstracts state of a paper, as facts and claims.

Metadata is CC0 (arXiv's terms of use), so title, authors and abstract may be kept.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pipeline.layout import kinds
from pipeline.model.claims import Claim
from pipeline.model.clean import clean
from pipeline.model.ids import is_arxiv_id
from pipeline.model.snapshots import PaperFacts, PaperSnapshot
from pipeline.sources.json_fields import mapping

PUBLIC: Final = "https://arxiv.org/abs/"
_VERSION: Final = re.compile(r"v(\d{1,3})$")
_WITHDRAWN: Final = re.compile(
    r"\b(?:this (?:paper|article|submission|manuscript) (?:has been|is|was) withdrawn|withdrawn by)", re.IGNORECASE
)
_SPLIT_NUMBER: Final = re.compile(r"(?<=\d\.) (?=\d)")


def author_names(stated: Iterable[str]) -> tuple[str, ...]:
    """The authors of a feed's entry, which arXiv takes apart at punctuation: no ":", and "GLM-4. 5 Team" mended."""
    cleaned = (_SPLIT_NUMBER.sub("", clean(name, limit=120)) for name in stated)
    return tuple(name for name in cleaned if any(c.isalpha() for c in name))


def bare_id(entry: Any) -> str:  # noqa: ANN401  an `arxiv.Result`, which has no types
    """The id of a feed's entry, without the version."""
    return _VERSION.sub("", entry.get_short_id())


def feed_facts(entry: Any) -> PaperFacts | None:  # noqa: ANN401  an `arxiv.Result`
    """One paper of arXiv's feed as facts; None where its id is none, or it lacks title or abstract, as none does."""
    bare, version = bare_id(entry), _VERSION.search(entry.get_short_id())
    if not is_arxiv_id(bare) or not (entry.title or "").strip() or not (entry.summary or "").strip():
        return None
    comment, abstract = clean(entry.comment or "", limit=400) or None, clean(entry.summary, limit=6000)
    return PaperFacts(
        id=bare, version=int(version[1]) if version else None,
        title=clean(entry.title, limit=400), abstract=abstract, authors=author_names(a.name for a in entry.authors),
        published=entry.published.date().isoformat() if entry.published else None,
        updated=entry.updated.date().isoformat() if entry.updated else None,
        primary_category=clean(entry.primary_category or "", limit=20) or None,
        categories=tuple(sorted({clean(c, limit=40) for c in entry.categories or ()})),
        comment=comment, doi=clean(entry.doi or "", limit=120) or None,
        journal_ref=clean(entry.journal_ref or "", limit=300) or None,
        # arXiv has no flag: a withdrawn paper's latest version says so in its comment or abstract.
        withdrawn=bool(_WITHDRAWN.search(comment or "") or _WITHDRAWN.match(abstract)),
    )  # fmt: skip


def hub_paper_facts(arxiv_id: str, answer: object) -> PaperFacts | None:
    """A paper as the Hub's papers API gives it: the fallback when arXiv refuses. It knows no version."""
    stated = mapping(answer)
    title, abstract, authors, published = (stated.get(key) for key in ("title", "summary", "authors", "publishedAt"))
    if not isinstance(title, str) or stated.get("id") not in (None, arxiv_id) or not is_arxiv_id(arxiv_id):
        return None
    names = [mapping(a).get("name") for a in authors] if isinstance(authors, list) else []
    text = clean(abstract, limit=6000) if isinstance(abstract, str) else ""
    day = published[:10] if isinstance(published, str) else None
    return PaperFacts(
        id=arxiv_id, via="huggingface", title=clean(title, limit=400), abstract=text, published=day,
        authors=author_names(n for n in names if isinstance(n, str)), withdrawn=bool(_WITHDRAWN.match(text)),
    )  # fmt: skip


def abs_url(facts: PaperFacts) -> str:
    """The abstract page, at the version that was read where it is known (arXiv asks to link there)."""
    return f"{PUBLIC}{facts.id}" + (f"v{facts.version}" if facts.version else "")


def claims(snapshot: PaperSnapshot) -> Iterator[Claim]:
    """What the abstract states."""
    facts = snapshot.facts
    whole = Claim(field="", value="", subject=f"arxiv:{facts.id}", source="arxiv.abstract", url=abs_url(facts), pointer="/abstract",
                  revision=f"v{facts.version}" if facts.version else None, snapshot=kinds.PAPERS.path(facts.id))  # fmt: skip
    for field, stated in facts.claims.items():
        for n, one in enumerate(stated):
            yield whole._replace(field=field, value=one.value, rule=one.rule, about=one.about, at=f"/facts/claims/{field}/{n}/value")
