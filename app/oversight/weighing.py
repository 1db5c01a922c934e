"""A submission as its reviewer sees it: what was handed in, what speaks against it, and what the institution takes."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.equivalents.queries import Handed, Said, decisions_on
from app.equivalents.queueing import Doubt, doubts_about, find_handed, kin_of
from app.equivalents.reading import providers
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Given, Kind, Outcome, Provider
from app.equivalents.submitting import submit
from app.oversight.reaching import scope_of
from app.requirements.queries import policy_known
from app.web.guarding import principal
from app.web.requests import now, reading, today_here

DOUBTS: dict[Doubt, LazyString] = {
    Doubt.SAME_FILE: _("This person has handed in the same file before"),
    Doubt.SAME_FILE_OF_ANOTHER: _("Somebody else has handed in the same file"),
    Doubt.SAME_TRAINING: _("This person has handed in something else of the same provider and day"),
    Doubt.IN_THE_FUTURE: _("The day lies in the future"),
    Doubt.OLD: _("It is older than twelve months: most rules take it no longer"),
    Doubt.NO_FILE: _("No file came with it"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """`kin` are other submissions that it might double. `is_own`: the reviewer's, who may not decide it."""

    handed: Handed
    doubts: list[str]
    kin: list[Handed]
    decisions: list[Said]
    provider: Provider | None
    is_own: bool


def handed_in_reach(code: str) -> Handed:
    """Raises `NotFound`."""
    return find_handed(reading(), code, scope=scope_of(Permission.REVIEW_PROOFS), on=today_here())


def case_in_reach(code: str) -> Case:
    """Raises `NotFound`."""
    session, handed = reading(), handed_in_reach(code)
    found = doubts_about(session, [handed], on=today_here())[handed.id]
    doubts = [str(words) for doubt, words in DOUBTS.items() if doubt in found]
    if handed.kind is Kind.COMPLETION and not policy_known(session, known_at=now())[1].takes(handed.provider):
        doubts.append(str(_("The institution's policy does not take this provider: accepted, it would count for no rule")))
    return Case(
        handed=handed,
        doubts=doubts,
        kin=kin_of(session, handed),
        decisions=decisions_on(session, handed.id),
        provider=providers().get(handed.provider),
        is_own=handed.person_id == principal().id,
    )


def hand_in_for(session: Session, given: Given, *, person_id: int, at_once: bool) -> None:
    """By the signed-in person, and accepted in the same breath where that is wanted."""
    by, at = principal().id, now()
    submission = submit(session, given, person_id=person_id, by=by, at=at, on=today_here())
    if at_once:
        topics, outcome = submission.topics, Outcome.ACCEPTED
        decide(session, submission_id=submission.id, outcome=outcome, topics=topics, by=by, at=at, seen=None)
