"""Letters that tell somebody of a change to the own second factors."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from app.access.principals import Principal
from app.entry.asking import compose, outside
from app.mail.posting import post_letter
from app.web.requests import now


def tell_by_letter(session: Session, me: Principal, what: str, *, name: str = "", left: int = 0) -> None:
    """`what`: added, removed, renewed (the codes), used (a code, of which `left` remain). Who has no address gets none."""
    if me.address:
        facts = {"what": what, "name": name, "left": left, "link": outside(url_for("entry.second_factor"))}
        post_letter(session, compose("second_factor", me.language, **facts), address=me.address, person_id=me.id, at=now())
