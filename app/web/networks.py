"""Where a request comes from, as far as limits need it."""

from __future__ import annotations

import ipaddress


def network_of(address: str | None) -> str:
    """An IPv4 address, or the /64 of an IPv6 address: one household or host has that many."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found)
