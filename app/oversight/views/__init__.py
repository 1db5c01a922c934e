"""One blueprint; one file per noun. Importing a file registers its pages."""

from flask import Blueprint

from app.credentials.codes import in_fours
from app.oversight import answering, report_wording, wording

bp = Blueprint("oversight", __name__)
bp.add_app_template_filter(in_fours, "fours")
for words in (wording.action_words, wording.role_words, wording.affiliation_words):
    bp.add_app_template_filter(words)
bp.add_app_template_filter(answering.event_words)
bp.add_app_template_filter(answering.role_words_of)
bp.add_app_template_filter(answering.iso_day)
for said in (report_wording.report_by, report_wording.coverage_state, report_wording.reckoned, report_wording.lapse_picture):
    bp.add_app_template_filter(said)

from app.oversight.views import (  # noqa: E402
    assignments,  # noqa: F401
    audit,  # noqa: F401
    checks,  # noqa: F401
    completions,  # noqa: F401
    equivalents,  # noqa: F401
    evidence,  # noqa: F401
    factors,  # noqa: F401
    guests,  # noqa: F401
    mending,  # noqa: F401
    merging,  # noqa: F401
    office,  # noqa: F401
    people,  # noqa: F401
    person,  # noqa: F401
    privacy,  # noqa: F401
    proof_imports,  # noqa: F401
    reminders,  # noqa: F401
    reports,  # noqa: F401
    roster,  # noqa: F401
    rules,  # noqa: F401
    signing_out,  # noqa: F401
    talent,  # noqa: F401
    teams,  # noqa: F401
    units,  # noqa: F401
)
