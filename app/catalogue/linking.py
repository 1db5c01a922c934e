"""Turns what authors point to (other files, pictures, headings) into addresses, and names whatever leads nowhere."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from app.catalogue.addresses import page_address, term_address
from app.catalogue.drafts import Draft, PageDraft, Tree
from app.catalogue.entries import entries_of
from app.catalogue.files import GLOSSARY_PATH, Kind, Place, place_of
from app.catalogue.heads import is_slug
from app.catalogue.shapes import INDEX
from app.markdown.documents import Document, Node, container_of, line_of, text_of, walk
from app.markdown.dressing import full_id

HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?")
DEFINITION_ANCHOR = "definition-"
TOOLS = ("/plan", "/checklists")
"""Pages of the product itself that a text may lead to."""
GLOSSARY_SCHEME = "glossary"


def link_documents(tree: Tree) -> None:
    glossary = tree.registers.get(Kind.GLOSSARY)
    terms = frozenset(slug for slug, *_ in entries_of(glossary, lambda _line, _text: None)) if glossary else frozenset()
    for draft in tree.documents():
        _Linker(tree, draft, terms).visit(draft.document.nodes, in_scenario=False)


def anchors_of(document: Document) -> frozenset[str]:
    """What a link can name after `#`: headings, and definitions as `definition-<slug>`."""
    definitions = {
        DEFINITION_ANCHOR + container_of(node).words.partition(" ")[0]
        for node in walk(document.nodes)
        if node.type == "container" and container_of(node).name == "definition"
    }
    return document.ids | definitions


class _Linker:
    def __init__(self, tree: Tree, draft: Draft[Any], terms: frozenset[str]) -> None:
        self.tree = tree
        self.terms = terms
        self.draft = draft
        self.folder = posixpath.dirname(draft.path)

    def visit(self, nodes: Iterable[Node], *, in_scenario: bool) -> None:
        for node in nodes:
            if node.type == "link":
                self._link(node, in_scenario)
            elif node.type == "image":
                self._picture(node)
                continue
            within = in_scenario or (node.type == "container" and container_of(node).name == "scenario")
            self.visit(node.children, in_scenario=within)

    def _complain(self, node: Node, text: str) -> None:
        self.tree.complain(self.draft.path, line_of(node), text)

    def _link(self, node: Node, in_scenario: bool) -> None:
        href = str(node.attrs.get("href", ""))
        if not text_of(node.children).strip() and not any(child.type == "image" for child in walk(node.children)):
            self._complain(node, "The link has no words. Say between the brackets where it leads.")
        if href in TOOLS or (in_scenario and href.startswith("#")):
            return
        try:
            parts = urlsplit(href)
        except ValueError:
            self._complain(node, f"The address {href} cannot be read. Check it.")
            return
        if parts.scheme == GLOSSARY_SCHEME:
            self._term_link(node, href.partition(":")[2])
        elif parts.scheme or parts.netloc:
            is_site = parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc)
            if not is_site and not (parts.scheme == "mailto" and "@" in parts.path):
                self._complain(node, f"The address {href} is of a kind that is not followed. Use https:// or mailto:.")
        else:
            self._local_link(node, unquote(parts.path), unquote(parts.fragment))

    def _term_link(self, node: Node, term: str) -> None:
        if term not in self.terms:
            self._complain(node, f'There is no term "{term}". Write it into {GLOSSARY_PATH}, or mend its id.')
        if is_slug(term):
            node.attrs["href"] = term_address(term)

    def _local_link(self, node: Node, path: str, fragment: str) -> None:
        """The address is the same whether or not the other page is there: what a file compiles to rests on its own words."""
        target = posixpath.normpath(posixpath.join(self.folder, path)) if path else self.draft.path
        place = place_of(target)
        is_page = place.kind in (Kind.PAGE, Kind.INDEX) and not path.startswith("/")
        page = self.tree.pages.get(target)
        document = page.document if page else self.draft.document
        if not fragment and not path:
            self._complain(node, "The link has no address. Write one between the round brackets.")
        elif path and (page is None or not is_page):
            self._complain(
                node, f"The link leads nowhere: there is no page {target}. Write the file as seen from here: openness.md."
            )
        elif fragment and fragment not in anchors_of(document):
            self._complain(node, f'The link leads to no heading: {target} has none that becomes "{fragment}".')
        if path and not is_page:
            return
        prefix = place.slug if path else self.draft.document.prefix
        anchor = f"#{full_id(prefix, fragment)}" if fragment else ""
        node.attrs["href"] = (page_address(place.module, place.slug) if path else "") + anchor

    def _picture(self, node: Node) -> None:
        if not node.content.strip():
            self._complain(
                node,
                "The picture has no description. Say between the brackets what it shows, as you would on the telephone.",
            )
        source = unquote(str(node.attrs.get("src", "")))
        target = posixpath.normpath(posixpath.join(self.folder, source))
        picture = self.tree.pictures.get(target)
        if picture is None:
            self._complain(
                node, f"There is no picture {target}. Put it into the module's images folder, and write images/name.svg."
            )
            return
        if place_of(target).module != self._module():
            self._complain(node, f"The picture {target} belongs to another module. Copy it into this module's images folder.")
        self.tree.used_pictures.add(target)
        node.attrs["src"] = picture.address
        if picture.size:
            node.attrs["width"], node.attrs["height"] = picture.size

    def _module(self) -> str:
        place: Place = self.draft.place
        if place.kind is not Kind.QUIZ:
            return place.module
        owners = [page.place.module for page in self.tree.pages.values() if _names_quiz(page, place.slug)]
        return owners[0] if owners else ""


def _names_quiz(page: PageDraft, quiz: str) -> bool:
    return page.place.slug == INDEX and page.head is not None and getattr(page.head, "quiz", None) == quiz
