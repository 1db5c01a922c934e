"""The letters about a submission: what was decided, to whom it is about; what was answered, to the reviewer who asked."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import primary_address, survivor_of
from app.equivalents.models import Decision, Reply, Submission
from app.equivalents.shapes import Kind, Outcome
from app.jobs.announcing import Moment
from app.languages import day_in_words, translations
from app.mail.posting import post_letter


def _(words: str) -> str:
    """Marks words for translation; the letter translates them."""
    return words


WHAT = {
    Outcome.ACCEPTED: _("Accepted"),
    Outcome.REFUSED: _("Not accepted"),
    Outcome.ASKED: _("A question about what you handed in"),
    Outcome.UNDONE: _("Looked at again"),
}
FOLLOWS = {
    Outcome.ACCEPTED: _("It is accepted as an equivalent, and counts where a sponsor's rule takes it."),
    Outcome.REFUSED: _("It is not accepted, so it counts for no rule. You can hand in something else."),
    Outcome.ASKED: _("The reviewer asks for something before deciding. Answer on the page, with another file if one is needed."),
    Outcome.UNDONE: _("The decision was taken back. It waits for review again; you need to do nothing."),
}


def write_decision(moment: Moment) -> None:
    """To whom the person is today."""
    query = select(Decision, Submission).join(Submission, Submission.id == Decision.submission_id)
    decision, given = moment.session.execute(query.where(Decision.id == moment.payload["decision"])).one()
    person = survivor_of(moment.session, moment.session.get_one(Person, given.person_id))
    address = primary_address(moment.session, person.id) if person else None
    if person is None or address is None:
        return
    _, base = translations(person.language).gettext, moment.tools["issuer"].base_address.rstrip("/")
    letter = moment.tools["composer"].compose(
        "proof",
        language=person.language,
        name=person.name,
        what=_(WHAT[Outcome(decision.outcome)]),
        follows=_(FOLLOWS[Outcome(decision.outcome)]),
        title=given.title if given.kind == Kind.COMPLETION else given.employer,
        day=day_in_words(given.completed_on, person.language),
        reason=decision.reason or "",
        page_address=f"{base}/record/elsewhere/{given.code}",
    )
    post_letter(moment.session, letter, address=address, person_id=person.id, at=moment.at, key=f"proof:{decision.id}")


def write_answer(moment: Moment) -> None:
    """To the reviewer who asked, unless she recorded it herself. One without an address finds it in the queue."""
    query = (
        select(Reply, Decision, Submission)
        .join(Decision, Decision.id == Reply.decision_id)
        .join(Submission, Submission.id == Decision.submission_id)
    )
    reply, question, given = moment.session.execute(query.where(Reply.id == moment.payload["reply"])).one()
    asker = moment.session.get(Person, question.decided_by) if question.decided_by else None
    reviewer = survivor_of(moment.session, asker) if asker else None
    address = primary_address(moment.session, reviewer.id) if reviewer else None
    person = survivor_of(moment.session, moment.session.get_one(Person, given.person_id))
    answerer = moment.session.get(Person, reply.replied_by) if reply.replied_by else None
    replier = survivor_of(moment.session, answerer) if answerer else None
    if reviewer is None or address is None or person is None or replier == reviewer:
        return
    letter = moment.tools["composer"].compose(
        "proof_answered",
        language=reviewer.language,
        name=reviewer.name,
        person=person.name,
        title=given.title if given.kind == Kind.COMPLETION else given.employer,
        question=question.reason or "",
        answer=reply.words or "",
        by_another=replier.name if replier and replier != person else "",
        has_file=reply.evidence_digest is not None,
        page_address=f"{moment.tools['issuer'].base_address.rstrip('/')}/equivalents/{given.code}",
    )
    post_letter(moment.session, letter, address=address, person_id=reviewer.id, at=moment.at, key=f"proof-answer:{reply.id}")
