"""One blueprint; one file per noun. Importing a file registers its pages."""

from flask import Blueprint

bp = Blueprint("learning", __name__)

from app.learning.views import (  # noqa: E402, F401
    certificates,
    checklists,
    courses,
    coverage,
    dashboard,
    elsewhere,
    evidence,
    pages,
    planning,
    practice,
    quizzes,
    record,
    talent,
    verify,
    workbook,
)
