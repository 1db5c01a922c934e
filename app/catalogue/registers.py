"""The registers that all modules share: sources, and the institution's own texts."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from app.catalogue.drafts import Complain, Draft, Tree
from app.catalogue.entries import Pairs, entries_of, read_date, read_pairs
from app.catalogue.files import INSTITUTION_PATH, SOURCES_PATH, Kind
from app.catalogue.shapes import OverlayText, Source
from app.markdown.documents import line_of, walk
from app.markdown.rendering import render_block

REQUIRED = ("title", "publisher", "address", "read_on", "status")
KEYS = (*REQUIRED, "published_on")
Status = Literal["in force", "withdrawn", "superseded"]
STATUSES: tuple[Status, ...] = ("in force", "withdrawn", "superseded")


def read_registers(tree: Tree) -> None:
    """Fills in the tree's sources and overlays."""
    sources, institution = tree.registers.get(Kind.SOURCES), tree.registers.get(Kind.INSTITUTION)
    if sources is not None:
        _read_sources(sources, tree)
    if institution is not None:
        _read_overlays(institution, tree)


def _read_sources(draft: Draft[Any], tree: Tree) -> None:
    complain = tree.complainer(SOURCES_PATH)
    for slug, words, heading, nodes in entries_of(draft, complain):
        tree.source_lines[slug] = line_of(heading)
        if words:
            complain(line_of(heading), "The heading of a source is its id alone. Its title stands in the list below.")
        if len(nodes) != 1 or nodes[0].type != "bullet_list":
            complain(line_of(heading), "A source is one list below its id: - title: …, - publisher: …, - address: …")
            continue
        source = _read_source(slug, line_of(heading), read_pairs(nodes[0], KEYS, complain, noun="source"), complain)
        if source is not None and slug not in tree.sources:
            tree.sources[slug] = source


def _read_source(slug: str, line: int, pairs: Pairs, complain: Complain) -> Source | None:
    missing = [key for key in REQUIRED if key not in pairs]
    if missing:
        complain(line, f"The source has no {', no '.join(missing)}. Add it to the list.")
        return None
    address, address_line = pairs["address"]
    address = address.strip("<>")
    if not _is_address(address):
        complain(address_line, "The address of the source cannot be followed. Write it in full, with https://.")
    words, status_line = pairs["status"]
    status = next((status for status in STATUSES if status == words), None)
    if status is None:
        complain(status_line, f'"{words}" is no status. There are: {", ".join(STATUSES)}.')
    read_on, published_on = (read_date(pairs.get(key), complain) for key in ("read_on", "published_on"))
    if read_on is None or status is None:
        return None
    return Source(slug, pairs["title"][0], pairs["publisher"][0], address, read_on, status, published_on)


def _is_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and " " not in address


def _read_overlays(draft: Draft[Any], tree: Tree) -> None:
    complain = tree.complainer(INSTITUTION_PATH)
    for name, words, heading, nodes in entries_of(draft, complain):
        if not nodes:
            complain(line_of(heading), f'The text "{name}" is empty. Write below its heading what it says.')
        for node in walk(nodes):
            if node.type in ("heading", "container", "footnote_block"):
                complain(
                    line_of(node), "A text of the institution has no heading, block or footnote inside. Write it in paragraphs."
                )
        title = words or name.replace("-", " ").capitalize()
        tree.overlays.setdefault(name, OverlayText(name, title, render_block(nodes, prefix=f"institution-{name}")))
