"""A paper whose title, abstract and authors say nothing of the family."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.names.words import words


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        organization = audited.organization(family)
        makers = (organization.name, *organization.aliases, *organization.hub) if organization is not None else ()
        own = {w for name in audited.family_words[slug] for w in name if not w[0].isdigit() and len(w) > 1}
        maker_words = {
            w
            for name in makers
            for w in words(name)
            if len(w) > 2 and w not in {"ai", "labs", "team", "research", "inc"}
        }
        for paper in family.papers:
            snapshot = audited.snapshots.papers.get(paper)
            if snapshot is None:
                continue
            path, url = f"catalog/curated/families/{slug}.toml", f"https://arxiv.org/abs/{paper}"
            if snapshot.state == "unknown":
                yield Found(
                    f"{slug}/{paper}", f"arXiv knows no paper {paper}", "the id of the family's paper", (path, url)
                )
                continue
            facts = snapshot.facts
            said = {
                *words(facts.title),
                *words(facts.abstract),
                *(w for author in facts.authors for w in words(author)),
            }
            joined = "".join(words(facts.title))
            if not said & (own | maker_words) and not any(w in joined for w in own if len(w) > 3):
                yield Found(
                    f"{slug}/{paper}",
                    f"neither the title {facts.title!r} nor the abstract or authors of {paper} name "
                    f"{family.name} or its maker",
                    "the paper about this family",
                    (path, url),
                )
            if facts.withdrawn:
                yield Found(
                    f"{slug}/{paper}",
                    f"the paper {paper} was withdrawn",
                    "another source, or the reason why it stays",
                    (path, url),
                )


RULE = Rule(
    name="paper-subject",
    description=(
        "A paper of a family that names neither the family nor its maker in title, abstract or authors; that "
        "arXiv does not know; or that was withdrawn."
    ),
    level="warning",
    check=_check,
    exceptions="papers that have no snapshot",
)
