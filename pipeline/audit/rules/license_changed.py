"""A licence that is no longer what a person noted, or what another source states."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.model.licences import spdx
from pipeline.reconcile.forms import agree


def _check(audited: Audited) -> Iterator[Found]:
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        for checkpoint, fields in sorted(evidence.checkpoints.items()):
            heard = fields.get("license", ())
            for one in heard[1:]:
                if one.verdict == "rival" or (
                    one.verdict == "yielded" and not agree("license", heard[0].value, one.value)
                ):
                    yield Found(
                        f"{slug}/{checkpoint}/license",
                        f"{heard[0].source} states {heard[0].value}, {one.source} {one.value}",
                        "one licence, or a pin with the reason",
                        tuple(u for u in (heard[0].url, one.url) if u),
                    )
        whole = audited.catalog.families[slug].facts.texts("license")
        for one in evidence.facts.get("license", ()):
            if (
                one.source == "curated"
                and one.verdict == "yielded"
                and not {spdx(v).casefold() for v in _texts(one.value)} & {v.casefold() for v in whole}
            ):
                yield Found(
                    f"{slug}/license",
                    f"a person noted {one.value}; the sources state {', '.join(whole)}",
                    "the fact taken out, or a pin with the reason",
                    (one.snapshot, one.url),
                )


def _texts(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


RULE = Rule(
    name="license-changed",
    description=(
        "Two sources state different licences of one checkpoint, or the sources state another one than a person noted."
    ),
    level="warning",
    check=_check,
)
