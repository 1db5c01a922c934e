"""Reads `modules/plan.md`: what a person is asked who plans a collaboration, and what each answer suggests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from app.catalogue.drafts import Complain, Draft, Tree
from app.catalogue.files import INSTITUTION_PATH, PLAN_PATH, SOURCES_PATH, Kind
from app.catalogue.heads import SLUG_RULE, PlanHead, is_slug
from app.catalogue.plan_shapes import Ask, PlanChoice, PlanForm, PlanQuestion, PlanSection, Side
from app.markdown.documents import Node, line_of, text_of, walk
from app.markdown.rendering import render_block

SIDES: tuple[Side, ...] = ("benefit", "risk")
TYPES: tuple[Ask, ...] = ("single", "multiple", "text")
KEYS = {"settled": "settled", "ask": "asks", "measure": "measures", "whom": "whom"}
PREFIX = "plan"


def read_plan(tree: Tree) -> None:
    """Fills in the tree's plan, if there is one."""
    draft: Draft[Any] | None = tree.registers.get(Kind.PLAN)
    if draft is None or not isinstance(draft.head, PlanHead):
        return
    reader = _Reader(tree.complainer(PLAN_PATH), tree)
    before, groups = _group(draft.document.nodes, "h2")
    reader.only_prose(before)
    sections = tuple(section for heading, nodes in groups if (section := reader.section(heading, nodes)))
    head = draft.head
    html = render_block(before, prefix=PREFIX)
    tree.plan = PlanForm(head.title, head.summary, html, sections, tuple(head.sources), head.reviewed_on, head.next_review_on)


def check_plan(tree: Tree, today: dt.date) -> None:
    """What must hold between the form and the rest."""
    draft: Draft[Any] | None = tree.registers.get(Kind.PLAN)
    if tree.plan is None or draft is None:
        return
    complain, body = tree.complainer(PLAN_PATH), draft.read.body_line
    for side in SIDES:
        if not any(section.side == side for section in tree.plan.sections):
            complain(body, f"No section asks about the {side}. Both are asked: add one, with {{side={side}}} after its title.")
    if not any(choice.asks for question in tree.plan.questions for choice in question.choices):
        complain(body, "No answer leads to a question. Write what is to be settled below a choice: - ask: …")
    if tree.plan.next_review_on < today:
        text = f"The form was to be looked at again on {tree.plan.next_review_on}. Do it, and write the next day."
        tree.complain(PLAN_PATH, draft.read.line_of("next_review_on"), text, is_warning=True)
    for number, name in enumerate(tree.plan.sources):
        if name not in tree.source_lines:
            line = draft.read.line_of("sources", number)
            complain(line, f'There is no source "{name}". Add it to {SOURCES_PATH}, or mend its id.')
        elif name in tree.sources and tree.sources[name].status == "withdrawn":
            complain(draft.read.line_of("sources", number), f'The source "{name}" is withdrawn. Cite what replaced it.')


def _group(nodes: Sequence[Node], tag: str) -> tuple[list[Node], list[tuple[Node, list[Node]]]]:
    """What stands before the first heading of this level, and what follows each."""
    before: list[Node] = []
    groups: list[tuple[Node, list[Node]]] = []
    for node in nodes:
        if node.type == "heading" and node.tag == tag:
            groups.append((node, []))
        elif groups:
            groups[-1][1].append(node)
        else:
            before.append(node)
    return before, groups


class _Reader:
    def __init__(self, complain: Complain, tree: Tree) -> None:
        self.complain = complain
        self.tree = tree
        self.slugs: set[str] = set()

    def section(self, heading: Node, nodes: Sequence[Node]) -> PlanSection | None:
        slug, title = self._names(heading)
        side: Side = "benefit" if self._attribute(heading, "side", SIDES) == "benefit" else "risk"
        before, groups = _group(nodes, "h3")
        self.only_prose(before)
        questions = tuple(self._question(one, rest, side) for one, rest in groups)
        if not questions:
            self.complain(line_of(heading), "The section asks nothing. Write a question below it: ### its-id What is asked?")
            return None
        return PlanSection(slug, title, side, render_block(before, prefix=f"{PREFIX}-{slug}"), questions)

    def _names(self, heading: Node) -> tuple[str, str]:
        slug, _, title = text_of(heading.children).strip().partition(" ")
        title = " ".join(title.split())
        if not is_slug(slug):
            self.complain(line_of(heading), f'"{slug}" cannot be an id. {SLUG_RULE}')
        elif slug in self.slugs:
            self.complain(line_of(heading), f'"{slug}" stands here twice. Keep one.')
        if not title:
            self.complain(line_of(heading), "After the id stands what is asked, or the section's title. Write it.")
        self.slugs.add(slug)
        return slug, title

    def _attribute(self, heading: Node, name: str, known: Sequence[str]) -> str | None:
        attributes: dict[str, str] = dict(heading.meta.get("attributes") or {})
        value = attributes.pop(name, None)
        if attributes:
            self.complain(line_of(heading), f"Here the braces may say {name} alone: {{{name}={known[0]}}}.")
        if value is not None and value not in known:
            self.complain(line_of(heading), f'"{value}" is no {name}. There are: {", ".join(known)}.')
        return value

    def only_prose(self, nodes: Sequence[Node]) -> None:
        for node in nodes:
            if node.type != "paragraph":
                self.complain(line_of(node), "Only paragraphs stand here. Put choices below a question (###), and no blocks.")

    def _question(self, heading: Node, nodes: list[Node], side: Side) -> PlanQuestion:
        slug, text = self._names(heading)
        said = self._attribute(heading, "type", TYPES)
        kind: Ask = next((kind for kind in TYPES if kind == said), "single")
        lists = [node for node in nodes if node.type == "bullet_list"]
        hint = [node for node in nodes if node.type != "bullet_list"]
        self.only_prose(hint)
        if kind == "text" and lists:
            self.complain(line_of(lists[0]), "A question of {type=text} is answered in own words. Remove the choices.")
        if kind != "text" and (len(lists) != 1 or nodes[-1] is not lists[0] or len(lists[0].children) < 2):
            self.complain(line_of(heading), "The question ends with one list of two choices or more, or says {type=text}.")
        items = lists[0].children if lists and kind != "text" else []
        choices = tuple(self._choice(str(place), item) for place, item in enumerate(items, start=1))
        is_needed = kind == "single" or (kind == "text" and side == "benefit")
        return PlanQuestion(slug, text, kind, " ".join(_words(node) for node in hint), choices, is_needed)

    def _choice(self, place: str, item: Node) -> PlanChoice:
        first, rest = item.children[:1], item.children[1:]
        text = _words(first[0]) if first and first[0].type == "paragraph" else ""
        if not text or len(rest) > 1 or any(node.type != "bullet_list" for node in rest) or item.meta.get("box"):
            keys = ", ".join(f"{key}:" for key in KEYS)
            self.complain(line_of(item), f"A choice is one paragraph of plain words, and below it a list of what follows: {keys}")
            return PlanChoice(place, text)
        said: dict[str, list[str]] = {name: [] for name in KEYS.values()}
        for line in rest[0].children if rest else []:
            self._suggestion(line, said)
        return PlanChoice(place, text, **{name: tuple(words) for name, words in said.items()})

    def _suggestion(self, item: Node, said: dict[str, list[str]]) -> None:
        key, _, value = _words(item).partition(":")
        value, name = value.strip(), KEYS.get(key)
        is_plain = all(node.type in ("paragraph", "inline", "text", "softbreak") for node in walk(item.children))
        if name is None or not value or not is_plain:
            keys = ", ".join(f"{known}:" for known in KEYS)
            self.complain(line_of(item), f"What follows from a choice begins with one of {keys} and is plain words.")
        elif key == "whom" and value not in self.tree.overlays:
            self.complain(line_of(item), f'There is no text "{value}" in {INSTITUTION_PATH}. Add one, or mend the name.')
        else:
            said[name].append(value)


def _words(node: Node) -> str:
    return " ".join(text_of(node.children).split())
