"""One law over invented families: no place that shows a row says more of a field than the checkpoints do."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.derive import derive_all
from pipeline.export.files import export_files
from pipeline.export.records import Published
from pipeline.layout import kinds
from pipeline.model.licences import least_free, licences_of
from pipeline.reconcile.catalog import Derived
from pipeline.render.choose import Contender
from pipeline.site.files import site_files
from pipeline.site.rows import scripts
from pipeline.words import LANGUAGES
from tests.render.world import alone, card, checkpoint, released

LICENCES: Final = {"mit": "MIT", "apache-2.0": "Apache-2.0", "cc-by-nc-4.0": "CC-BY-NC-4.0", "llama3.1": "Llama 3.1 Community License", "brook": "brook"}
SHOWN: Final[Mapping[str, Mapping[Any, str]]] = {
    "license": LICENCES,
    "context_length": {4096: "4K", 32_768: "32K", 131_072: "128K", 1 << 20: "1M"},
    "context_length_extended": {65_536: "64K", 262_144: "256K"},
    "training_tokens": {2 * 10**12: "2T", 15 * 10**12: "15T"},
    "reasoning": {"yes": "yes", "no": "no", "both": "can be switched on and off"},
    "languages": {("de",): "", ("en", "zh"): "", ("ja", "ko"): ""},
    "modalities": {"text→text": "text → text", "text+image→text": "text + images → text"},
    "release_date": dict.fromkeys(("2025-02-03", "2025-03-04", "2025-06-07"), "") | {d: d for d in ("2025-02-03", "2025-03-04", "2025-06-07")},
}
"""What checkpoints may state, and how that is shown: no text of one field is part of another's."""
MADE: Final = ("2025-01-20", "2025-03-01", "2025-09-10")


class Member(NamedTuple):
    """An invented checkpoint: its name, its size as the row calls it, what it states, whether it is gone, and whose copy it is."""

    name: str
    size: str
    stated: Mapping[str, Any]
    state: str
    made: str
    copy_of: str = ""


@st.composite
def _members(draw: st.DrawFn) -> list[Member]:
    found = []
    variants = st.tuples(st.sampled_from(("1B", "8B", "70B")), st.sampled_from(("", "-Chat", "-Think")))
    for size, variant in draw(st.lists(variants, min_size=1, max_size=5, unique=True)):
        one = _member(draw, f"Fig-{size}{variant}", size)
        found.append(one)
        if draw(st.integers(0, 3)) == 0:
            found.append(_member(draw, f"{one.name}-GGUF", size)._replace(copy_of=one.name))
    return found


def _member(draw: st.DrawFn, name: str, size: str) -> Member:
    state = draw(st.sampled_from(("present", "present", "present", "gone", "unseen")))
    values = {field: draw(st.sampled_from((None, *shown))) for field, shown in SHOWN.items()} if state != "unseen" else {}
    return Member(name, size, {field: value for field, value in values.items() if value is not None}, state, draw(st.sampled_from(MADE)))


def _tree(members: Iterable[Member], whole: Mapping[str, Any] = MappingProxyType({})) -> dict[str, bytes]:
    """The family's tree; `whole` is what a person states of all of it."""
    named = ", ".join(f'"lumen/{one.name}"' for one in members)
    facts = "".join(f'[[facts]]\nfield = "{field}"\nvalue = {json.dumps(value)}\nsource = "https://example.org/{field}"\n' for field, value in whole.items())
    tree = alone("fig", f"checkpoints = [{named}]\n{facts}")
    for one in members:
        own, place = dict(one.stated), f"lumen/{one.name}"
        licence = own.pop("license", None)
        if one.state != "unseen":
            base = {"base_models": [f"lumen/{one.copy_of}"], "base_relation": "quantized"} if one.copy_of else {}
            named_so = {"license": "other", "license_name": licence} if licence == "brook" else {"license": licence}
            tree[kinds.CHECKPOINTS.path(place)] = checkpoint(place, state=one.state, created_at=f"{one.made}T00:00:00Z", **named_so, **base)
            tree[kinds.CARDS.path(place)] = card(place, {field: [value] for field, value in own.items()})
    return tree


def _counted(members: Iterable[Member], field: str) -> list[Member]:
    """Those that a field of the row may speak of: no copies, and what is gone only where it lasts or nothing else is there."""
    originals = [one for one in members if not one.copy_of]
    there = [one for one in originals if one.state != "gone"]
    return originals if field == "release_date" or not there else there


_WIDE: Final = {ord(wide): half for wide, half in {"（": "(", "）": ")", "：": ": ", "、": ", ", "；": "; ", "，": ", "}.items()}


def _plain(text: str) -> str:
    """A piece of Markdown or HTML as a reader sees it."""
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)|<span lang=\"zh\"[^>]*>.*?</span>|<ul.*?</ul>|<[^>]+>", r"\1", text, flags=re.DOTALL)
    half = re.sub(r"(\d)/(\d)", r"\1 of \2", bare.replace("*", "").replace("&gt;", ">")).translate(_WIDE)
    return " ".join(half.replace("(", " (").split())


_CELLS: Final = {"context_length": 5, "license": 6, "release_date": 7}


def _said(derived: Derived) -> dict[tuple[str, str], str]:
    """Sink and field -> what is read there."""
    found: dict[tuple[str, str], str] = {}
    every = Published(derived.catalog, derived.curated.listed, derived.snapshots)
    exports, site = export_files(derived.catalog, derived.curated), site_files(every)
    page = derived.files["pages/families/fig.md"].decode()
    for code, words in LANGUAGES.items():
        row = next(line for line in derived.files[f"README{words.suffix}.md"].decode().splitlines() if line.startswith("| [Fig]")).split("|")
        found |= {(f"row {code}", field): _plain(row[n]) for field, n in _CELLS.items()}
        for field in SHOWN:
            name = words["license"] if field == "license" else words[f"detail.{field}"]
            lines = [line for line in page.splitlines() if re.match(rf"- \*\*{name}\b", line)]
            found[f"page {code}", field] = _plain(lines[0]) if lines else ""
    html = site["families/fig.html"].decode()
    for field in SHOWN:
        fact = re.search(rf'<div id="fact-{field}">.*?<dd>(.*?)</dd></div>', html, re.DOTALL)
        found["site", field] = _plain(fact[1]) if fact else ""
    maker = re.search(r"<tr[^>]*>(?:(?!</tr>).)*families/fig.html.*?</tr>", site["makers/lumen.html"].decode(), re.DOTALL)
    cells = [_plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", maker[0] if maker else "", re.DOTALL)]
    found |= {("list", field): cells[n] for field, n in {"context_length": -4, "license": -3, "release_date": -2}.items()}
    short = {"llms.txt": exports["llms.txt"].decode(), "feed": exports["new.atom"].decode()}
    for sink, text in short.items():
        parts = [part for line in text.splitlines() if "Lumen Labs; " in line for part in line.split("; ")]
        for field in ("license", "context_length", "training_tokens", "release_date"):
            wanted = {"context_length": "context ", "training_tokens": "training tokens", "release_date": "20"}.get(field, "")
            own = [part for part in parts if (wanted in part if wanted else any(name in part for name in LICENCES.values()))]
            found[sink, field] = own[0] if own else ""
    return found


def _has(text: str, value: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w.+→-] )(?<![\w.-]){re.escape(value)}(?![\w-])(?: \(([^)]*)\)|: [^:;]+: ([^;]*))?", text)


def _check(members: list[Member], sink: str, field: str, text: str, whole: Mapping[str, Any]) -> None:
    """A sink of one field beside what the members that count state of it, and what a person states of the whole, which holds for all."""
    counted = _counted(members, field)
    stated = {one.name: one.stated[field] for one in counted if field in one.stated}
    spans = sink.startswith(("row", "list")) and field != "license"
    if field == "release_date":
        days = re.findall(r"(by |≤ |不晚于 )?(20\d\d-\d\d(?:-\d\d)?)", text)
        every = (*stated.values(), whole.get(field, ""))
        assert all(rough or any(value.startswith(day) for value in every) for rough, day in days), (sink, field, text, stated)
        assert not days or field in whole or len(stated) in (0, len(counted)) or f"{len(stated)} of {len(counted)}" in text, (sink, field, text, stated)
        return
    language = LANGUAGES["zh" if "zh" in sink else "en"]
    words = language.texts
    named = {value: words.get(f"value.{value}", name) for value, name in SHOWN[field].items()}
    named = {value: name.replace("text", words["takes.text"]).replace("images", words["takes.image"]) for value, name in named.items()}
    named = {value: ", ".join(map(language.language, value)) if field == "languages" else name for value, name in named.items()}
    shown = {value: found for value, name in named.items() if (found := _has(text, name))}
    if field in whole:
        otherwise = [name for name, value in stated.items() if value != whole[field]]
        assert set(shown) <= {*stated.values(), whole[field]}, (sink, field, text, stated)
        assert not shown or not otherwise or f"{len(counted) - len(otherwise)} of {len(counted)}" in text, (sink, field, text, stated)
        return
    assert set(shown) <= set(stated.values()), (sink, field, text, stated)
    assert not shown or len(stated) == len(counted) or f"{len(stated)} of {len(counted)}" in text, (sink, field, text, stated)
    if len(set(stated.values())) > 1 and shown and not spans:
        sizes = {one.name: one.size for one in counted}
        for value, found in shown.items():
            for bearer in re.split(r", |: ", found[1] or found[2] or ""):
                own = [name for name, size in sizes.items() if bearer in (name, size)]
                assert all(stated.get(name) == value for name in own), (sink, field, text, bearer)
        assert all(found[1] or found[2] for found in shown.values()), (sink, field, text)


_OF_ALL: Final = ("license", "context_length", "languages", "release_date")
_WHOLE: Final = st.fixed_dictionaries({}, optional={field: st.sampled_from([*SHOWN[field]][:3]) for field in _OF_ALL})


@settings(max_examples=40)
@given(_members(), st.one_of(st.just({}), _WHOLE))
def test_no_sink_says_more_than_the_checkpoints_do(members: list[Member], whole: dict[str, Any]) -> None:
    """Every value is one that a checkpoint which counts, or a person of the whole, states; of how many is said, and whose each of several is."""
    derived = derive_all(_tree(members, whole))
    for (sink, field), text in _said(derived).items():
        _check(members, sink, field, text, whole)


@settings(max_examples=40)
@given(_members())
def test_nothing_is_free_or_known_by_its_copy_or_its_siblings(members: list[Member]) -> None:
    """Data for programs: coverage as it is, terms of both of a copy and its original, filters and choices by each checkpoint."""
    derived = derive_all(_tree(members))
    by_name = {one.name: one for one in members}
    exports = export_files(derived.catalog, derived.curated)
    (row,) = json.loads(exports["catalog.json"])["families"]
    for field in SHOWN:
        counted = _counted(members, field)
        known = sum(field in one.stated for one in counted)
        covered = row.get("coverage", {}).get(field)
        if row.get(field) and known and known < len(counted):
            assert (covered["known"], covered["of"]) == (known, len(counted)), field
    for one in csv.DictReader(io.StringIO(exports["catalog.csv"].decode())):
        own = by_name[one["checkpoint"].partition("/")[2]]
        assert (one["license_terms"] == "free") <= _is_free(own, by_name), one
        if "release_date" not in own.stated:
            assert len(one["release_date"]) <= len("2025-01"), one
    observed = derived.catalog.families["fig"]
    for checkpoint_id in filter(observed.can_be_had, observed.checkpoints):
        own = by_name[checkpoint_id.partition("/")[2]]
        choice = Contender(derived.curated.families["fig"], observed, own.name, checkpoint_id)
        free = bool(choice.licences) and least_free(one for name in choice.licences for one in licences_of({"license": name})) == "free"
        assert free <= _is_free(own, by_name), (own, choice.licences)
    index, more = _scripts(derived)
    said = dict(zip(more["columns"], more["rows"][0], strict=True))
    named = [one for one in sorted(members, key=lambda one: one.name) if one.state != "gone"]
    offered: list[Any] = dict(zip(index["columns"], index["rows"][0], strict=False))["members"]
    for filtered, member in zip(accumulate(offered, lambda *two: two[1] or two[0]), named, strict=True):
        assert (filtered[2:3] not in ([], [None]) and index["terms"][filtered[2]] == "free") <= _is_free(member, by_name), member
        original = by_name[member.copy_of] if member.copy_of else member
        for field, value in _of_one(filtered, said["own"][named.index(member)], index, more, index["rows"][0]).items():
            by_kind, stated = field == "modalities" and value == "text" and not row.get(field), original.stated.get(field)
            assert by_kind or value in (None, _SHORT.get(field, {}).get(stated, stated)), (member, field, value)
    assert said["some"] == {field: [known["known"], known["of"]] for field, known in row.get("coverage", {}).items() if known["known"] < known["of"]}
    assert said["borne"] == {field: known["holds_for"] for field, known in row.get("coverage", {}).items() if known.get("holds_for")}


def _scripts(derived: Derived) -> Iterator[dict[str, Any]]:
    """What the site's list and its comparison read."""
    made = scripts(Published(derived.catalog, derived.curated.listed, derived.snapshots))
    return (json.loads(made[f"data/{one}.js"].decode().partition("=")[2].removesuffix(";\n")) for one in ("index", "more"))


_SHORT: Final[Mapping[str, Any]] = {"license": LICENCES, "modalities": {"text→text": "text", "text+image→text": "text, images"}}


def _of_one(filtered: list[Any], own: list[Any], index: Mapping[str, Any], more: Mapping[str, Any], whole: list[Any]) -> dict[str, Any]:
    """Field -> what the site's filters and its comparison have of one checkpoint; None where nothing."""
    compared, placed = dict(zip(more["own"], own, strict=False)), dict(zip(index["member"], filtered, strict=False))
    day, of_family = placed.get("released") or -1, whole[index["columns"].index("released")]
    day = str({1: of_family}.get(day, day))
    found = {
        "license": ([one.partition(", ")[0] for one in index["licenses"]], placed.get("license")), "context_length": (index["contexts"], placed.get("context")),
        "context_length_extended": (index["contexts"], placed.get("extended")), "modalities": ([one["en"] for one in more["takes"]], compared.get("takes")),
        "languages": ([tuple(one.split()) or None for one in index["languages"]], placed.get("languages")),
    }  # fmt: skip
    return {
        **{field: None if n is None else values[n] for field, (values, n) in found.items()},
        "release_date": None if day.startswith("-") else f"{day[:4]}-{day[4:6]}-{day[6:]}",
        "training_tokens": compared.get("tokens"), "reasoning": compared.get("thinking"),
    }  # fmt: skip


def _is_free(one: Member, members: Mapping[str, Member]) -> bool:
    """Whether nothing that is known of a checkpoint keeps anybody from any use, and enough is: of a copy what its original is under."""
    original = members[one.copy_of] if one.copy_of else one
    terms = [least_free(licences_of({"license": each.stated["license"]})) for each in (original, one) if "license" in each.stated]
    return "license" in original.stated and set(terms) == {"free"}


def _offered(facts: str = "", **members: Mapping[str, Any]) -> dict[str, bytes]:
    """A family of checkpoints: name -> what the Hub says of each, and what its card claims."""
    ids = {f"lumen/{name.replace('_', '-')}": {"license": "mit", "created_at": "2026-05-02", **said} for name, said in members.items()}
    tree = alone("ash", f"checkpoints = {json.dumps([*ids])}\n{facts}")
    for name, said in ids.items():
        claims = said.pop("claims", {})
        tree[kinds.CHECKPOINTS.path(name)] = checkpoint(name, **said)
        tree[kinds.CARDS.path(name)] = card(name, {field: [value] for field, value in claims.items()})
    return tree


def _site_row(derived: Derived) -> dict[str, Any]:
    """The only row of the site's list, by column."""
    index, _ = _scripts(derived)
    return dict(zip(index["columns"], index["rows"][0], strict=False))


@pytest.mark.parametrize("how", [{"state": "gone"}, {"disabled": True}], ids=["gone", "disabled"])
def test_what_cannot_be_had_counts_no_more(how: dict[str, Any]) -> None:
    """A row counts what is there; where nothing is, it says so, no filter finds it, and what lasts stays."""
    large = {**how, "license": "cc-by-nc-4.0", "created_at": "2026-01-02", "safetensors": {"total": 70_000_000_000}, "claims": {"context_length": 131_072}}
    small = {"safetensors": {"total": 8_000_000_000}, "claims": {"context_length": 32_768}}
    derived = derive_all(_offered(ash_8B=small, ash_70B=large))
    assert "| 8B | 32K | MIT | by 2026-01 | [weights]" in derived.files["README.md"].decode()
    assert "ash-70B *gone · 已下架*" in derived.files["pages/families/ash.md"].decode()
    row = _site_row(derived)
    assert (len(row["members"]), row["sizes"], row["memory"]) == (1, ["8B"], [5])

    lost = derive_all(_offered(ash_70B=large))
    assert "| 70B | 128K | CC-BY-NC-4.0 | by 2026-01 | *gone* |" in lost.files["README.md"].decode()
    exports = export_files(lost.catalog, lost.curated)
    assert all(b"gone from the Hub" in exports[name] for name in ("new.atom", "llms.txt"))
    row = _site_row(lost)
    assert (row["members"], row["gated"]) == ([], -1)


def test_terms_to_accept_are_told_where_weights_are_offered() -> None:
    """In the row of either language, and in the site's; of how many where not of all."""
    derived = derive_all(_offered(released("2026-05"), pine_1B={"gated": "manual"}, pine_2B={}))
    assert "terms first for 1 of 2 |" in derived.files["README.md"].decode()
    assert "1/2 须先同意条款 |" in derived.files["README_zh.md"].decode()
    assert _site_row(derived)["gated"] == [1, 2]


_TWELVE: Final = ["ar", "cs", "da", "de", "en", "es", "fr", "it", "ja", "ko", "pl", "zh"]


@pytest.mark.parametrize(
    ("spoken", "said", "chinese"),
    [
        ([{"languages": ["en", "zh"]}, {"languages": ["zh", "en"]}], "English, Chinese", "英语、中文"),  # in whichever order
        ([{"languages": ["de"]}, {"languages": ["en", "zh"]}], "German (1B); English, Chinese (2B)", "德语（1B）；英语、中文（2B）"),
        ([{"languages": ["fi"]}, {"languages": _TWELVE}], "Finnish (1B); 12 languages, English and Chinese among them (2B)",
         "芬兰语（1B）；12 种语言，其中包括英语、中文（2B）"),
        ([{"languages_count": 140}, {}, {}], "140 languages *(1 of 3)*", "140 种语言（1/3）"),
        ([{"languages_count": 119}, {"languages_count": 140}], "119 languages (1B); 140 languages (2B)", "119 种语言（1B）；140 种语言（2B）"),
        ([{"languages": ["en"], "languages_count": 26}, {"languages": ["en"]}], "English; 26 languages *(1 of 2)*", "英语；26 种语言（1/2）"),
        ([{"languages": ["en"], "languages_count": 26}, {}], "26 languages, English among them *(1 of 2)*", "26 种语言，其中包括英语（1/2）"),
    ],
)  # fmt: skip
def test_languages_are_told_of_the_checkpoints_that_speak_them(spoken: list[dict[str, Any]], said: str, chinese: str) -> None:
    """Neither all that any speaks nor the most that one counts is the family's: not on its page, the site's, nor for one that states no count."""
    derived = derive_all(_offered("", **{f"ash_{n}B": {"claims": claims} for n, claims in enumerate(spoken, 1)}))
    page = derived.files["pages/families/ash.md"].decode()
    assert f"\n- **Language support:** {said}\n" in page
    assert f"\n- **支持语言**：{chinese}\n" in page
    site = _plain(site_files(Published(derived.catalog, derived.curated.listed, derived.snapshots))["families/ash.html"].decode())
    assert _plain(said).replace("of 3)", "of 3 checkpoints)").replace("of 2)", "of 2 checkpoints)").replace("(1 of", "(known for 1 of") in site
    _, more = _scripts(derived)
    own = [dict(zip(more["own"], one, strict=False)).get("spoken") for one in dict(zip(more["columns"], more["rows"][0], strict=True))["own"]]
    assert own == [one.get("languages_count") for one in spoken]


def test_news_tell_apart_what_only_some_take_in() -> None:
    """And of how many it is known."""
    taken = ({"claims": {"modalities": taken}} for taken in ("text→text", "text+image→text"))
    derived = derive_all(_offered(released("2026-05"), ash_1B=next(taken), ash_2B=next(taken), ash_3B={}))
    assert "text; some also images *(2 of 3)*." in derived.files["README.md"].decode()
