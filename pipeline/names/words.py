"""The words of a model's name: "Meta-Llama-3.1-405B-Instruct-bf16" -> meta llama 3.1 405b instruct bf16.

One way of cutting serves board names and Hub ids alike, so that two spellings of one name come to
the same words, and what is left over can be judged word by word.

The stem is the family's name inside a checkpoint's: "Qwen3-30B-A3B-Instruct-2507" is of Qwen3. Sizes, how it was tuned,
precision, context and date stamps are left out; what tells generations and lines apart ("Qwen3-VL", "GLM-4.7",
"Llama-3.2-Vision") stays. A tier (mini, pro, flash) is left out only after a version: "DeepSeek-V4-Flash" is of
DeepSeek-V4, "Mistral-Small-3.1" is not of Mistral.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pipeline.model.ids import is_slug
from pipeline.names.vocabulary import FORMAT, IN_CHINESE, MONTH_NUMBERS, SHORT, SPELLINGS, TIERS, TUNED, VENDORS

Words = tuple[str, ...]

_SILENT: Final = re.escape("-_./:,'()[]{}·@*†‡§^`")
_UNIT: Final = re.compile(
    r"(?:[0-9]{1,3}x)?[0-9]{1,4}(?:\.[0-9]{1,3})?[bmt](?![a-z])"  # 70b, 8x7b, 1.5b, 500m, 1t
    r"|[ae][0-9]{1,4}(?:\.[0-9]{1,3})?b(?![a-z])"  # a22b (active), e4b (effective)
    r"|(?:fp|bf|int|nf|b?float)[0-9]{1,2}(?![a-z0-9])"  # bf16, fp8: one word
    r"|[0-9]{1,4}k(?![a-z])"  # 128k
    r"|v?[0-9]{1,8}(?:\.[0-9]{1,4}){0,3}"  # v0.2, 3.1, 20240806
    rf"|[a-z]+|[\u3400-\u9fff]+|[^\sa-z0-9{_SILENT}]"
)
_SPELLED: Final[dict[int, str]] = {
    **dict.fromkeys(range(0x2010, 0x2016), "-"), **dict.fromkeys(map(ord, "™®©·・"), ""),
    ord("α"): "alpha", ord("β"): "beta", ord("×"): "x",
}  # fmt: skip
_PLUS_IN_A_NAME: Final = re.compile(r"(?<=[a-z0-9])\+(?![a-z0-9+])")  # "Command R+", and not "A+B"
_WHOLE_VERSION: Final = re.compile(r"[0-9]{1,2}\.0")
_SIZE: Final = re.compile(
    r"(?:[0-9]{1,3}x)?[0-9]{1,4}(?:\.[0-9]{1,3})?[bmt]|[aen][0-9]{1,4}(?:\.[0-9]{1,3})?[bm]|[0-9]{1,3}e|[0-9]{1,3}b?x[0-9]{1,4}e"
)
_CONTEXT: Final = re.compile(r"[0-9]{1,4}k|4096|8192|16384|32768|65536|131072")
_MONTH_IN_WORDS: Final = re.compile(rf"(?<![a-z])({'|'.join(MONTH_NUMBERS)})[ '-]{{1,2}}(?:20)?(2[0-9])(?![0-9.])")
_YEAR_BEHIND: Final = re.compile(r"[ '-](?:20)?2[0-9]")  # what each of these ends with, and most names have nowhere
_DAY_IN_BRACKETS: Final = re.compile(r"\(20(2[0-9])-?(0[1-9]|1[0-2])-?[0-3][0-9]\)")
_YEAR_AND_MONTH: Final = re.compile(r"2[3-7](?:0[1-9]|1[0-2])")
_STAMP: Final = re.compile(
    r"20[12][0-9](?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])"  # 20240806
    r"|2[3-7](?:0[1-9]|1[0-2])"  # 2407: year and month
    r"|(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])"  # 0613: month and day
)


def plain_text(name: str) -> str:
    """A name in lower case, without accents, trade marks and wide signs, with Chinese words for how it was run in English."""
    if name.isascii():
        return name[:300].casefold()
    parts = unicodedata.normalize("NFKD", name[:300].translate(_SPELLED)).casefold()
    text = unicodedata.normalize("NFC", "".join(c for c in parts if unicodedata.category(c) != "Mn"))
    for chinese, english in IN_CHINESE.items():
        text = text.replace(chinese, f" {english} ")
    return text


_HYPHENED: Final = re.compile(r"([0-9])(?<![0-9.].)[-_ ]([0-9])(?![0-9.bmkx])")
_HYPHENED_SIZE: Final = re.compile(r"([01])(?<=-.)-([0-9])(?=b)")
_RUN_TOGETHER: Final = re.compile(r"([1-9])(?<=[a-z].)([0-9])(?![0-9.bmkxt])")
_POINTED: Final = "{0[1]}.{0[2]}".format  # of a match; a template costs a call even where nothing matches


def respelled(text: str) -> tuple[str, ...]:
    """A plain text with points in versions and sizes that are written without: "llama-3-1-405b", "qwen25-72b", "qwen2-1-5b"; "llama3-1-8b" may be both."""
    sized = dict.fromkeys((text, _HYPHENED_SIZE.sub(_POINTED, text)))
    versions = (_RUN_TOGETHER.sub(_POINTED, _HYPHENED.sub(_POINTED, one)) for one in sized)
    return tuple(made for made in dict.fromkeys((text.replace("_", "-"), *versions)) if made != text)


@lru_cache(maxsize=8192)  # an index asks for each name more than once
def words(name: str) -> Words:
    """The words of a name in order, lower case; a version loses its "v", a written date becomes one word."""
    text = plain_text(name)
    for sign, pattern, written in SPELLINGS:
        if sign in text and pattern.search(text):
            text = pattern.sub(written, text)
    text = _PLUS_IN_A_NAME.sub(" plus ", text) if "+" in text else text
    if _YEAR_BEHIND.search(text):
        text = _MONTH_IN_WORDS.sub(lambda m: f" {m[2]}{MONTH_NUMBERS[m[1]]:02d} ", text)
    found = _UNIT.findall(text)
    return tuple([_version(w) for w in found if w.isascii() or unicodedata.category(w[0]) not in {"So", "Sk", "Mn"}])


def without_month(name: str) -> tuple[str, str]:
    """A plain text without a month in words or a day in brackets, and that month as a stamp: "2503" of "deepseek v3 (mar 2025)", or ""."""
    found = _MONTH_IN_WORDS.search(name) or _DAY_IN_BRACKETS.search(name)
    if found is None:
        return name, ""
    month = f"{found[2]}{MONTH_NUMBERS[found[1]]:02d}" if found[1] in MONTH_NUMBERS else found[1] + found[2]
    return name[: found.start()] + name[found.end() :], month


@lru_cache(maxsize=8192)
def _version(word: str) -> str:
    """A word, as a version without its "v" and without ".0": "v2.0" and "2" are one release."""
    if len(word) > 1 and word[0] == "v" and word[1].isdigit():
        word = word[1:]
    return word.removesuffix(".0") if word[-2:] == ".0" and _WHOLE_VERSION.fullmatch(word) else SHORT.get(word, word)


@lru_cache(maxsize=8192)
def is_size(word: str) -> bool:
    """Whether a word is a count of parameters."""
    return bool(_SIZE.fullmatch(word))


def parameters(word: str) -> float:
    """A size's count in billions: 70 of "70b", 56 of "8x7b", 0.5 of "500m"."""
    times, _, each = word.lstrip("ae").rpartition("x")
    return float(each[:-1]) * int(times or 1) * {"m": 0.001, "b": 1, "t": 1000}[word[-1]]


def context_length(word: str) -> int:
    """A context length's count in thousands of tokens: 32 of "32k" and of "32768"; 0 of any other word."""
    length = int(word.removesuffix("k")) if _CONTEXT.fullmatch(word) else 0
    return length if word[-1:] == "k" else length // 1024


def is_date(word: str) -> bool:
    """Whether a word is a release's date stamp, or a month."""
    return bool(_STAMP.fullmatch(word)) or word in MONTH_NUMBERS


@lru_cache(maxsize=8192)
def is_stamp(word: str) -> bool:
    """Whether a word is a date in digits: 2407, 0613, 20240806."""
    return bool(_STAMP.fullmatch(word))


def spellings_of_stamp(stamp: str) -> set[str]:
    """A date as others may write it: the month 2408 of 20240801 is 0824 too, and the day 20240806 is 0806."""
    month = stamp[2:6] if len(stamp) > 4 else stamp
    return {stamp, stamp[4:] or stamp, month, month[2:] + month[:2]} if _YEAR_AND_MONTH.fullmatch(month) else {stamp}


SETTING: Final = re.compile(
    r"[ _-](?:[0-9]{1,2}|zero|few)[ -]shots?(?:[ -]cot)?(?![a-z])"
    r"|[ (](w/o|without|no|w/|with) (?:thinking|think|thoughts?|reasoning|cot|tools)(?![a-z])|, [a-z]{1,20} api(?![a-z])| /no_?think(?![a-z])"
)
"""How a model was set for the run, in a plain text: "w/ Thinking", "(no think)", ", Alibaba API"."""


def is_combination(name: str) -> bool:
    """Whether a plain text speaks of several models together ("A + B", "A with B")."""
    text = f" {_PLUS_IN_A_NAME.sub('', name) if '+' in name else name} "
    return any(mark in text for mark in ("+", " & ", " with ", " w/ ", "/w ", " and ", " via ", " vs "))


_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}")


def named_version(name: str) -> tuple[Words, tuple[int, ...] | None]:
    """A name as line and version; None where it has none, or several. Sizes, dates and contexts are not versions."""
    said = tuple(w for w in words(name) if not is_size(w) and not context_length(w))
    numbers = [w for w in said if _NUMBER.fullmatch(w) and not is_date(w)]
    if len(numbers) != 1:
        return said, None
    return tuple(w for w in said if w not in numbers), tuple(int(p) for p in numbers[0].split("."))


_YEAR: Final = re.compile(r"20[23]\d")
_VERSION_AFTER_SIZE: Final = re.compile(r"v\d{1,2}(?:\.\d{1,2}){0,2}", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"(?<![\d._])(\d)_(\d)(?!\d)")


def stem_of(name: str) -> str:
    """The family's name as its maker spells it, from the name part of an id."""
    parts = [p for p in re.split("[-_]+", _DECIMAL.sub(r"\1.\2", name[:200])) if p]
    if len(parts) > 1 and parts[0].casefold() in VENDORS and not parts[1][0].isdigit():
        parts = parts[1:]
    kept = parts[:1]
    sized, versioned = False, any(map(str.isdigit, "".join(kept)))
    for part in parts[1:]:
        low = part.casefold()
        if is_size(low):
            sized = True
        elif not (_is_filler(low) or (sized and _VERSION_AFTER_SIZE.fullmatch(low)) or (versioned and low in TIERS)):
            kept.append(part)
            versioned = versioned or any(map(str.isdigit, part))
    return "-".join(kept)


def _is_filler(part: str) -> bool:
    """Whether a part tells how a checkpoint was tuned, stored or dated, and not which family it is of."""
    return part in TUNED or part in FORMAT or is_stamp(part) or context_length(part) > 0 or bool(_YEAR.fullmatch(part))


def line_of(name: str) -> str:
    """The line of models that a name begins with, in lower case: "qwen" of "Qwen2.5-VL-7B"; "" where it has none."""
    said = (w for w in words(name[:200]) if w.isalpha() and len(w) > 1 and w not in VENDORS)
    return next((w for w in said if not (_is_filler(w) or w in TIERS)), "")


def slug_of(name: str) -> str:
    """A slug made of a name ("Llama 2" -> "llama-2"); "" if no letter or digit of ours is in it."""
    flat = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("+", "-plus")
    slug = re.sub(r"\.{2,}", ".", re.sub(r"[^a-z0-9.]+", "-", flat)).strip("-.")[:60].strip("-.")
    return slug if is_slug(slug) else ""
