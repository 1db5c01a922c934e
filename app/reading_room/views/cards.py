"""Frameworks of many places: what each is, whom it binds, what it asks."""

from __future__ import annotations

from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from app.catalogue.queries import current_library, current_sources
from app.reading_room.views import bp
from app.web.guarding import open_to_all
from app.web.requests import reading


@bp.get("/around-the-world")
@open_to_all
def around_the_world() -> ResponseReturnValue:
    """By place, in the alphabet: no order of merit or danger."""
    cards = sorted(current_library(reading()).cards.values(), key=lambda card: card.place.casefold())
    places = [(place, list(group)) for place, group in groupby(cards, key=lambda card: card.place)]
    return render_template("reading_room/around_the_world.html", places=places, sources=current_sources(reading()))
