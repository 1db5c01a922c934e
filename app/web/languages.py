"""Which language and zone a page speaks: the person's own, else what the browser asks for."""

from __future__ import annotations

from flask import Flask, has_request_context, request
from flask_babel import Babel
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
    Babel(app, default_locale="en", locale_selector=choose_language, timezone_selector=choose_zone)
