"""Short ways for what nearly every value is come to what the long way comes to."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.render import escape

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
