"""Which address a request really goes to, and which addresses data may name at all.

`AWESOME_ORIGIN_MAP=https://a.example=http://127.0.0.1:1/x,...` sends an origin elsewhere. A private,
loopback or link-local address is reachable only when the environment names it.
"""

import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipeline.clients.meter import SourceTrouble
from pipeline.clients.policy import Trouble


def origin(url: str) -> str:
    """Scheme, host and port of a URL, in lower case, default ports left out."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    port = parts.port
    default = {"https": 443, "http": 80}.get(parts.scheme)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme.lower()}://{shown}" + (f":{port}" if port and port != default else "")


def parse_origin_map(text: str) -> dict[str, str]:
    """The value of AWESOME_ORIGIN_MAP as a dictionary.

    Raises:
        ValueError: an entry is not `origin=target`.
    """
    found: dict[str, str] = {}
    for entry in filter(None, (e.strip() for e in text.split(","))):
        # "https://a.example=http://127.0.0.1:1": the first "=" after the scheme ends the origin.
        left, equals, right = entry.partition("=")
        if not equals or "://" not in left or "://" not in right:
            raise ValueError(f"AWESOME_ORIGIN_MAP: {entry!r} is not https://origin=http://target")
        found[origin(left)] = right.rstrip("/")
    return found


def _addresses(host: str) -> list[str]:
    return sorted({str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})


@dataclass(frozen=True)
class Origins:
    """The map, and the origins that the environment named (and that may therefore be private)."""

    mapped: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    resolve: Callable[[str], list[str]] = _addresses

    def target(self, url: str) -> str:
        """The address to send a request for `url` to.

        Raises:
            SourceTrouble: the address is private and the environment does not name it, or it is no web address.
        """
        if urlsplit(url).scheme not in {"http", "https"}:
            raise SourceTrouble(Trouble.FORBIDDEN_ADDRESS, "only http and https are fetched", url)
        try:
            here = origin(url)
        except ValueError as error:
            raise SourceTrouble(Trouble.FORBIDDEN_ADDRESS, str(error), url) from error
        if here in self.mapped:
            parts = urlsplit(url)
            path = parts.path or "/"
            return self.mapped[here] + path + (f"?{parts.query}" if parts.query else "")
        self.check(url)
        return url

    def check(self, url: str) -> None:
        """Refuse private addresses that only data names.

        Raises:
            SourceTrouble: see `target`.
        """
        here = origin(url)
        if here in self.named or any(origin(t) == here for t in self.mapped.values()):
            return
        host = urlsplit(url).hostname or ""
        try:
            addresses = [host] if _is_address(host) else self.resolve(host)
        except OSError as error:
            raise SourceTrouble(Trouble.UNREACHABLE, f"the name {host} has no address ({error})", url) from error
        for address in addresses:
            if not ipaddress.ip_address(address.split("%", 1)[0]).is_global:
                raise SourceTrouble(Trouble.FORBIDDEN_ADDRESS, f"{host} is at the private address {address}", url)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
