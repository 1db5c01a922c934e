"""Resetting a person's second factors, with the letter that tells of it."""

from __future__ import annotations

from flask import url_for

from app.accounts.models import Person
from app.accounts.searching import Found
from app.factors.removing import reset_factors
from app.mail.posting import post_letter
from app.web.requests import composer, now, reading, settings, transaction


def reset(person: Found, reason: str, *, by: int) -> None:
    """Raises `Invalid` without a reason, `Conflict` where there is nothing to reset."""
    language = reading().get_one(Person, person.id).language
    link = settings().base_address.rstrip("/") + url_for("entry.second_factor")
    letter = composer().compose("second_factor", language=language, what="reset", name=reason.strip(), left=0, link=link)
    with transaction() as session:
        reset_factors(session, person_id=person.id, reason=reason, at=now(), by=by)
        if person.address:
            post_letter(session, letter, address=person.address, person_id=person.id, at=now())
