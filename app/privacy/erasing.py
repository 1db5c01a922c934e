"""Letting go of a person: what is private is deleted, what tells who she is is blanked, and every fact with its proof stays.

While an award, a check, a hold or a role needs the name, only what is private goes, and the rest waits for its day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete, func, not_, select, update
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.models import Person
from app.audit.digesting import sealed_tables
from app.audit.recording import record_act
from app.database.tables import Model
from app.documents.models import Blob
from app.errors import Conflict
from app.mail.models import Letter
from app.privacy.inventory import is_hers, owned_tables
from app.privacy.models import Erasure, ErasureRequest
from app.privacy.retaining import old_checks, stays_of
from app.privacy.shapes import Plan
from app.records.recording import given_reason
from app.requirements.models import Check, CheckSubject

PRIVATE = ("keepsake", "project", "plan", "practice_round", "practice", "held_form", "mail_link")
"""Hers alone: deleted in every case, in this order."""
WITH_THE_NAME = ("paper", "name_showing", "person_identifier", "authenticator", "passkey", "recovery_code")
"""Deleted with the name."""
HANDED_IN = ("submission", "reply")
WITH_FILES = ("paper", *HANDED_IN)
WORDS: dict[str, dict[str, Any]] = {
    "team_member": {"typed": "", "employer": None},
    "submission": {"note": None, "employer": None, "source": None, "source_ref": None},
    "mailing": {"address": ""},
    "letter": {"address": "", "subject": "", "text": "", "html": ""},
}
"""What is blanked with the name, besides everything that stands beside a sealed digest of its own."""
NAMELESS = "Erased person"
UNSENT = ("waiting", "held", "uncertain", "failed")


def plan_erasure(session: Session, person_id: int, *, on: dt.date, years: int) -> Plan:
    """What `erase` would do on that day, counted."""
    stays = stays_of(session, person_id, on=on, years=years)
    deleted = {name: _count(session, _table(name), is_hers(_table(name), person_id)) for name in PRIVATE}
    if stays:
        return Plan(person_id, _some(deleted), {}, stays)
    deleted |= {name: _count(session, _table(name), is_hers(_table(name), person_id)) for name in WITH_THE_NAME}
    blanked = {"person": 1} | {name: _count(session, _table(name), is_hers(_table(name), person_id)) for name in WORDS}
    for table, columns in _proved_columns():
        some = [table.columns[name].is_not(None) for name in columns if not name.endswith("_salt")]
        blanked[table.name] = blanked.get(table.name, 0) + _count(session, table, _is_about(table, person_id), *some[:1])
    return Plan(person_id, _some(deleted), _some(blanked))


def erase(
    session: Session, person_id: int, *, on: dt.date, years: int, at: dt.datetime, by: int | None, because: str, reason: str
) -> Plan:
    """Everything or nothing. Raises `Invalid` without a reason; `Conflict` where she is gone already, or where retention asks
    and something must stay."""
    reason = given_reason(reason)
    person = session.execute(select(Person).where(Person.id == person_id).with_for_update()).scalar_one()
    if person.erased_at or person.merged_into:
        raise Conflict("This person was erased already, or is another one now.")
    plan = plan_erasure(session, person_id, on=on, years=years)
    if because == "retention" and not plan.is_whole:
        raise Conflict("Something of this person must stay. Load the page again.")
    for name in PRIVATE:
        session.execute(delete(_table(name)).where(is_hers(_table(name), person_id)))
    if plan.is_whole:
        _blank_identity(session, person_id, at)
        asked = select(CheckSubject.check_id).where(CheckSubject.person_id.in_(selves_of(person_id)))
        session.execute(update(Check).where(Check.id.in_(asked), Check.id.in_(old_checks(on, years))).values(answer=None))
    session.add(Erasure(person_id=person_id, because=because, is_whole=plan.is_whole, erased_at=at, erased_by=by, recorded_at=at))
    counts: dict[str, Any] = {"deleted": plan.deleted, "blanked": plan.blanked, "whole": plan.is_whole}
    record_act(session, "person.erased", ("person", person_id), at=at, by=by, reason=reason, because=because, **counts)
    return plan


def ask_erasure(session: Session, person_id: int, *, at: dt.datetime) -> None:
    """Asking twice is asking once."""
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    if open_request(session, person_id) is None:
        session.add(ErasureRequest(person_id=person_id, asked_at=at, recorded_at=at))


def withdraw_request(session: Session, person_id: int, *, at: dt.datetime) -> None:
    mine = (ErasureRequest.person_id.in_(selves_of(person_id)), ErasureRequest.withdrawn_at.is_(None))
    session.execute(update(ErasureRequest).where(*mine).values(withdrawn_at=at))


def open_request(session: Session, person_id: int) -> ErasureRequest | None:
    mine = (ErasureRequest.person_id.in_(selves_of(person_id)), ErasureRequest.withdrawn_at.is_(None))
    return session.execute(select(ErasureRequest).where(*mine).limit(1)).scalar_one_or_none()


def _blank_identity(session: Session, person_id: int, at: dt.datetime) -> None:
    selves = [row.id for row in session.execute(selves_of(person_id))]
    for table, columns in _proved_columns():
        session.execute(update(table).where(_is_about(table, person_id)).values(dict.fromkeys(columns)))
    files = [digest for name in WITH_FILES for digest in _digests(session, name, person_id)]
    unsent = (is_hers(_table("letter"), person_id), Letter.state.in_(UNSENT))
    session.execute(delete(_table("letter")).where(*unsent))
    for name, values in WORDS.items():
        session.execute(update(_table(name)).where(is_hers(_table(name), person_id)).values(values))
    for name in WITH_THE_NAME:
        session.execute(delete(_table(name)).where(is_hers(_table(name), person_id)))
    _forget_files(session, files, person_id)
    gone: dict[str, Any] = {"name": NAMELESS, "name_key": "", "name_ends": "", "password_hash": None, "erased_at": at}
    people = _table("person")
    gone["generation"] = people.columns.generation + 1
    session.execute(update(people).where(people.columns.id.in_(selves)).values(gone))


def _forget_files(session: Session, digests: Iterable[str], person_id: int) -> None:
    """The bytes go; the digest that a seal covers stays. A file that somebody else handed in too is left to them."""
    gone = set(digests)
    for name in HANDED_IN:
        file, mine = _table(name).columns.evidence_digest, is_hers(_table(name), person_id)
        gone -= set(session.scalars(select(file).where(file.in_(gone), not_(mine))))
    session.execute(update(Blob).where(Blob.digest.in_(gone)).values(bytes=b""))


def _digests(session: Session, name: str, person_id: int) -> list[str]:
    table = _table(name)
    column = next(column for column in table.columns if any(key.target_fullname == "blob.digest" for key in column.foreign_keys))
    return [digest for digest in session.execute(select(column).where(is_hers(table, person_id))).scalars() if digest]


def _proved_columns() -> list[tuple[Table, list[str]]]:
    """Of each table that holds rows of hers: the words beside a sealed digest, and their salts. They may go, the proof stays."""
    found = []
    for name in owned_tables():
        table, kind = _table(name), sealed_tables().get(name)
        stems = [column.removesuffix("_digest") for column in kind.sealed_columns if column.endswith("_digest")] if kind else []
        names = [part for stem in stems for part in (stem, f"{stem}_salt") if part in table.columns]
        if names:
            found.append((table, names))
    return found


def _is_about(table: Table, person_id: int) -> ColumnElement[bool]:
    """An act of hers about somebody else is the office's record, not hers to blank."""
    if table.name != "act":
        return is_hers(table, person_id)
    selves, columns = selves_of(person_id), table.columns
    itself = (columns.subject_kind == "person") & columns.subject_id.in_(selves)
    return itself | cast("ColumnElement[bool]", columns.detail["person"].as_integer().in_(selves))


def _count(session: Session, table: Table, *where: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def _some(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def _table(name: str) -> Table:
    return Model.metadata.tables[name]
