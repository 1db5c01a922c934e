"""What a file is, by its content and never by its name. Nothing in it is unpacked, decoded or run."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from app.equivalents.shapes import Evidence
from app.errors import Invalid

LARGEST = 5_000_000
LARGEST_WORDS = "5 MB"
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
PDF = re.compile(rb"%PDF-[12]\.[0-9]")
STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?![A-Za-z0-9])")
LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that say its size."""
ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""


def examine(content: bytes) -> Evidence:
    """Raises `Invalid` for whatever is no PDF, PNG or JPEG, or more than that."""
    if not content:
        raise Invalid("The file is empty. Choose another.", field="file")
    if len(content) > LARGEST:
        raise Invalid("The file is larger than %(size)s. Save it smaller, and choose it again.", field="file", size=LARGEST_WORDS)
    if content.startswith(PNG):
        _check_size(*_size_of_png(content))
        return Evidence("png", content)
    if content.startswith(JPEG):
        _check_size(*_size_of_jpeg(content))
        return Evidence("jpeg", content)
    if PDF.match(content):
        _check_pdf(content)
        return Evidence("pdf", content)
    raise Invalid(
        "The file is neither PDF, PNG nor JPEG. Save the certificate as one of these, and choose it again.", field="file"
    )


def _check_pdf(content: bytes) -> None:
    if b"%%EOF" not in content[-2048:]:
        raise Invalid("The PDF is not whole: its end is missing. Download it once more, and choose it again.", field="file")
    names = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), STREAM.sub(b"", content))
    if LOCKED.search(names):
        raise Invalid("The PDF is locked. Print it into a new PDF without a password, and choose that one.", field="file")
    if ACTIVE.search(names):
        raise Invalid("The PDF holds a program or another file. Print it into a new PDF, and choose that one.", field="file")


def _size_of_png(content: bytes) -> tuple[int, int]:
    """Each part is followed to the end, and nothing comes after it."""
    parts = list(_parts_of_png(content))
    if not parts or parts[0][0] != b"IHDR" or parts[0][2] != 13 or parts[-1][0] != b"IEND" or not _has(parts, b"IDAT"):
        raise _damaged()
    _name, start, length = parts[-1]
    if start + length + 4 != len(content):
        raise _damaged()
    width, height = struct.unpack_from(">II", content, parts[0][1])
    return width, height


def _parts_of_png(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, where it begins, how long it is."""
    place = len(PNG)
    while place + 12 <= len(content):
        length, name = struct.unpack_from(">I4s", content, place)
        if place + 12 + length > len(content):
            raise _damaged()
        yield name, place + 8, length
        if name == b"IEND":
            return
        place += 12 + length


def _has(parts: list[tuple[bytes, int, int]], wanted: bytes) -> bool:
    return any(name == wanted for name, _start, _length in parts)


def _size_of_jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            raise _damaged()
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        if marker in ALONE:
            place += 2
            continue
        length = struct.unpack_from(">H", content, place + 2)[0]
        if marker in FRAMES and length >= 7 and place + 9 <= len(content):
            height, width = struct.unpack_from(">HH", content, place + 5)
            if b"\xff\xd9" not in content[place:]:
                raise _damaged()
            return width, height
        if marker in (0xD9, 0xDA) or length < 2:
            raise _damaged()
        place += 2 + length
    raise _damaged()


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise _damaged()
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Invalid(
            "The picture is too large: %(width)s by %(height)s points. Save it smaller, and choose it again.",
            field="file",
            width=width,
            height=height,
        )


def _damaged() -> Invalid:
    return Invalid("The picture is damaged, or holds something more. Save it anew, and choose it again.", field="file")
