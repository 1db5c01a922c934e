"""Light or dark, when somebody does not want what the device says."""

from flask import request

COOKIE = "look"


def chosen_look() -> str | None:
    look = request.cookies.get(COOKIE)
    return look if look in ("light", "dark") else None
