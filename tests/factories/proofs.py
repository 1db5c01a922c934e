"""Training from elsewhere, with files that are what they say."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.documents.keeping import keep_blob
from app.equivalents.exports import SOURCE
from app.equivalents.models import ProofImport, Submission
from app.equivalents.reviewing import decide
from app.equivalents.shapes import EMPLOYER, Evidence, Given, Kind, Outcome
from app.equivalents.submitting import submit
from app.requirements.certifying import HERE, certify, occasions_for
from app.requirements.models import TalentCertification

AT = dt.datetime(2026, 11, 10, 15, tzinfo=dt.UTC)
ON = dt.date(2026, 11, 10)
TOPICS = (
    "conflict-of-commitment", "conflict-of-interest", "cybersecurity", "disclosure", "foreign-interference",
    "international-collaboration", "use-of-funds",
)  # fmt: skip
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /OpenAction [2 0 R /Fit] >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def png(width: int = 2, height: int = 2, *, tail: bytes = b"") -> bytes:
    rows = zlib.compress(b"".join(b"\0" + b"\xff" * 3 * 2 for _row in range(2)))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _part(b"IDAT", rows),
            _part(b"IEND", b""),
            tail,
        )
    )


def jpeg(width: int = 2, height: int = 2, *, end: bytes = b"\xff\xd9") -> bytes:
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    jfif = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    return b"\xff\xd8" + jfif + b"\xff\xc0" + struct.pack(">H", 2 + len(frame)) + frame + b"\xff\xda\x00\x02\x12" + end


def given(**facts: Any) -> Given:
    """The CTM, completed on 3 June 2026, with a PDF."""
    usual: dict[str, Any] = {
        "kind": Kind.COMPLETION,
        "provider": "secure-ctm",
        "title": "Condensed Training Module",
        "completed_on": dt.date(2026, 6, 3),
        "evidence": Evidence("pdf", PDF),
    }
    return Given(**(usual | facts))


def attested(**facts: Any) -> Given:
    usual: dict[str, Any] = {
        "kind": Kind.ATTESTATION,
        "provider": EMPLOYER,
        "title": "Ina Falk, Office of Research",
        "employer": "Nordfjord Institute",
        "completed_on": dt.date(2026, 6, 3),
        "evidence": None,
    }
    return Given(**(usual | facts))


def hand_in(session: Session, person: Person, what: Given | None = None, *, by: int | None = -1) -> Submission:
    """By the person, unless somebody else is named."""
    return submit(session, what or given(), person_id=person.id, by=person.id if by == -1 else by, at=AT, on=ON)


def accept(session: Session, submission: Submission, *, by: int | None = None) -> None:
    topics = submission.topics or TOPICS
    decide(session, submission_id=submission.id, outcome=Outcome.ACCEPTED, topics=topics, by=by, at=AT, seen=None)


def export_of(*lines: str) -> bytes:
    """CITI's, with these lines of: name, address, day."""
    course = "Research Security Training (Combined)"
    return "\n".join(["Name,Email,Completion Date,Course", *(f"{line},{course}" for line in lines)]).encode()


def import_by(session: Session, officer: Person, *lines: str) -> ProofImport:
    digest = keep_blob(session, export_of(*lines or ("Lea Learner,lea.learner@calder.example,2026-06-03",)))
    made = ProofImport(source=SOURCE, blob_digest=digest, made_at=AT, made_by=officer.id)
    session.add(made)
    session.flush()
    return made


def make_certification(session: Session, person: Person, *, on: dt.date = ON) -> TalentCertification:
    """To NSF, here."""
    nsf = next(one for one in occasions_for(session, person.id, on=ON, known_at=AT) if one.rule.sponsor == "NSF")
    return certify(session, person_id=person.id, occasion=nsf, certified_on=on, where_given=HERE, by=person.id, at=AT, on=ON)


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
