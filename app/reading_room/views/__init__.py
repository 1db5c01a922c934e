"""One blueprint; one file per noun. Importing a file registers its pages."""

from flask import Blueprint

bp = Blueprint("reading_room", __name__)

from app.reading_room.views import cards, cases, changes, glossary, rules, search  # noqa: E402, F401
