"""Which address a request really goes to, and which addresses data may name at all.

`AWESOME_ORIGIN_MAP=https://a.example=http://127.0.0.1:1/x,...` sends an origin elsewhere. A private,
loopback or link-local address is reachable only when the environment names it. A name is judged by
its addresses where the connection is made (pipeline.http.transport).
"""

import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from pipeline.http.policy import SourceTrouble, Trouble

PORTS: Final = {"https": 443, "http": 80}
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 networks reach IPv4 through it (RFC 6052): the last four bytes are the IPv4 address."""


def origin(url: str) -> str:
    """Scheme, host and port of a URL, in lower case, default ports left out; ValueError where its port is none."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in {None, 0, PORTS.get(parts.scheme)} else ""
    return f"{parts.scheme.lower()}://{_in_url((parts.hostname or '').lower())}{port}"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def parse_origin_map(text: str) -> dict[str, str]:
    """The value of AWESOME_ORIGIN_MAP as a dictionary; ValueError where an entry is not `origin=target`."""
    found: dict[str, str] = {}
    for entry in filter(None, (e.strip() for e in text.split(","))):
        # "https://a.example=http://127.0.0.1:1": the first "=" after the scheme ends the origin.
        left, equals, right = entry.partition("=")
        if not equals or "://" not in left or "://" not in right:
            raise ValueError(f"AWESOME_ORIGIN_MAP: {entry!r} is not https://origin=http://target")
        found[origin(left)] = right.rstrip("/")
    return found


def _addresses(host: str) -> list[str]:
    """The addresses of a name (of an address itself), in the order in which the system would try them."""
    return list(dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)))


@dataclass(frozen=True)
class Origins:
    """The map, and the origins that the environment named (and that may therefore be private)."""

    mapped: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    resolve: Callable[[str], list[str]] = _addresses

    def target(self, url: str) -> str:
        """The address to send a request for `url` to; SourceTrouble or ValueError where it is none of the web's."""
        parts, here = urlsplit(url), origin(url)
        if parts.scheme not in PORTS:
            raise SourceTrouble(Trouble.FORBIDDEN_ADDRESS, "only http and https are fetched", url)
        if here in self.mapped:
            return self.mapped[here] + (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return url

    def addresses(self, host: str, port: int) -> list[str]:
        """Where a host may be reached: connect to one of these and to nothing else.

        SourceTrouble where the name has no address, or a private one that the environment does not name.
        """
        try:
            found = self.resolve(host)
        except (OSError, UnicodeError) as error:
            raise SourceTrouble(Trouble.UNREACHABLE, f"the name {host} has no address ({error})") from error
        here = {origin(f"{scheme}://{_in_url(host)}:{port}") for scheme in PORTS}
        private = (a for a in found if not _is_public(ipaddress.ip_address(a.split("%", 1)[0])))
        if here.isdisjoint({*self.named, *map(origin, self.mapped.values())}) and (address := next(private, None)):
            raise SourceTrouble(Trouble.FORBIDDEN_ADDRESS, f"{host} is at the private address {address}")
        return found


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is of the public web, and so is the IPv4 address that it may carry inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF))
    own = address.ipv4_mapped is not None or (address.is_global and not address.is_multicast)
    return own and all(_is_public(one) for one in inside if one is not None)
