"""Many completions at once, from a provider's export: which lines have found their person, and handing those in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.principals import Permission
from app.accounts.searching import find_person
from app.audit.recording import record_act
from app.documents.keeping import keep_blob
from app.documents.models import Blob
from app.equivalents.exports import SOURCE, Export, ExportLine, read_export
from app.equivalents.matching import Fit, Match, match_lines
from app.equivalents.models import ProofImport, Submission
from app.equivalents.reviewing import decide
from app.equivalents.shapes import Given, Kind, Outcome
from app.equivalents.submitting import submit
from app.errors import Conflict, Invalid, NotFound
from app.oversight.reaching import scope_of
from app.web.guarding import principal
from app.web.requests import now, reading, today_here

AT_ONCE = 500
"""Lines handed in together."""
SHOWN = 50
"""Lines on one page, of those for which somebody must choose."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """An export and who is meant by each of its lines."""

    code: str
    export: Export
    matches: list[Match]

    @property
    def counts(self) -> Counter[Fit]:
        return Counter(match.fit for match in self.matches)

    def with_fit(self, fit: Fit) -> list[Match]:
        return [match for match in self.matches if match.fit == fit]


def keep_import(session: Session, content: bytes) -> str:
    """Returns its code. Raises `Invalid` where the file is no export."""
    read_export(content)
    made = ProofImport(source=SOURCE, blob_digest=keep_blob(session, content), made_at=now(), made_by=principal().id)
    session.add(made)
    session.flush()
    record_act(session, "equivalents.imported", ("import", made.id), at=now(), by=principal().id)
    return made.code


def sorted_import(code: str) -> Sorted:
    """Raises `NotFound`, also for an import that another reviewer made: its lines may name people out of reach."""
    query = select(Blob.bytes).join(ProofImport, ProofImport.blob_digest == Blob.digest)
    content = reading().scalar(query.where(ProofImport.code == code, ProofImport.made_by == principal().id))
    if content is None:
        raise NotFound("There is no such import.")
    export, scope = read_export(content), scope_of(Permission.REVIEW_PROOFS)
    return Sorted(code, export, match_lines(reading(), export.lines, source=SOURCE, scope=scope, on=today_here()))


def hand_in_sure(session: Session, found: Sorted, *, topics: Sequence[str], at_once: bool) -> int:
    """The next lines whose person is sure; how many were handed in."""
    pairs = [(match.line, match.people[0].id) for match in found.with_fit(Fit.SURE)[:AT_ONCE]]
    return sum(_hand_in(session, line, person, topics, at_once) for line, person in pairs)


def hand_in_chosen(session: Session, found: Sorted, fields: Mapping[str, str], *, topics: Sequence[str], at_once: bool) -> int:
    """`fields`: the code of a person by `line-` and the number of the line. Raises `NotFound` for somebody out of reach."""
    scope, count = scope_of(Permission.REVIEW_PROOFS), 0
    for match in found.with_fit(Fit.TO_CHOOSE):
        code = fields.get(f"line-{match.line.number}", "")
        if code:
            person = find_person(session, code=code, scope=scope, on=today_here())
            count += _hand_in(session, match.line, person.id, topics, at_once)
    if not count:
        raise Invalid("Choose the person of at least one line.")
    return count


def _hand_in(session: Session, line: ExportLine, person_id: int, topics: Sequence[str], at_once: bool) -> bool:
    """Whether it was new."""
    given = Given(
        kind=Kind.COMPLETION,
        provider=SOURCE,
        title=line.title,
        completed_on=line.completed_on,
        note=f"Line {line.number} of an export: {line.name}"[:1000],
        topics=tuple(topics) or None,
        source=SOURCE,
        source_ref=line.ref,
    )
    by, at = principal().id, now()
    try:
        submission: Submission = submit(session, given, person_id=person_id, by=by, at=at, on=today_here())
    except Conflict:
        return False
    if at_once and submission.topics and person_id != by:
        said = {"outcome": Outcome.ACCEPTED, "topics": submission.topics}
        decide(session, submission_id=submission.id, **said, by=by, at=at, seen=None)
    return True
