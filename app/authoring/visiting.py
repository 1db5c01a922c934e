"""Whether the addresses of sources still lead somewhere. Asks politely: one question at a time to each host, HEAD before GET.

Only http and https are asked, and only hosts in the public network: whoever writes a source cannot make this look into the house.
The connection is made to the very address that was judged, so a name cannot turn to another one in between. No proxy is used.
"""

from __future__ import annotations

import functools
import http.client
import ipaddress
import socket
import ssl
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

AT_ONCE = 8
"""Hosts asked at the same time."""
HOPS = 5
AGENT = "Openward link check"
GONE = (404, 410)
MOVED = (301, 302, 303, 307, 308)
FOR_GOOD = (301, 308)
NO_HEAD = (400, 403, 404, 405, 410, 429, 500, 501, 503)
"""Answers to HEAD that are worth a GET."""


class Outcome(StrEnum):
    """`moved` is there, under another address for good. `unclear` is no answer, or one that says nothing about the page."""

    THERE = "there"
    MOVED = "moved"
    GONE = "gone"
    UNCLEAR = "unclear"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of one address. `status` is the last answer, `leads_to` where a page has moved for good."""

    address: str
    outcome: Outcome
    status: int | None = None
    leads_to: str = ""
    remark: str = ""


class Refused(Exception):
    """The address is not to be asked; the text says why."""


def visit_all(addresses: Iterable[str], *, timeout: float, inside: bool = False) -> list[Visit]:
    """Each address once, in the order given. `inside` allows hosts in private networks."""
    wanted = list(dict.fromkeys(addresses))
    by_host: dict[str, list[str]] = {}
    for address in wanted:
        by_host.setdefault(_host_of(address), []).append(address)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        visits = pool.map(lambda some: [visit(one, timeout=timeout, inside=inside) for one in some], by_host.values())
        found = {one.address: one for some in visits for one in some}
    return [found[address] for address in wanted]


def visit(address: str, *, timeout: float, inside: bool = False) -> Visit:
    ask = functools.partial(_ask, timeout=timeout, inside=inside)
    here, leads_to = address, ""
    try:
        for _ in range(HOPS):
            status, goes_to = _head_or_get(here, ask)
            if status not in MOVED or not goes_to:
                return _judge(address, status, leads_to)
            here = urljoin(here, goes_to)
            leads_to = here if status in FOR_GOOD and (leads_to or here != address) else leads_to
    except Refused as refused:
        return Visit(address, Outcome.NOT_ASKED, remark=str(refused))
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return Visit(address, Outcome.UNCLEAR, remark=f"{type(error).__name__}: {error}"[:200])
    return Visit(address, Outcome.UNCLEAR, remark=f"sent on more than {HOPS} times")


def _judge(address: str, status: int, leads_to: str) -> Visit:
    if status in GONE:
        return Visit(address, Outcome.GONE, status, leads_to)
    if 200 <= status < 300:
        return Visit(address, Outcome.MOVED if leads_to else Outcome.THERE, status, leads_to)
    return Visit(address, Outcome.UNCLEAR, status, leads_to, "the host does not show it to a program, or not now")


def _head_or_get(address: str, ask: functools.partial[tuple[int, str]]) -> tuple[int, str]:
    status, goes_to = ask(address, "HEAD")
    return ask(address, "GET") if status in NO_HEAD else (status, goes_to)


def _ask(address: str, method: str, *, timeout: float, inside: bool) -> tuple[int, str]:
    """The status and the place it sends on to. The body is left where it is."""
    connection, path = _connect(address, timeout=timeout, inside=inside)
    try:
        connection.request(method, path, headers={"User-Agent": AGENT, "Accept": "*/*"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _connect(address: str, *, timeout: float, inside: bool) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused("it cannot be read") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused("only http and https are asked")
    if parts.username is not None:
        raise Refused("it holds a name or a password")
    port = port or (443 if parts.scheme == "https" else 80)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port, timeout=timeout)
    connection.sock = _dial(host, port, timeout=timeout, inside=inside)
    if parts.scheme == "https":
        connection.sock = _wrap(connection.sock, host)
    return connection, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _wrap(line: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except OSError:
        line.close()
        raise


def _dial(host: str, port: int, *, timeout: float, inside: bool) -> socket.socket:
    found = [str(place[4][0]) for place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = [place for place in found if inside or ipaddress.ip_address(place.partition("%")[0]).is_global]
    if not allowed:
        raise Refused("the host is not in the public network")
    return socket.create_connection((allowed[0], port), timeout=timeout)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
