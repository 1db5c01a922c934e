"""What the next page says at its top after an act."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_babel import gettext as _


def tell(title: str, detail: str, kind: str) -> None:
    """`kind`: good, seal … as `note` has them."""
    words: Any = (title, detail)
    flash(words, kind)


def tell_of_repeat(names: str) -> None:
    words = _("The link in that letter is the one that works. Nothing was sent a second time.")
    tell(_("The same letter went to %(names)s today already", names=names), words, "soon")
