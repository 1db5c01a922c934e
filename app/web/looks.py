"""Light or dark, when somebody does not want what the device says."""

from flask import request

from app.web.requests import settings


def look_cookie() -> str:
    """With TLS a name that no other host may set for this one."""
    return "__Host-look" if settings().is_secure else "look"


def chosen_look() -> str | None:
    look = request.cookies.get(look_cookie())
    return look if look in ("light", "dark") else None
