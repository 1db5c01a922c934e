"""What follows when somebody completes a course, or proof from elsewhere is decided: whoever asked hears once all are covered."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import primary_address
from app.accounts.resolving import Asked, Candidate, Resolved, resolve
from app.jobs.announcing import Moment
from app.languages import day_in_words
from app.mail.posting import post_letter
from app.requirements.answers import Named, Question
from app.requirements.checking import NO_NAMES, asked_of, check_all
from app.requirements.models import Check, CheckSubject


def tell_askers(moment: Moment) -> None:
    """`payload` names the person. Each check that waits for her is asked again, all of a zone at once; one that is now covered
    is told of once."""
    session = moment.session
    waiting = (
        select(Check)
        .join(CheckSubject, CheckSubject.check_id == Check.id)
        .where(CheckSubject.person_id == moment.payload["person"], CheckSubject.is_open)
        .where(Check.answer.is_not(None), Check.asked_by.is_not(None))
        .order_by(Check.id)
    )
    by_zone: dict[str, list[Check]] = defaultdict(list)
    for row in session.scalars(waiting):
        by_zone[json.loads(row.answer or "{}")["zone"]].append(row)
    for zone, rows in by_zone.items():
        questions = [question_of(row) for row in rows]
        answers = check_all(session, questions, zone=zone, language="en", at=moment.at, scope=NO_NAMES)
        for row, answer in zip(rows, answers, strict=True):
            if answer.covered is True:
                _close(moment, row)
                _write(moment, row, len(answer.question.people))


def question_of(row: Check) -> Question:
    """As it was asked, each person as resolved then. Raises `ValueError` once the names were blanked."""
    people = tuple(_named(one) for one in _people_of(row))
    return Question(row.sponsor, row.event, row.happens_on, people, row.due_on, row.team_id, row.event_id, row.id)


def meant_then(session: Session, row: Check) -> dict[Asked, Resolved]:
    """Who was meant when it was asked, as the answer says; somebody nobody knew then is known by it no better now."""
    people = [(asked_of(_named(one)), one) for one in _people_of(row)]
    known = resolve(session, {asked for asked, one in people if one.get("person")}, scope=NO_NAMES)
    return {asked: known.get(asked) or _open(one) for asked, one in people}


def _open(one: dict[str, Any]) -> Resolved:
    people = (Candidate(0, each["code"], each["name"], each["hint"]) for each in one.get("candidates", ()))
    return Resolved(tuple(people), is_certain=False)


def _people_of(row: Check) -> list[dict[str, Any]]:
    if row.answer is None:
        raise ValueError("the names of this check were blanked")
    data = json.loads(row.answer)
    lists = [*data["rules"], *data["certifications"]]
    return list(lists[0]["people"] if lists else data.get("named", ()))


def _named(one: dict[str, Any]) -> Named:
    def day(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    chosen = one["person"]["code"] if one.get("person") else one.get("chosen", "")
    return Named(one["input"], one["role"], one["employer"], day(one["joined_on"]), day(one["starts_on"]), chosen)


def _close(moment: Moment, row: Check) -> None:
    moment.session.execute(update(CheckSubject).where(CheckSubject.check_id == row.id).values(is_open=False))


def _write(moment: Moment, row: Check, people: int) -> None:
    assert row.asked_by is not None
    asker = moment.session.get_one(Person, row.asked_by)
    address = primary_address(moment.session, asker.id)
    if address is None:
        return
    issuer = moment.tools["issuer"]
    letter = moment.tools["composer"].compose(
        "all_covered",
        language=asker.language,
        name=asker.name,
        people=people,
        sponsor=row.sponsor.upper(),
        day=day_in_words(row.happens_on, asker.language),
        page_address=f"{issuer.base_address.rstrip('/')}/checks/{row.code}",
    )
    post_letter(moment.session, letter, address=address, person_id=asker.id, at=moment.at, key=f"all-covered:{row.id}")
