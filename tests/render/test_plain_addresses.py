"""Short ways for what nearly every value is come to what the long way comes to."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.clean import clean
from pipeline.render import anchors, escape, links, marked

HOSTS = st.sampled_from((
    "example.org", "a.example.org", "EXAMPLE.org", "xn--bcher-kva.example", "example", "127.0.0.1", "a.local", "a-.example", "-a.example",
    "example.org:443", "user@example.org", "bücher.example", "x" * 64 + ".example", "1.2", "a..b", "",
))  # fmt: skip
RESTS = st.one_of(
    st.text("abcXYZ019/._~-!$&*+,:;=?@#%", max_size=30),
    st.text(max_size=10),
    st.sampled_from(("", "/", "/?", "/#", "/a?b#c#d", "?x", "#", "/[x]", "/ ")),
)


@given(st.sampled_from(("https://", "http://", "HTTPS://", "", "javascript:")), HOSTS, RESTS)
def test_an_address_that_needs_no_quoting_is_its_own_target(scheme: str, host: str, rest: str) -> None:
    """Whether the plain form was recognised or every part was looked at, the target is the same, or there is none."""
    text = f"{scheme}{host}{rest}"
    assert escape.url(text) == escape._checked_url(text, None, frozenset())
    hosts = frozenset({"example.org"})
    assert escape.url(text, hosts=hosts) == escape._checked_url(text, hosts, frozenset())


@given(st.one_of(st.text("aZ09._~-", max_size=70), st.text(max_size=20)))
def test_a_badges_plain_part_is_as_quoted(text: str) -> None:
    """Doubling and quoting change nothing else."""
    assert links._part(text) == quote(clean(text, 60).replace("-", "--").replace("_", "__").replace(" ", "_"), safe="")


@given(st.one_of(st.text("aZ09/._~-", max_size=30), st.text(max_size=20)))
def test_a_plain_path_is_as_quoted(place: str) -> None:
    """A path inside the repository."""
    assert marked.here(marked.ours("x"), place) == f"[x]({quote(place, safe='/._-~')})"


@given(st.text(st.characters(max_codepoint=127), max_size=20))
def test_an_anchor_of_ascii_is_as_any_other(text: str) -> None:
    """The quick way for ASCII drops what the character by character way drops."""
    text = text.strip()
    assert anchors.slug(text) == anchors.slug(f"{text}型").removesuffix("型")
