"""Zips that are broken inside."""

from __future__ import annotations

import io
import struct
import zipfile


def spoilt(content: bytes, name: str) -> bytes:
    """The same zip, whose directory is whole, with a part that cannot be inflated."""
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        place = folder.getinfo(name).header_offset
    name_length, extra_length = struct.unpack_from("<HH", content, place + 26)
    start = place + 30 + name_length + extra_length
    return content[:start] + b"\x07" + content[start + 1 :]


def repacked(content: bytes, method: int) -> bytes:
    """The same zip, whose parts are said to be packed by another method."""
    changed = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        places = [entry.header_offset + 8 for entry in folder.infolist()]
        entry_place = folder.start_dir
        for entry in folder.infolist():
            places.append(entry_place + 10)
            entry_place += 46 + sum(struct.unpack_from("<HHH", content, entry_place + 28))
    for place in places:
        struct.pack_into("<H", changed, place, method)
    return bytes(changed)
