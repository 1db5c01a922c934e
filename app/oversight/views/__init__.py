"""One blueprint; one file per noun. Importing a file registers its pages."""

from flask import Blueprint

from app.credentials.codes import in_fours
from app.oversight import answering, wording

bp = Blueprint("oversight", __name__)
bp.add_app_template_filter(in_fours, "fours")
for words in (wording.action_words, wording.role_words, wording.affiliation_words):
    bp.add_app_template_filter(words)
bp.add_app_template_filter(answering.event_words)
bp.add_app_template_filter(answering.role_words_of)
bp.add_app_template_filter(answering.iso_day)

from app.oversight.views import (  # noqa: E402, F401
    audit,
    checks,
    completions,
    evidence,
    factors,
    mending,
    office,
    people,
    person,
    teams,
    units,
)
