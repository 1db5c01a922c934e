"""What every template may use: filters, figures, the names of static files, the macros of govuk-frontend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask import Flask, g
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from app.documents.qr import qr_svg
from app.documents.seal import seal_svg
from app.web import figures, filters
from app.web.assets import Assets

FILTERS = ("day", "instant", "minutes", "duration", "in_words", "count", "unwrapped", "mixed")


def dress(app: Flask, assets: Assets) -> None:
    """Must run before the first template is loaded."""
    govuk = {name: PackageLoader(name) for name in ("govuk_frontend_jinja", "govuk_frontend_wtf")}
    app.jinja_loader = ChoiceLoader([PackageLoader("app"), PrefixLoader(govuk)])
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.filters.update({name: getattr(filters, name) for name in FILTERS})
    env.tests["one_paragraph"] = filters.is_one_paragraph
    env.globals.update(asset=assets.url, icon=icon, sprite=sprite, seal=seal, qr=qr, cover=cover)
    env.globals.update(ring=figures.ring, bar_of=figures.bar, days=figures.days)
    app.context_processor(lambda: {"locale": filters.reader_locale()})


def icon(name: str, css: str = "ow-i") -> Markup:
    _note(name)
    return figures.icon(name, css)


def seal(code: str) -> Markup:
    """The seal of a certificate's code; a page may show it more than once."""
    drawn = seal_svg(code)
    ident = drawn.partition('<g id="')[2].partition('"')[0]
    times = _note(f"seal {ident}")
    return figures.printable(drawn.replace(ident, f"{ident}-{times}") if times > 1 else drawn)


def qr(text: str, label: str = "") -> Markup:
    return figures.printable(qr_svg(text, label=label))


def cover(asked_on: dt.date, kind: str, held_from: dt.date | None = None, held_until: dt.date | None = None) -> Markup:
    _note("hatch")
    return figures.cover(asked_on, kind, held_from, held_until)


def sprite(names: Iterable[str] = ()) -> Markup:
    """The definitions of every figure this page has drawn, and of those in `names` that a script may bring later."""
    return figures.sprite([*_drawn(), *names])


def _drawn() -> dict[str, int]:
    if "drawn" not in g:
        g.drawn = {}
    drawn: dict[str, int] = g.drawn
    return drawn


def _note(name: str) -> int:
    drawn = _drawn()
    drawn[name] = drawn.get(name, 0) + 1
    return drawn[name]
