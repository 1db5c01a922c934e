"""Which language and zone a page speaks: the person's own, else what the browser asks for."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_domain, gettext
from markupsafe import Markup

from app.errors import Failure
from app.web.guarding import reader
from app.web.requests import settings


def choose_language() -> str:
    languages = settings().languages
    if not has_request_context():
        return languages[0]
    person = reader()
    if person and person.language in languages:
        return person.language
    return languages[0] if len(languages) == 1 else request.accept_languages.best_match(languages) or languages[0]


def choose_zone() -> str:
    person = reader() if has_request_context() else None
    return person.zone if person else settings().zone


def init_languages(app: Flask) -> None:
    """Templates ask the catalogue of the request directly: a page has dozens of strings, and to find the catalogue is dear."""
    Babel(app, default_locale="en", locale_selector=choose_language, timezone_selector=choose_zone)
    app.jinja_env.install_gettext_callables(gettext=one, ngettext=one_or_many, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(_=one, gettext=one, ngettext=one_or_many)


def said(error: Failure) -> str:
    """What went wrong, in the reader's language; empty where it says nothing."""
    return str(gettext(error.text, **error.facts)) if error.text else ""


def one(text: str, /, **facts: Any) -> Markup:
    """A template's string in the reader's language. What is put into it is escaped."""
    return _formatted(_catalogue(), text) if not facts else _translated(_catalogue(), text) % facts


def one_or_many(singular: str, plural: str, num: int, /, **facts: Any) -> Markup:
    return _safe(_catalogue().ungettext(singular, plural, num)) % {"num": num, **facts}


@lru_cache(4096)
def _formatted(catalogue: Any, text: str) -> Markup:
    return _translated(catalogue, text) % {}


@lru_cache(4096)
def _translated(catalogue: Any, text: str) -> Markup:
    return _safe(catalogue.ugettext(text))


def _safe(words: str) -> Markup:
    """Words of ours and of translators, who may use markup."""
    return Markup(words)  # noqa: S704  # nosec B704


def _catalogue() -> Any:
    try:
        return g.catalogue
    except RuntimeError:
        return get_domain().get_translations()
    except AttributeError:
        g.catalogue = get_domain().get_translations()
        return g.catalogue
