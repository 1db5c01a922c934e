"""The last block of a question: its shape says the type, and what it holds says which answers are right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.catalogue.drafts import Complain
from app.catalogue.shapes import Choice, QuestionType, Row
from app.markdown.documents import Node, line_of
from app.markdown.rendering import render_inline

NUMBER = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)(?:\s*(?:±|\+/-)\s*([0-9]+(?:\.[0-9]+)?))?")
ALMOST_NUMBER = re.compile(r"[+-]?[0-9][0-9.,' ]*(?:\s*(?:±|\+/-).*)?")


@dataclass(frozen=True)
class Answer:
    type: QuestionType
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    number: str | None = None
    tolerance: str | None = None
    accepted: tuple[str, ...] = ()
    why: str = ""


def read_answer(node: Node, wanted: str | None, complain: Complain) -> Answer | None:
    """`wanted` is the type an author names; the shape decides where it is None."""
    if node.type == "bullet_list":
        return _read_boxes(node, wanted, complain)
    if node.type == "ordered_list":
        return _read_order(node, complain)
    if node.type == "table":
        return _read_match(node, complain)
    complain(
        line_of(node),
        "The question has no answer. End it with choices ([x] and [ ]), a numbered list, a table, or - [=] and a value.",
    )
    return None


def _read_boxes(node: Node, wanted: str | None, complain: Complain) -> Answer | None:
    boxes = [item.meta.get("box") for item in node.children]
    if not any(boxes):
        complain(line_of(node), "The question ends with a list without boxes. Begin each choice with [x] or [ ].")
        return None
    if None in boxes or ("=" in boxes and set(boxes) != {"="}):
        odd = node.children[boxes.index(None)] if None in boxes else node.children[boxes.index("=")]
        complain(
            line_of(odd),
            "Two kinds of items stand in one list. Give each choice a box; a list inside the prompt needs a paragraph after it.",
        )
        return None
    if "=" in boxes:
        return _read_value(node, wanted, complain)
    choices = tuple(
        Choice(str(number), html, box == "x", why or "")
        for number, (item, box) in enumerate(zip(node.children, boxes, strict=True), start=1)
        for html, why in [read_item(item, complain, thing="choice")]
    )
    return _weigh(node, choices, wanted, complain)


def _weigh(node: Node, choices: tuple[Choice, ...], wanted: str | None, complain: Complain) -> Answer:
    right = sum(choice.right for choice in choices)
    if len(choices) < 2:
        complain(line_of(node), "There is only one choice. Offer at least two.")
    if _repeated(choice.html for choice in choices):
        complain(line_of(node), "Two choices say the same. Change one.")
    if right == 0:
        complain(line_of(node), "No choice is ticked. Mark the right one with [x].")
    if right > 1 and wanted != QuestionType.MULTIPLE:
        complain(
            line_of(node), f"{right} choices are ticked. Untick all but one, or say {{type=multiple}} in the question's head."
        )
    kind = QuestionType.MULTIPLE if wanted == QuestionType.MULTIPLE else QuestionType.SINGLE
    return Answer(kind, choices=choices)


def read_item(item: Node, complain: Complain, *, thing: str) -> tuple[str, str | None]:
    """One paragraph and the why quoted below it. `thing` is what the item is to its reader."""
    words, why = item.children[:1], item.children[1:]
    if not words or words[0].type != "paragraph" or not render_inline(words[0]):
        complain(line_of(item), f"The {thing} has no words. Write what it says in one paragraph.")
        return "", None
    html = render_inline(words[0])
    if not why:
        complain(line_of(item), f"The {thing} has no why. Add a line below it: two spaces, a > and the reason.")
        return html, None
    if why[0].type != "blockquote":
        complain(
            line_of(why[0]),
            f"A {thing} is one paragraph, and below it one why that begins with >. Move the rest into the prompt.",
        )
        return html, None
    if len(why) > 1:
        complain(line_of(why[1]), f"The {thing} goes on after its why. Keep one paragraph and one why.")
    return html, read_why(why[0], complain)


def read_why(quote: Node, complain: Complain) -> str:
    paragraphs = quote.children
    if len(paragraphs) != 1 or paragraphs[0].type != "paragraph":
        complain(line_of(quote), "A why is one paragraph. Write it in one, each line beginning with >.")
        return ""
    return render_inline(paragraphs[0])


def _read_value(node: Node, wanted: str | None, complain: Complain) -> Answer | None:
    if len(node.children) != 1:
        complain(line_of(node.children[1]), "Only one [=] stands in an answer. Put alternatives on one line: first | second.")
    item = node.children[0]
    _, why = read_item(item, complain, thing="answer")
    if not item.children or item.children[0].type != "paragraph":
        return None
    text = " ".join(item.children[0].children[0].content.split())
    number = NUMBER.fullmatch(text)
    if number and wanted != QuestionType.TEXT:
        return Answer(QuestionType.NUMBER, number=number[1], tolerance=number[2], why=why or "")
    if ALMOST_NUMBER.fullmatch(text) and wanted != QuestionType.TEXT:
        complain(
            line_of(item),
            "The number cannot be read. Write it in digits with a point: 5000 or 2.5, and a tolerance as 5000 ± 50.",
        )
        return None
    accepted = tuple(piece.strip() for piece in text.split("|"))
    if not all(accepted):
        complain(line_of(item), "One of the accepted answers is empty. Put words on both sides of each |.")
    return Answer(QuestionType.TEXT, accepted=tuple(piece for piece in accepted if piece), why=why or "")


def _read_order(node: Node, complain: Complain) -> Answer | None:
    items = node.children
    for item in items:
        if item.meta.get("box") is not None:
            complain(
                line_of(item),
                "A numbered list has no boxes. Use hyphens for choices, or leave the boxes out to ask for an order.",
            )
            return None
        if len(item.children) != 1 or item.children[0].type != "paragraph":
            complain(
                line_of(item), "An item to be put in order is one paragraph. The one why stands below the list, at the margin."
            )
            return None
    htmls = [render_inline(item.children[0]) for item in items]
    if len(htmls) < 2 or _repeated(htmls) or not all(htmls):
        complain(line_of(node), "An order needs at least two items, each different. Change the list.")
        return None
    ids = _neutral_ids(htmls)
    return Answer(QuestionType.ORDER, choices=tuple(Choice(ids[html], html) for html in htmls))


def _read_match(node: Node, complain: Complain) -> Answer | None:
    rows = [row for part in node.children if part.type == "tbody" for row in part.children]
    cells = [[render_inline(cell) for cell in row.children] for row in rows]
    if len(cells) < 2 or any(len(row) != 2 or not all(row) for row in cells):
        complain(
            line_of(node),
            "A match needs a table of two columns with a head and at least two rows, no cell empty. Change the table.",
        )
        return None
    if _repeated(first for first, _ in cells):
        complain(line_of(node), "Two rows of the match begin with the same. Change one.")
        return None
    ids = _neutral_ids(second for _, second in cells)
    choices = tuple(Choice(number, html) for html, number in ids.items())
    return Answer(
        QuestionType.MATCH,
        choices=choices,
        rows=tuple(Row(str(number), first, ids[second]) for number, (first, second) in enumerate(cells, start=1)),
    )


def _neutral_ids(htmls: Iterable[str]) -> dict[str, str]:
    """Numbers by alphabet, so that neither an id nor its place says where a thing belongs."""
    return {html: str(number) for number, html in enumerate(sorted(set(htmls)), start=1)}


def _repeated(items: Iterable[str]) -> bool:
    known = list(items)
    return len(set(known)) < len(known)
