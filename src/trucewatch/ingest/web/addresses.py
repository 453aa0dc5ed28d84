"""Which addresses may be asked: the web's, and never what lies inside a private network or on this very machine.

A feed or a page can name any address. Whoever follows it blindly asks the inside of its own network on behalf of
strangers. So a host is resolved once, every address that it has must be public, and the one that was checked is the one
that is connected to.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from trucewatch.ingest.content import shown
from trucewatch.model.errors import ReportError

__all__ = ["Target", "target_of"]

_PORTS = {"http": 80, "https": 443}
_LONGEST = 4000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Target:
    """An address that may be asked: `url` as given, the `host` in it, `origin` (scheme, host and port) and `pinned`,
    the same address with the host's number in place of its name."""

    url: str
    host: str
    origin: str
    pinned: str


def target_of(url: str, allowed: Collection[str]) -> Target:
    """The address, checked. `allowed` names hosts that may be asked wherever they lie. ReportError if it may not be
    asked: another scheme than http and https, a user's name in it, a host that is unknown or not public."""
    name = shown(url)[:200]
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except ValueError as error:
        raise ReportError(f"{name} is no address ({error}); check it.") from error
    if parts.scheme not in _PORTS or not host or len(url) > _LONGEST or shown(url) != url or " " in url:
        raise ReportError(f"{name} is no address of the web; only http:// and https:// are asked.")
    if parts.username or parts.password:
        raise ReportError(f"{name} holds a user's name or password; give the address without them.")
    port = port or _PORTS[parts.scheme]
    number = _number(host, port, name, trusted=host in allowed or f"{host}:{port}" in allowed)
    shown_host = f"[{host}]" if ":" in host else host
    origin = f"{parts.scheme}://{shown_host}" + (f":{port}" if port != _PORTS[parts.scheme] else "")
    return Target(url, host, origin, _pinned(parts, number, port))


def _number(host: str, port: int, name: str, *, trusted: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ReportError(f"{name} cannot be reached: its host {host} is not known; check the address.") from error
    numbers = [str(entry[4][0]) for entry in found]
    inside = [number for number in numbers if not _is_public(number)]
    if inside and not trusted:
        told = f"{name} leads to {inside[0]}, inside a private network or this machine"
        raise ReportError(f'{told}; list "{host}" under allow_hosts in [fetch] of watch.toml if that is meant.')
    return numbers[0]


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not _is_public(str(inner)):
            return False
    return address.is_global and not address.is_multicast


def _pinned(parts: SplitResult, number: str, port: int) -> str:
    host = f"[{number}]" if ":" in number else number
    return urlunsplit((parts.scheme, f"{host}:{port}", parts.path or "/", parts.query, ""))
