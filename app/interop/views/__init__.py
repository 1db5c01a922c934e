"""The pages where staff make tokens, and what the API answers. Importing a file registers what is in it."""

from flask import Blueprint

from app.interop.wording import scope_words

bp = Blueprint("interop", __name__)
bp.add_app_template_filter(scope_words)

from app.interop.views import lists, tokens  # noqa: E402, F401
