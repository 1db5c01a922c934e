"""What a plan's outcome says on paper. How it lies there is `documents/templates/plan.typ`."""

from __future__ import annotations

import datetime as dt
from html.parser import HTMLParser
from typing import Any, NamedTuple

from app.catalogue.shapes import OverlayText
from app.credentials.wording import PRODUCT, Issuer
from app.languages import instant_in_words, translations
from app.learning.planning import Sheet

BREAKS = {"p", "li", "tr", "div", "dd", "dt", "h3"}
CELLS = {"td", "th"}


class ForWhom(NamedTuple):
    """How whoever takes the paper reads."""

    language: str
    zone: str
    paper: str


def plan_data(sheet: Sheet, reader: ForWhom, issuer: Issuer, *, at: dt.datetime) -> dict[str, Any]:
    """What `plan.typ` asks for. `reader.paper` is `letter` or `a4`."""
    _ = translations(reader.language).gettext
    kept, shown = _("Answered by whoever plans it, kept on %(instant)s."), _("Answered by whoever plans it on %(instant)s.")
    made = kept if sheet.plan.kept_at else shown
    name = sheet.plan.name or _("A planned collaboration")
    return {
        "lang": reader.language[:2],
        "paper": "us-letter" if reader.paper == "letter" else "a4",
        "title": _("Plan: %(name)s") % {"name": name},
        "product": PRODUCT,
        "institution": issuer.institution,
        "name": name,
        "made": made % {"instant": instant_in_words(sheet.plan.kept_at or at, reader.zone, reader.language)},
        "gains": [{"question": said.question, "answer": "; ".join(said.answers)} for said in sheet.gains],
        "settled": list(sheet.settled),
        "asks": [{"title": section.title, "items": list(section.asks)} for section in sheet.sections_with("asks")],
        "measures": [{"title": section.title, "items": list(section.measures)} for section in sheet.sections_with("measures")],
        "whom": [{"title": text.title, "lines": lines_of(text)} for text in sheet.whom],
        "demo": issuer.demo,
        "note": _("Not a decision and not an approval: what the answers suggest to settle, to do and to talk over."),
        "labels": {
            "heading": _("A planned collaboration"),
            "gains": _("The benefit, as you see it"),
            "settled": _("What stands well"),
            "asks": _("Questions to settle"),
            "measures": _("Measures that would fit"),
            "whom": _("Whom to talk to"),
            "none": _("None from these answers."),
            "page": _("Page {page} of {pages}"),
            "demo": _("DEMONSTRATION: an invented institution"),
        },
    }


def lines_of(text: OverlayText) -> list[str]:
    """The words of an institution's text, a line for each paragraph, item or row."""
    reader = _Lines()
    reader.feed(text.html)
    return [line for line in (" ".join(line.split()).strip(" ;") for line in "".join(reader.pieces).split("\n")) if line]


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data.replace("\n", " "))

    def handle_endtag(self, tag: str) -> None:
        if tag in CELLS:
            self.pieces.append("; ")
        elif tag in BREAKS:
            self.pieces.append("\n")
