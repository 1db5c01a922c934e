"""One blueprint; one file per noun. Importing a file registers its pages."""

from flask import Blueprint

from app.credentials.codes import in_fours
from app.oversight import wording

bp = Blueprint("oversight", __name__)
bp.add_app_template_filter(in_fours, "fours")
for words in (wording.action_words, wording.role_words, wording.affiliation_words):
    bp.add_app_template_filter(words)

from app.oversight.views import audit, completions, people, person, units  # noqa: E402, F401
