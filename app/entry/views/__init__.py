"""One blueprint; one file per noun. Importing a file registers its pages."""

from flask import Blueprint

bp = Blueprint("entry", __name__)

from app.entry.views import (  # noqa: E402, F401
    about,
    account,
    factors,
    introducing,
    privacy,
    proving,
    registering,
    signing,
    signing_on,
)
