"""One blueprint; one file per noun. Importing a file registers its pages."""

from flask import Blueprint

bp = Blueprint("entry", __name__)

from app.entry.views import about, account, introducing, registering, signing, signing_on  # noqa: E402, F401
