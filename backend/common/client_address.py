"""Where a request comes from, as far as somebody we trust says so."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

# A server behind a unix socket sees no address.
UNKNOWN = "unknown"


def client_address(request: HttpRequest) -> str:
    """Return who `request` comes from: an IPv4 address or an IPv6 network.

    Of `X-Forwarded-For` only the entry counts that the outermost of the `NUM_PROXIES`
    proxies wrote; what stands to the left of it anybody may have sent. Whoever has an
    IPv6 address has a whole /64, so that is one client. Never raises: where the header
    is missing or makes no sense, it is the address that connected to us.
    """
    proxies: int = settings.NUM_PROXIES
    if proxies > 0:
        entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(entries) >= proxies and (found := _normal(entries[-proxies])):
            return found
    return _normal(request.META.get("REMOTE_ADDR") or "") or UNKNOWN


@lru_cache(maxsize=4096)
def _normal(text: str) -> str:
    """Return the client at an address, which may carry a port; "" if it is none."""
    text = text.strip()
    try:
        address = ip_address(text)
    except ValueError:
        # `[2001:db8::1]:443` and `192.0.2.1:443`, as some load balancers write them.
        host = text[1:].partition("]")[0] if text[:1] == "[" else text.partition(":")[0]
        try:
            address = ip_address(host)
        except ValueError:
            return ""
    return _client(address)


def _client(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), 64), strict=False))
