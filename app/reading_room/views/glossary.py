"""Terms, and what each source says they mean."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.catalogue.queries import current_library, current_sources
from app.errors import NotFound
from app.reading_room.views import bp
from app.web.guarding import open_to_all
from app.web.requests import reading


@bp.get("/glossary")
@open_to_all
def glossary() -> ResponseReturnValue:
    terms = sorted(current_library(reading()).terms.values(), key=lambda term: term.title.casefold())
    return render_template("reading_room/glossary.html", terms=terms)


@bp.get("/glossary/<term>")
@open_to_all
def term(term: str) -> ResponseReturnValue:
    library = current_library(reading())
    if term not in library.terms:
        raise NotFound
    facts = {"term": library.terms[term], "terms": library.terms, "sources": current_sources(reading())}
    return render_template("reading_room/term.html", **facts)
