"""Which language and zone a page speaks: the person's own, else what the browser asks for."""

from __future__ import annotations

from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_domain
from flask_login import current_user

from app.web.requests import settings


def choose_language() -> str:
    languages = settings().languages
    if not has_request_context():
        return languages[0]
    if current_user.is_authenticated and current_user.language in languages:
        return str(current_user.language)
    return request.accept_languages.best_match(languages) or languages[0]


def choose_zone() -> str:
    if has_request_context() and current_user.is_authenticated:
        return str(current_user.zone)
    return settings().zone


def init_languages(app: Flask) -> None:
    """Templates ask the catalogue of the request directly: a page has dozens of strings, and to find the catalogue is dear."""
    Babel(app, default_locale="en", locale_selector=choose_language, timezone_selector=choose_zone)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _catalogue().ugettext(text),
        ngettext=lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )


def _catalogue() -> Any:
    if not has_request_context():
        return get_domain().get_translations()
    if "catalogue" not in g:
        g.catalogue = get_domain().get_translations()
    return g.catalogue
