"""What invented people brought from elsewhere: some of it accepted, some refused, some waiting."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.queries import find_by_address
from app.equivalents.examining import examine
from app.equivalents.reviewing import decide
from app.equivalents.shapes import EMPLOYER, Given, Kind, Outcome
from app.equivalents.submitting import submit

OFFICER = "officer@calder.example"
CITI = "Research Security Training (Combined)"
BROUGHT: tuple[tuple[str, Kind, str, str, int, Outcome | None, str], ...] = (
    ("jonas.weber", Kind.COMPLETION, "citi", CITI, 64, Outcome.ACCEPTED, ""),
    ("priya.raman", Kind.COMPLETION, "secure-ctm", "Condensed Training Module 1.2", 31, Outcome.ACCEPTED, ""),
    ("mei.tanaka", Kind.COMPLETION, "university", "Research integrity for doctoral students", 40, Outcome.REFUSED,
     "This course is about plagiarism and authorship. It addresses none of the topics."),
    ("carlos.mendes", Kind.COMPLETION, "federal-modules", "Introduction to Research Security", 20, Outcome.ASKED,
     "This is the first of four. Hand in the other three too, with their dates."),
    ("olga.sorokina", Kind.ATTESTATION, EMPLOYER, "Ina Falk, Office of Research", 12, None, ""),
    ("learner", Kind.COMPLETION, "citi", CITI, 9, None, ""),
    ("daniel.kim", Kind.COMPLETION, "citi", "Research Security: Advanced Refresher", 410, None, ""),
)  # fmt: skip
"""Who, what, from whom, its title, how many days ago it was completed, what was decided, and why."""


def bring_from_elsewhere(session: Session, *, now: dt.datetime) -> None:
    """By each person, a week after completing, and decided by an officer two days later."""
    officer = find_by_address(session, OFFICER)
    for place, (name, kind, provider, title, days, outcome, reason) in enumerate(BROUGHT):
        person = find_by_address(session, f"{name}@calder.example")
        if person is None or officer is None:
            continue
        done = now - dt.timedelta(days=days)
        at = max(done, now - dt.timedelta(days=60)) + dt.timedelta(days=7 if days > 9 else 1)
        given = Given(
            kind=kind,
            provider=provider,
            title=title,
            completed_on=done.date(),
            employer="Nordfjord Institute" if kind is Kind.ATTESTATION else "",
            evidence=examine(_paper(person, title, done.date())) if kind is Kind.COMPLETION else None,
        )
        kept = submit(session, given, person_id=person.id, by=person.id, at=at, on=at.date())
        if outcome:
            said = {"outcome": outcome, "reason": reason, "topics": kept.topics}
            decide(session, submission_id=kept.id, **said, by=officer.id, at=at + dt.timedelta(hours=5 + place), seen=None)


def _paper(person: Person, title: str, day: dt.date) -> bytes:
    """A page that says what it pretends to be."""
    lines = ("DEMONSTRATION", title, f"completed by {person.name}", day.isoformat())
    text = "BT /F1 20 Tf 72 700 Td 30 TL " + " ".join(f"({_plain(line)}) Tj T*" for line in lines) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return f"{body}{end}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode("ascii")


def _plain(text: str) -> str:
    bare = text.encode("ascii", "replace").decode()
    return bare.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
