"""A scenario out of its blocks: steps, the ways between them, and endings; no step without a way in and a way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.catalogue.answers import read_item
from app.catalogue.drafts import Complain
from app.catalogue.heads import SLUG_RULE, is_slug
from app.catalogue.questions import complain_of_footnotes
from app.catalogue.shapes import Scenario, Step, Way
from app.markdown.blocks import Container
from app.markdown.documents import Node, container_of, line_of, text_of, walk
from app.markdown.rendering import clean, render, render_block

ATTRIBUTES = ("fields", "slot")


class _Stage(NamedTuple):
    """A heading of a scenario and what stands below it."""

    slug: str
    is_ending: bool
    heading: Node
    nodes: list[Node]


def read_scenario(slug: str, title: str, node: Node, prefix: str, complain: Complain) -> Scenario | None:
    complain_of_footnotes(node.children, complain)
    stages = _split(node, complain)
    if not stages:
        complain(line_of(node), "The scenario has no steps. Begin each with a level-3 heading: ### What happens {step=name}.")
        return None
    steps = tuple(_read_step(stage, prefix, complain) for stage in stages)
    lines = {stage.slug: line_of(stage.heading) for stage in stages}
    _check_ways(steps, lines, complain)
    fields, slot = _read_fields(container_of(node), complain)
    return Scenario(slug, title, steps, fields, slot)


def _read_fields(container: Container, complain: Complain) -> tuple[tuple[str, ...], str]:
    """`{fields=life-sciences,physical-sciences slot=the-offer}` on the line that opens it."""
    said = container.attributes
    for name in said:
        if name not in ATTRIBUTES:
            complain(container.line, f'"{name}" says nothing about a scenario. It has: {", ".join(ATTRIBUTES)}.')
    fields = tuple(said["fields"].split(",")) if "fields" in said else ()
    if not all(is_slug(name) for name in fields) or len(set(fields)) < len(fields):
        complain(container.line, "The fields cannot be read. Write each once, with commas between: {fields=life-sciences,other}.")
        fields = ()
    slot = said.get("slot", "")
    if slot and not is_slug(slot):
        complain(container.line, f'"{slot}" cannot name a slot. {SLUG_RULE}')
    return fields, slot


def _split(node: Node, complain: Complain) -> list[_Stage]:
    stages: list[_Stage] = []
    for child in node.children:
        if child.type == "heading" and child.tag == "h3":
            stage = _read_heading(child, {other.slug for other in stages}, complain)
            stages.append(stage)
        elif stages:
            stages[-1].nodes.append(child)
        else:
            complain(line_of(child), "Text stands before the first step. Move it below a heading: ### What happens {step=name}.")
    return stages


def _read_heading(heading: Node, known: set[str], complain: Complain) -> _Stage:
    attributes = heading.meta.get("attributes", {})
    names = [name for name in ("step", "ending") if name in attributes]
    if len(names) != 1 or len(attributes) != 1:
        complain(line_of(heading), "The heading says neither {step=name} nor {ending=name}. Add one of them.")
    slug = attributes.get(names[0], "") if names else ""
    if names and not is_slug(slug):
        complain(line_of(heading), f'"{slug}" cannot name a step. {SLUG_RULE}')
    if slug in known:
        complain(line_of(heading), f'Another step is named "{slug}" too. Names stand once in a scenario.')
    return _Stage(slug, names == ["ending"], heading, [])


def _read_step(stage: _Stage, prefix: str, complain: Complain) -> Step:
    nodes: Sequence[Node] = stage.nodes
    ways: tuple[Way, ...] = ()
    if nodes and nodes[-1].type == "bullet_list" and not stage.is_ending:
        ways = tuple(_read_way(number, item, complain) for number, item in enumerate(nodes[-1].children, start=1))
        nodes = nodes[:-1]
    for node in walk(nodes):
        if node.type in ("heading", "container"):
            complain(line_of(node), "A step has no heading and no block inside. Write what it says as a paragraph.")
    if not text_of(nodes).strip():
        complain(line_of(stage.heading), "The step says nothing. Tell what happens before the choices.")
    if not stage.is_ending and not ways:
        complain(
            line_of(stage.heading),
            "This step cannot be left. End it with a list of choices: - [Words](#step), or say {ending=name}.",
        )
    return Step(stage.slug, text_of(stage.heading.children).strip(), render_block(nodes, prefix=prefix), ways, stage.is_ending)


def _read_way(number: int, item: Node, complain: Complain) -> Way:
    _, why = read_item(item, complain, thing="choice")
    link = _only_link(item)
    if link is None:
        complain(line_of(item), "The choice leads nowhere. Write it as one link to a step or an ending: - [Words](#name).")
        return Way(str(number), "", "", why or "")
    return Way(str(number), clean(render(link.children, prefix="")), str(link.attrs["href"])[1:], why or "")


def _only_link(item: Node) -> Node | None:
    if not item.children or item.children[0].type != "paragraph":
        return None
    pieces = [piece for piece in item.children[0].children[0].children if piece.type != "text" or piece.content.strip()]
    if len(pieces) != 1 or pieces[0].type != "link" or not str(pieces[0].attrs.get("href", "")).startswith("#"):
        return None
    return pieces[0]


def _check_ways(steps: tuple[Step, ...], lines: dict[str, int], complain: Complain) -> None:
    known = {step.slug: step for step in steps}
    for step in steps:
        for way in step.ways:
            if way.to and way.to not in known:
                complain(
                    lines[step.slug], f'A choice of this step leads to "{way.to}", which is not there. Check the name after #.'
                )
    if steps[0].is_ending:
        complain(lines[steps[0].slug], "The scenario begins with an ending. Put a step first.")
    reached = _follow({steps[0].slug}, ((step.slug, way.to) for step in steps for way in step.ways))
    ends = _follow({step.slug for step in steps if step.is_ending}, ((way.to, step.slug) for step in steps for way in step.ways))
    for step in steps:
        if step.slug not in reached:
            complain(lines[step.slug], f'No choice leads to "{step.slug}". Link to it, or remove it.')
        if step.ways and step.slug not in ends:
            complain(lines[step.slug], f'From "{step.slug}" no ending can be reached. Let a choice lead on.')


def _follow(start: set[str], pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Everything that can be reached from `start` over the pairs."""
    onward: dict[str, set[str]] = {}
    for here, there in pairs:
        onward.setdefault(here, set()).add(there)
    reached, waiting = set(start), list(start)
    while waiting:
        for there in onward.get(waiting.pop(), set()) - reached:
            reached.add(there)
            waiting.append(there)
    return reached
