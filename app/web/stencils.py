"""Pages that differ from reader to reader in few places: drawn once with holes there, kept in pieces, filled for each reader.

The pieces are kept compressed as well, each by itself, and what fills a hole is not compressed at all: the length of a page tells
nothing about a secret in it.
"""

from __future__ import annotations

import re
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from flask import Response, g, request, session
from markupsafe import Markup, escape

from app.access.principals import Permission
from app.settings import Settings
from app.web.compression import takes_gzip
from app.web.guarding import form_token, reader, session_ends
from app.web.languages import choose_language
from app.web.looks import chosen_look
from app.web.requests import settings

OPEN, CLOSE = f"\ue000{secrets.token_hex(4)}:", "\ue001"
"""Nobody can write a hole into a text: its mark is another one in each process."""
HOLE = re.compile(f"{OPEN}([^{CLOSE}]+){CLOSE}")
HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""A gzip file's, without name and time."""
LAST = b"\x03\x00"
"""The empty block that ends a deflated stream."""
PLAIN = [("Vary", "Accept-Encoding"), ("Content-Type", "text/html; charset=utf-8")]
SQUEEZED = [("Content-Encoding", "gzip"), *PLAIN]
LONGEST = 65535
"""Bytes of a block that is not compressed."""


class Piece(NamedTuple):
    """`packed` is `plain` deflated: whole bytes that refer to nothing before them."""

    plain: bytes
    packed: bytes


class Stencil:
    """`parts` are pieces and, as strings, the names of the holes between them."""

    __slots__ = ("parts",)

    def __init__(self, parts: Iterable[Piece | str]) -> None:
        self.parts = tuple(parts)

    def fill(self, fillings: Mapping[str, Stencil]) -> Stencil:
        """With the parts of each filling in place of its hole; other holes stay."""
        return Stencil(piece for part in self.parts for piece in _parts_of(part, fillings))


def cut(html: str, *, level: int = 9) -> Stencil:
    texts = enumerate(HOLE.split(html))
    return Stencil(text if place % 2 else _pack(text.encode(), level) for place, text in texts if text)


def _parts_of(part: Piece | str, fillings: Mapping[str, Stencil]) -> tuple[Piece | str, ...]:
    return fillings[part].parts if isinstance(part, str) and part in fillings else (part,)


class Frame(NamedTuple):
    """What the frame around a page depends on, beside what fills its holes. A page kept so prints no instant: zones differ."""

    settings: Settings
    language: str
    look: str | None
    permissions: frozenset[Permission] | None


def hole(name: str) -> Markup:
    return Markup(f"{OPEN}{name}{CLOSE}")  # noqa: S704  # nosec B704


def usual_frame() -> Frame | None:
    """None where the frame has something to say that it does not always say: then the page is drawn for this one answer."""
    if request.method != "GET" or request.query_string or "_flashes" in session:
        return None
    person = reader()
    if person is None:
        return Frame(settings(), choose_language(), chosen_look(), None)
    permissions = frozenset([one for grip in person.grips for one in grip.permissions])
    return Frame(settings(), choose_language(), chosen_look(), permissions)


def draw_page(render: Callable[..., str]) -> Stencil:
    """`render` is given what differs in the frame, as holes: it hands it to the template."""
    person = reader()
    facts = {"principal": replace(person, name=hole("name")), "session_ends": hole("ends")} if person else {}
    with marked_forms():
        return cut(render(**facts))


@contextmanager
def marked_forms() -> Iterator[None]:
    """Forms drawn inside have a hole where their token stands."""
    token = g.pop("csrf_token", None)
    if reader():
        g.csrf_token = hole("token")
    try:
        yield
    finally:
        g.pop("csrf_token", None)
        if token is not None:
            g.csrf_token = token


def answer(page: Stencil) -> Response:
    """The page for this reader. Its holes are those of the frame."""
    person = reader()
    texts = {"name": person.name, "ends": str(session_ends()), "token": form_token()} if person else {}
    loose = {name: uncompressed(text) for name, text in texts.items()}
    pieces = [loose[part] if isinstance(part, str) else part for part in page.parts]
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        return Response(squeezed(pieces), headers=SQUEEZED)
    return Response(b"".join([piece.plain for piece in pieces]), headers=PLAIN)


def _pack(plain: bytes, level: int) -> Piece:
    squeezer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Piece(plain, squeezer.compress(plain) + squeezer.flush(zlib.Z_SYNC_FLUSH))


def uncompressed(text: str) -> Piece:
    plain = str(escape(text)).encode()
    blocks = (plain[start : start + LONGEST] for start in range(0, len(plain), LONGEST))
    return Piece(plain, b"".join(_stored(block) for block in blocks))


def _stored(block: bytes) -> bytes:
    length = len(block).to_bytes(2, "little")
    return b"\x00" + length + bytes(byte ^ 0xFF for byte in length) + block


def squeezed(pieces: list[Piece]) -> bytes:
    plain = b"".join([piece.plain for piece in pieces])
    tail = zlib.crc32(plain).to_bytes(4, "little") + (len(plain) & 0xFFFFFFFF).to_bytes(4, "little")
    return b"".join([HEAD, *[piece.packed for piece in pieces], LAST, tail])
