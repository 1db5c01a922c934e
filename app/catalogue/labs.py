"""Labs out of their blocks: things to be put into places, and clauses or projects to be read with a pencil."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.answers import read_item
from app.catalogue.drafts import Complain
from app.catalogue.lab_shapes import Clause, Clauses, Placing, Sort, SortItem, SortPlace, Stage
from app.catalogue.questions import complain_of_footnotes
from app.markdown.documents import Node, container_of, line_of, slugify, text_of, walk
from app.markdown.rendering import render_block, render_inline

BOLD = re.compile(r"<strong>(?P<bold>.*?)</strong>\s*(?P<rest>.*)", re.DOTALL)
WRITE_PLACES = "Write a table of two columns before the items: | Place | What goes there |."
WRITE_WHY = "Add a line below it: two spaces, a >, the place in bold and the reason: > **Facilities.** It is lent to the project."


def read_sort(slug: str, title: str, node: Node, prefix: str, complain: Complain) -> Sort | None:
    """An introduction, a table of places, and a list of things, each with its place and reason quoted below it."""
    complain_of_footnotes(node.children, complain)
    nodes = node.children
    if len(nodes) < 2 or nodes[-2].type != "table" or nodes[-1].type != "bullet_list":
        complain(line_of(node), f"The sort does not end with a table of places and a list of items. {WRITE_PLACES}")
        return None
    _check_introduction(nodes[:-2], complain)
    reader = _SortReader(_read_places(nodes[-2], complain), complain)
    items = tuple(reader.read(item) for item in nodes[-1].children)
    _check_repeated([item.html for item in items], nodes[-1], complain)
    worked = _read_worked(node, len(items), complain)
    return Sort(slug, title, render_block(nodes[:-2], prefix=prefix), reader.places, items[:worked], items[worked:])


def read_clauses(slug: str, title: str, node: Node, prefix: str, complain: Complain) -> Clauses | None:
    """An introduction and a list with boxes: [x] what is to be questioned. In a spot, each item begins with its stage in bold."""
    complain_of_footnotes(node.children, complain)
    nodes, name = node.children, container_of(node).name
    if not nodes or nodes[-1].type != "bullet_list":
        complain(
            line_of(node),
            "The block does not end with a list. Write each item as - [ ] or, where it is to be questioned, as - [x].",
        )
        return None
    _check_introduction(nodes[:-1], complain)
    items = tuple(_read_clause(item, name, complain) for item in nodes[-1].children)
    _check_repeated([item.html for item in items], nodes[-1], complain)
    if len({item.is_questionable for item in items}) < 2:
        complain(line_of(nodes[-1]), "All items are ticked, or none is. Mix what is to be questioned with what may stand.")
    return Clauses(slug, title, render_block(nodes[:-1], prefix=prefix), items)


def _check_introduction(nodes: Sequence[Node], complain: Complain) -> None:
    for node in walk(nodes):
        if node.type in ("heading", "container", "table"):
            complain(line_of(node), "Before its items a lab has paragraphs and lists, nothing else. Move this out of the block.")


def _check_repeated(htmls: list[str], node: Node, complain: Complain) -> None:
    if len(set(htmls)) < len(htmls):
        complain(line_of(node), "Two items say the same. Change one.")


def _read_places(table: Node, complain: Complain) -> tuple[SortPlace, ...]:
    rows = [row.children for part in table.children if part.type == "tbody" for row in part.children]
    found = {}
    for cells in rows:
        name = " ".join(text_of(cells[0].children).split())
        if len(cells) != 2 or not name or not render_inline(cells[1]) or set(name) & set(":+"):
            complain(line_of(table), f"A place has a name without : and +, and a few words. {WRITE_PLACES}")
            continue
        found[slugify(name)] = SortPlace(slugify(name), name, render_inline(cells[1]))
    if not 2 <= len(found) == len(rows):
        complain(line_of(table), f"A sort needs at least two places, each with a name of its own. {WRITE_PLACES}")
    return tuple(found.values())


def _read_worked(node: Node, items: int, complain: Complain) -> int:
    container = container_of(node)
    given = container.attributes.get("worked", "0")
    if set(container.attributes) - {"worked"} or not given.isdecimal():
        complain(container.line, "The braces of a sort say only how many items are worked for the reader: {worked=3}.")
        return 0
    if int(given) >= items:
        complain(container.line, f"{given} of {items} items are worked. Leave at least one to the reader.")
    return int(given)


@dataclass
class _SortReader:
    places: tuple[SortPlace, ...]
    complain: Complain

    def read(self, item: Node) -> SortItem:
        words, whys = item.children[:1], item.children[1:]
        html = render_inline(words[0]) if words and words[0].type == "paragraph" else ""
        if not html or item.meta.get("box"):
            self.complain(line_of(item), "An item of a sort is one paragraph without a box. Say what is to be put into a place.")
        if len(whys) != 1 or whys[0].type != "blockquote":
            self.complain(line_of(item), f"The item needs one why. {WRITE_WHY}")
            return SortItem(html, ())
        placings = tuple(self._read_placing(paragraph, html) for paragraph in whys[0].children)
        sponsors = [placing.sponsor for placing in placings]
        if len(set(sponsors)) < len(sponsors) or ("" in sponsors and len(sponsors) > 1):
            self.complain(
                line_of(whys[0]), "Where sponsors differ, each has one paragraph: > **NSF: Facilities.** and the reason."
            )
        return SortItem(html, placings)

    def _read_placing(self, paragraph: Node, item: str) -> Placing:
        found = BOLD.fullmatch(render_inline(paragraph)) if paragraph.type == "paragraph" else None
        if found is None or not found["rest"]:
            self.complain(line_of(paragraph), f"The why does not begin with a place in bold, or gives no reason. {WRITE_WHY}")
            return Placing("", "", (), "")
        bold = next(node for node in paragraph.children[0].children if node.type == "strong")
        sponsor, _, names = " ".join(text_of(bold.children).split()).rstrip(".").rpartition(":")
        ids = {place.name: place.id for place in self.places}
        wanted = [name.strip() for name in names.split("+")]
        for name in wanted:
            if name not in ids:
                known = ", ".join(ids)
                self.complain(line_of(paragraph), f'"{name}" is no place of this sort. There are: {known}.')
        key = _key_of(item) + (f"-{slugify(sponsor)}" if sponsor else "")
        return Placing(key, sponsor.strip(), tuple(ids[name] for name in wanted if name in ids), found["rest"])


def _read_clause(item: Node, name: str, complain: Complain) -> Clause:
    box = item.meta.get("box")
    if box not in ("x", " "):
        complain(
            line_of(item), "The item has no box. Begin it with [x] where it is to be questioned, and with [ ] where it may stand."
        )
    html, why = read_item(item, complain, thing="item")
    if name != "spot":
        return Clause(_key_of(html), html, box == "x", why or "")
    found = BOLD.fullmatch(html)
    stage = found["bold"].strip(" .:").lower() if found else ""
    if found is None or stage not in set(Stage) or not found["rest"]:
        complain(line_of(item), f"The item does not begin with its stage in bold. Write one of {', '.join(Stage)}: **Applied.**")
        return Clause(_key_of(html), html, box == "x", why or "")
    return Clause(_key_of(html), found["rest"], box == "x", why or "", Stage(stage))


def _key_of(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()[:8]
