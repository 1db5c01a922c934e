"""The letter that tells somebody what was decided about a submission."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import primary_address, survivor_of
from app.equivalents.models import Decision, Submission
from app.equivalents.reading import provider_name
from app.equivalents.shapes import Kind
from app.jobs.announcing import Moment
from app.languages import day_in_words
from app.mail.posting import post_letter


def write_decision(moment: Moment) -> None:
    """To whom the person is today."""
    query = select(Decision, Submission).join(Submission, Submission.id == Decision.submission_id)
    decision, given = moment.session.execute(query.where(Decision.id == moment.payload["decision"])).one()
    person = survivor_of(moment.session, moment.session.get_one(Person, given.person_id))
    address = primary_address(moment.session, person.id) if person else None
    if person is None or address is None:
        return
    base = moment.tools["issuer"].base_address.rstrip("/")
    letter = moment.tools["composer"].compose(
        "proof",
        language=person.language,
        name=person.name,
        outcome=decision.outcome,
        title=given.title if given.kind == Kind.COMPLETION else given.employer,
        provider=provider_name(given.provider) if given.kind == Kind.COMPLETION else "",
        day=day_in_words(given.completed_on, person.language),
        reason=decision.reason or "",
        page_address=f"{base}/record/elsewhere",
    )
    post_letter(moment.session, letter, address=address, person_id=person.id, at=moment.at, key=f"proof:{decision.id}")
