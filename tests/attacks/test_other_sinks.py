"""Every attack on a sink that is not Markdown: links, titles, branches, files, logs, data."""

import csv
import io
import json
import re

import pytest
import yaml as pyyaml

from pipeline.cli.edge import without_commands
from pipeline.export.records import ExportedOrigin
from pipeline.export.texts import filled
from pipeline.github.streams import Quiet
from pipeline.model.clean import clean
from pipeline.model.reports import LogLine
from pipeline.render import escape, marked
from tests.attacks.attack_corpus import shared

DROPPED = (
    "javascript:alert(1)", "vbscript:x", "data:text/html,x", "file:///etc/hosts", "//bad.example", "https:/bad.example", "https://",
    "https://user@bad.example/", "https://user:word@bad.example/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.0.0.1/",
    "https://[::1]/", "http://169.254.169.254/latest", "http://plain.example/", "https://localhost/", "https://printer.local/",
    "https://metadata.google.internal/", "https://bad.example\\@good.example/", "https://good.example/a b", "https://good.example/a\nb",
    "https://good.example/\u202egnp", "https://good.example:99999/", "https://faß.example/", "https://" + "a" * 70 + ".example/",
    "https://good.example/" + "x" * 3000,
)  # fmt: skip


@pytest.mark.parametrize("text", DROPPED)
def test_a_doubtful_address_is_no_link(text: str) -> None:
    """What is not plainly an outward https address is dropped."""
    assert escape.url(text) is None


@pytest.mark.parametrize("text", shared("url"))
def test_url_corpus(text: str) -> None:
    """Each address is dropped, or comes out with nothing that could end a link."""
    out = escape.url(text)
    if out is not None:
        assert out.startswith("https://")
        assert not set(out) & set("()<>\"| \\`[]'")


def test_addresses_that_are_kept() -> None:
    """Ordinary addresses pass, hosts in punycode, brackets percent-encoded."""
    assert escape.url(" https://HuggingFace.co/a/b#c ") == "https://huggingface.co/a/b#c"
    assert escape.url("https://bücher.example/") == "https://xn--bcher-kva.example/"
    assert escape.url("https://a.example/w_(x)|<y>\"'") == "https://a.example/w_%28x%29%7C%3Cy%3E%22%27"
    assert escape.url("https://a.example/文") == "https://a.example/%E6%96%87"
    assert escape.url("http://old.example/", plain_http=True) == "http://old.example/"
    assert marked.link("a|b", "https://a.example/?x=1&lt;") == "[a\\|b](https://a.example/?x=1&amp;lt;)"


@pytest.mark.parametrize(
    "text", [*shared("commit"), *shared("pr_title"), "GH-1 closes #2: [skip ci] @x\n\nSigned-off-by: y"]
)
def test_titles_and_commits_carry_plain_words(text: str) -> None:
    """One line of letters, digits and a few marks: no trailer, type, mention, reference or skip word."""
    out = escape.pr_title(text)
    assert len(out) <= 120
    assert not set(out) & set("\n\r\0@#`|<>[]:!*$\\")
    assert "GH-" not in out


@pytest.mark.parametrize(
    "text", [*shared("ref"), "main", "MAIN", "-x", "--upload-pack=x", "a..b", "a.lock", "@{-1}", "", "état", "x/../y"]
)
def test_branches_stay_below_the_prefix(text: str) -> None:
    """A branch is a valid git name below catalog-bot/, whatever it was made from."""
    out = escape.ref(text)
    name = out.removeprefix(escape.BRANCH_PREFIX)
    assert out != name
    assert name
    assert name[0] not in "-."
    assert ".." not in name
    assert not name.endswith((".lock", "."))
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")


def test_branches_tell_different_names_apart() -> None:
    """A slug is its own branch name; two texts that look alike after cleaning get different ones."""
    assert escape.ref("qwen2.5-vl") == "catalog-bot/qwen2.5-vl"
    assert len({escape.ref(t) for t in ("main", "MAIN", "Main", "ma in", "ma/in")}) == 5


LOGGED = ["##[error]x", "x ##[add-mask]y", "::set-env name=a::b", " \t::x", "a\r::x", "a\n  ::warning::x", "#" + "##[", ":", ""]


@pytest.mark.parametrize("text", [*shared("actions_log"), *shared("actions_file"), *LOGGED])
@pytest.mark.parametrize("size", [1, 2, 5, 1000])
def test_a_runner_finds_no_command_in_the_log(text: str, size: int) -> None:
    """Wherever in a line it stands, and in whatever pieces it is written; words and values stay as they are."""
    under = io.BytesIO()
    stream = Quiet(under, encoding="utf-8", errors="backslashreplace")
    whole = f"source: {text}\n{text}\nstd::vector\n"
    for start in range(0, len(whole), size):
        assert stream.write(whole[start : start + size]) == len(whole[start : start + size])
    stream.flush()
    said = under.getvalue().decode()
    assert "##[" not in said
    assert not any(line.lstrip().startswith("::") for line in re.split(r"[\r\n]", said))
    assert "std::vector" in said
    assert said.replace(" ", "") == whole.replace(" ", "").encode(errors="backslashreplace").decode()
    assert "##[" not in clean(text)
    if len(text) < 1000:
        line = LogLine(at="", level="info", event="said", run="r", message=text).model_dump_json()
        assert json.loads(without_commands(line)) == json.loads(line)
        assert "##[" not in without_commands(line)


@pytest.mark.parametrize("text", [*shared("csv"), "=1+1", "+1", "-1", "@x", " =1", "＝1"])
def test_spreadsheets_see_text(text: str) -> None:
    """No exported text begins as a formula, also after white space was taken off."""
    out = escape.csv_cell(text)
    assert out[0] not in "=+-@＝\t"
    line = io.StringIO()
    csv.writer(line).writerow([out, "next"])
    assert next(csv.reader(io.StringIO(line.getvalue()))) == [out, "next"]


@pytest.mark.parametrize(
    "text", ["no", "1.10", "012", "a: b # c", "*x", "&x", "--- x", "'\"", "-->", "\u2028", *shared("yaml")]
)
def test_data_formats_read_the_text_back(text: str) -> None:
    """As a scalar of the citation's YAML a value is read back as itself, and closes no comment."""
    made = filled("CITATION.cff", origin=ExportedOrigin(name=text))
    assert pyyaml.safe_load(made)["title"].startswith(f"{text}: a list")
    assert b"-->" not in made
    assert made.isascii()


def test_odd_identifiers_are_spelled_out() -> None:
    """A Latin id stands in a code span; one with a Cyrillic letter shows which letter that is."""
    assert escape.md_code("meta-llama/Llama-3.1-8B") == "`meta-llama/Llama-3.1-8B`"
    assert escape.md_code("meta-ll\u0430ma/Llama-3") == "meta-ll&lt;U+0430&gt;ma/Llama-3"
    assert "`" not in escape.md_code("a`b").replace("\\`", "")


def test_html_cannot_be_left() -> None:
    """Inside an element or a quoted attribute a value opens, closes and mentions nothing."""
    out = escape.html("</summary><b a='1' b=\"2\">@me #1 www.x.example `c` | *d*")
    assert not set(out) & set("<>\"'`|*")
    assert "@me" not in out
