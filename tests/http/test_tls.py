"""TLS to a judged address: the certificate is held against the name that was asked for, not against the address."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509

from pipeline.http.meter import Meter
from pipeline.http.origins import Origins
from pipeline.http.policy import SourceTrouble
from pipeline.http.transport import PageClient
from pipeline.model.policy import Policy
from tests.certificate import certificate
from tests.loopback import answered

NAME, OTHER = "upstream.example", "other.example"
ONCE = Policy(attempts=1, read_timeout=5.0, connect_timeout=5.0, total_timeout=10.0)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for one name, its own authority, with its key."""
    return certificate(tmp_path_factory.mktemp("tls"), x509.DNSName(NAME))


@pytest.fixture(scope="module")
def port(authority: Path) -> Iterator[int]:
    """A server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    with answered(lambda _: b"ok", context) as running:
        yield running


def origins(port: int) -> Origins:
    """Both names lead to this machine, and the environment names them."""
    named = frozenset(f"https://{name}:{port}" for name in (NAME, OTHER))
    return Origins(named=named, resolve=lambda _host: ["127.0.0.1"])


def get(url: str, port: int) -> bytes:
    """The body."""
    return PageClient(Meter(ONCE), origins(port), {}).look(url).body


def test_the_certificate_is_of_the_name(
    port: int, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right name is served over TLS; a name that the certificate does not have is refused, at the same address."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    assert get(f"https://{NAME}:{port}/", port) == b"ok"
    with pytest.raises(SourceTrouble, match=r"certificate verify failed|doesn't match|not valid for"):
        get(f"https://{OTHER}:{port}/", port)
