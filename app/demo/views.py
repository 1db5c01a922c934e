"""Pages that only a demonstration has: the post that nobody sent, since there is no mail server."""

from __future__ import annotations

from flask import Blueprint, render_template
from sqlalchemy import select

from app.mail.models import Letter
from app.web.guarding import open_to_all
from app.web.requests import reading

bp = Blueprint("demo", __name__)


@bp.get("/demo/post")
@open_to_all
def post() -> str:
    letters = reading().scalars(select(Letter).order_by(Letter.id.desc()).limit(50)).all()
    return render_template("demo/post.html", letters=letters)
