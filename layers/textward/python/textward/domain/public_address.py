"""Which addresses are on the public internet: the rest is never called on somebody's word (SSRF, OWASP A10:2021)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

_CARRIES_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96"))
"""NAT64 (RFC 6052, RFC 8215) and the retired IPv4-compatible addresses: what they lead to is an IPv4 address."""


def is_literal(host: str) -> bool:
    """Tell whether a host is given by its address, in any form that a resolver takes for one."""
    try:
        ip_address(host)
    except ValueError:
        # inet_aton also takes 127.1, 0x7f000001 and 2130706433: no name of the public internet ends in digits alone.
        last = host.rstrip(".").rsplit(".", 1)[-1].lower()
        return last.isdigit() or last.startswith("0x")
    return True


def is_public(address: str) -> bool:
    """Tell whether an address is a public unicast one, and leads to no other."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        inner = _inner(found)
        if inner is not None:
            return _is_global(inner)
        if any(found in network for network in _CARRIES_IPV4):
            return False
    return _is_global(found)


def _inner(address: IPv6Address) -> IPv4Address | None:
    """Give the IPv4 address that an IPv6 one stands for (mapped, 6to4, Teredo's client)."""
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    retired = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or retired)
