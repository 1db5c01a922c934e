"""A page's blocks into the parts a learner meets: prose, checks, scenarios, checklists, overlays, paths."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalogue.asides import case_html, check_aside, complain_of_boxes, definition_html, note_html
from app.catalogue.drafts import Complain, PageDraft, Tree
from app.catalogue.heads import SLUG_RULE, is_slug
from app.catalogue.labs import read_clauses, read_sort
from app.catalogue.linking import DEFINITION_ANCHOR
from app.catalogue.questions import Asked, read_question
from app.catalogue.scenarios import read_scenario
from app.catalogue.shapes import Aimed, Check, Checklist, Html, Overlay, Part, Path
from app.markdown.blocks import Container
from app.markdown.documents import Node, container_of, count_words, line_of, slugify, text_of, walk
from app.markdown.dressing import full_id
from app.markdown.rendering import clean, render

WITH_SLUG = ("definition", "check", "scenario", "checklist", "sort", "clauses", "spot")
WITH_TITLE = ("case", "definition", "scenario", "checklist", "sort", "clauses", "spot")
BLOCKS = ("note", "case", *WITH_SLUG, "overlay", "path")
NOT_PROSE = ("check", "scenario", "sort", "clauses", "spot", "overlay")
WITH_BRACES = ("check", "scenario", "sort")


def read_lesson(draft: PageDraft, tree: Tree) -> None:
    """Fills in the draft's parts, words and blocks."""
    lesson = _Lesson(draft, tree.complainer(draft.path), terms=frozenset(tree.library.terms))
    lesson.take(draft.document.nodes)
    draft.parts = lesson.finish()
    draft.words = lesson.words


class _Lesson:
    def __init__(
        self,
        draft: PageDraft,
        complain: Complain,
        level: int = 1,
        path_of: _Lesson | None = None,
        terms: frozenset[str] = frozenset(),
    ) -> None:
        """`terms` are those that the glossary has."""
        self.draft = draft
        self.complain = complain
        self.prefix = draft.document.prefix
        self.level = level
        self.is_path = path_of is not None
        self.ids: set[str] = path_of.ids if path_of else set(draft.document.ids)
        self.terms: frozenset[str] = path_of.terms if path_of else terms
        self.words = 0
        self.parts: list[Part] = []
        self.prose: list[str] = []

    def take(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node.type == "container":
                self._block(node, container_of(node))
            else:
                if node.type == "heading":
                    self._heading(node)
                complain_of_boxes([node], self.complain)
                self.words += count_words([node])
                self.prose.append(render([node], prefix=self.prefix))

    def finish(self) -> tuple[Part, ...]:
        self._end_prose()
        return tuple(self.parts)

    def _end_prose(self) -> None:
        html = clean("".join(self.prose)).strip()
        self.prose = []
        if html:
            self.parts.append(Html(html))

    def _heading(self, node: Node) -> None:
        level = int(node.tag[1])
        if level == 1:
            self.complain(
                line_of(node), "The page has a second title. Begin headings with ##; the page's title stands in its head."
            )
        elif level > self.level + 1:
            self.complain(line_of(node), f"The heading skips a level. Write it with {'#' * (self.level + 1)}.")
        if node.meta.get("attributes"):
            self.complain(
                line_of(node), "Braces after a heading belong to questions and to the steps of a scenario. Remove them."
            )
        if not text_of(node.children).strip():
            self.complain(line_of(node), "The heading is empty. Write what the part says.")
        self.level = level

    def _block(self, node: Node, container: Container) -> None:
        """Prose goes on around a note, a case or a definition; every other block is a part of its own."""
        if container.name not in BLOCKS:
            self.complain(container.line, f'There is no block named "{container.name}". There are: {", ".join(BLOCKS)}.')
            return
        slug, title = read_names(container, self.draft, self.complain)
        if container.name not in NOT_PROSE and container.name != "path":
            self.words += count_words(node.children) + len(title.split())
        if container.name in ("note", "case", "definition"):
            self.prose.append(self._aside(node, container.name, slug, title))
            return
        part = self._part(node, container, slug, title)
        if part is not None:
            self._end_prose()
            self.parts.append(part)

    def _aside(self, node: Node, name: str, slug: str, title: str) -> str:
        check_aside(node, name, self.complain)
        body = render([child for child in node.children if child.type != "container"], prefix=self.prefix)
        if name == "note":
            return note_html(title, body)
        if name == "definition":
            term = slug if slug in self.terms else None
            return definition_html(full_id(self.prefix, DEFINITION_ANCHOR + slug), title, body, term=term)
        return case_html(
            full_id(self.prefix, self._new_id(f"case-{slugify(title)}")), title, body, level=2 if self.level < 2 else 3
        )

    def _new_id(self, wanted: str) -> str:
        slug, number = wanted, 1
        while slug in self.ids:
            number += 1
            slug = f"{wanted}-{number}"
        self.ids.add(slug)
        return slug

    def _part(self, node: Node, container: Container, slug: str, title: str) -> Part | None:
        match container.name:
            case "check":
                asked = Asked(slug, container.attributes, container.line, self.prefix)
                question = read_question(asked, node.children, self.complain)
                return Check(question) if question else None
            case "scenario":
                scenario = read_scenario(slug, title, node, self.prefix, self.complain)
                self.draft.fields.extend((name, container.line) for name in (scenario.fields if scenario else ()))
                return scenario
            case "checklist":
                return Checklist(slug, title, read_checklist(node, self.complain))
            case "sort":
                return read_sort(slug, title, node, self.prefix, self.complain)
            case "clauses" | "spot":
                return read_clauses(slug, title, node, self.prefix, self.complain)
            case "overlay":
                return self._overlay(node, container)
        return self._path(node, container)

    def _overlay(self, node: Node, container: Container) -> Overlay | None:
        if not is_slug(container.words):
            self.complain(
                container.line,
                "The overlay has no name. Write the name of a text in modules/institution.md: ::: overlay whom-to-ask.",
            )
            return None
        if node.children:
            self.complain(container.line, "An overlay is empty. Its words stand in modules/institution.md, under its name.")
        return Overlay(container.words)

    def _path(self, node: Node, container: Container) -> Path | None:
        names = tuple(container.words.split())
        if not names or not all(is_slug(name) for name in names) or len(set(names)) < len(names):
            self.complain(container.line, "The path names nobody. Write for whom it is, each once: :::: path researcher student.")
        if self.is_path:
            self.complain(container.line, "A path stands inside a path. Close the first one before it.")
            return None
        inner = _Lesson(self.draft, self.complain, self.level, self)
        inner.take(node.children)
        self.draft.paths.extend((name, container.line) for name in names)
        self.words, self.level = self.words + inner.words, inner.level
        parts = tuple(part for part in inner.finish() if not isinstance(part, Path | Aimed))
        if not parts:
            self.complain(container.line, "The path is empty. Write something between its colons.")
        return Path(names, parts, inner.words)


def read_names(container: Container, draft: PageDraft, complain: Complain) -> tuple[str, str]:
    """A block's slug, where it has one, and its title."""
    slug, title = "", container.words
    if container.name in WITH_SLUG:
        slug, _, title = container.words.partition(" ")
        if not is_slug(slug):
            complain(container.line, f'The {container.name} needs a slug first; "{slug}" is none. {SLUG_RULE}')
        draft.blocks.append((slug, container.line))
    title = " ".join(title.split())
    if container.name in WITH_TITLE and not title:
        complain(container.line, f"The {container.name} has no title. Write one on the line that opens it.")
    if container.name == "check" and title:
        complain(container.line, "A check has no title, only a slug and an objective. Write what it asks below.")
    if container.attributes and container.name not in WITH_BRACES:
        complain(container.line, f"Braces say nothing about a {container.name}. Remove them.")
    return slug, title


def read_checklist(node: Node, complain: Complain) -> tuple[str, ...]:
    children = node.children
    if len(children) != 1 or children[0].type != "bullet_list":
        complain(line_of(node), "A checklist is one list with hyphens and nothing else. Move other text out of it.")
        return ()
    items = []
    for item in children[0].children:
        words = " ".join(text_of(item.children).split())
        is_plain = all(child.type in ("paragraph", "inline", "text", "softbreak") for child in walk(item.children))
        if not words or not is_plain or len(item.children) != 1 or item.meta.get("box"):
            complain(
                line_of(item),
                "An item of a checklist is one paragraph of plain words: no box, no link, no marks. Write it plainly.",
            )
        items.append(words)
    return tuple(items)
