"""What happened elsewhere, and what it teaches."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.catalogue.queries import current_library, current_sources
from app.catalogue.topics import topic_words
from app.errors import NotFound
from app.reading_room.choosing import choose_cases
from app.reading_room.views import bp
from app.web.filters import reader_locale
from app.web.guarding import open_to_all
from app.web.requests import reading


@bp.get("/cases")
@open_to_all
def cases() -> ResponseReturnValue:
    choice = choose_cases(current_library(reading()), sign=request.args.get("recognise"))
    return render_template("reading_room/cases.html", choice=choice)


@bp.get("/cases/<case>")
@open_to_all
def case(case: str) -> ResponseReturnValue:
    library = current_library(reading())
    if case not in library.cases:
        raise NotFound
    facts = {"case": library.cases[case], "library": library, "sources": current_sources(reading())}
    return render_template("reading_room/case.html", **facts, topics=topic_words(str(reader_locale())))
