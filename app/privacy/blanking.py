"""What of a person is deleted, what is blanked, and where else her name may stand."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, Table, and_, delete, false, not_, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.accounts.models import Person, PersonIdentifier
from app.audit.digesting import sealed_tables
from app.database.tables import Model
from app.documents.keeping import empty, names_file, referring_columns
from app.documents.models import Blob
from app.equivalents.forgetting import forget_imports_naming, imports_naming
from app.mail.models import Letter, LetterState
from app.privacy.inventory import is_hers, is_of_the_erased, owned_tables

PRIVATE = ("keepsake", "project", "plan", "practice_round", "practice", "held_form", "mail_link")
"""Hers alone: deleted in every case, in this order."""
WITH_THE_NAME = ("paper", "name_showing", "person_identifier", "authenticator", "passkey", "recovery_code")
"""Deleted with the name."""
WITH_FILES = ("paper", "submission", "reply")
"""A file of theirs is emptied unless somebody else needs it."""
WORDS: dict[str, dict[str, Any]] = {
    "assignment": {"because": ""},
    "letter": {"address": "", "subject": "", "text": "", "html": "", "problem": None},
    "mailing": {"address": ""},
    "reminder": {"because": ""},
    "submission": {"note": None, "employer": None, "source": None, "source_ref": None},
    "team_member": {"typed": "", "employer": None},
}
"""What is blanked with the name, besides everything that stands beside a sealed digest of its own."""
NAMELESS = "Erased person"
PERSON: dict[str, Any] = {"name": NAMELESS, "name_key": "", "name_ends": "", "password_hash": None}  # nosec B105
UNSENT = ("waiting", "held", "uncertain", "failed")
UNDER_WAY = (LetterState.WAITING, LetterState.HELD, LetterState.CLAIMED)
SHORTEST = 5
"""Characters of a name or mark that is looked for in what was written to others: shorter ones stand in any text."""


class Marks(NamedTuple):
    """What others may have written of her: addresses and numbers, and names."""

    values: list[str]
    names: list[str]


def marks_of(session: Session, person_id: int) -> Marks:
    selves = selves_of(person_id)
    values = session.scalars(select(PersonIdentifier.value).where(PersonIdentifier.person_id.in_(selves))).all()
    names = session.scalars(select(Person.name).where(Person.id.in_(selves))).all()
    return Marks(*([word for word in words if len(word) >= SHORTEST] for words in (values, names)))


def letters_naming(marks: Marks, person_id: int) -> ColumnElement[bool]:
    """Those to others, once they have left: what officers were told of her."""
    words = [Letter.text.contains(word, autoescape=True) for word in (*marks.values, *marks.names)]
    hers = select(Letter.id).where(is_hers(table_of("letter"), person_id))
    return and_(or_(false(), *words), Letter.state.not_in(UNDER_WAY), Letter.id.not_in(hers))


def imports_with(session: Session, marks: Marks) -> int:
    return len(imports_naming(session, marks.values, marks.names))


def blank_identity(session: Session, person_id: int, *, at: dt.datetime) -> None:
    selves, marks = [row.id for row in session.execute(selves_of(person_id))], marks_of(session, person_id)
    for table, columns in proved_columns():
        session.execute(update(table).where(is_about(table, person_id)).values(dict.fromkeys(columns)))
    session.execute(update(Letter).where(letters_naming(marks, person_id)).values(subject="", text="", html=""))
    forget_imports_naming(session, marks.values, marks.names)
    digests = [digest for name in WITH_FILES for digest in _digests(session, name, person_id)]
    session.execute(delete(Letter).where(is_hers(table_of("letter"), person_id), Letter.state.in_(UNSENT)))
    for name, values in WORDS.items():
        session.execute(update(table_of(name)).where(is_hers(table_of(name), person_id)).values(values))
    for name in WITH_THE_NAME:
        session.execute(delete(table_of(name)).where(is_hers(table_of(name), person_id)))
    people = table_of("person")
    gone = {**PERSON, "erased_at": at, "generation": people.columns.generation + 1}
    session.execute(update(people).where(people.columns.id.in_(selves)).values(gone))
    empty(session, digests, unless=[Blob.digest.in_(_needed(column)) for column in referring_columns()])


def proved_columns() -> list[tuple[Table, list[str]]]:
    """Of each table that holds rows of hers: the words beside a sealed digest, and their salts. They may go, the proof stays."""
    found = []
    for name in owned_tables():
        table, kind = table_of(name), sealed_tables().get(name)
        stems = [column.removesuffix("_digest") for column in kind.sealed_columns if column.endswith("_digest")] if kind else []
        names = [part for stem in stems for part in (stem, f"{stem}_salt") if part in table.columns]
        if names:
            found.append((table, names))
    return found


def is_about(table: Table, person_id: int) -> ColumnElement[bool]:
    """An act of hers about somebody else is the office's record, not hers to blank."""
    if table.name != "act":
        return is_hers(table, person_id)
    selves, columns = selves_of(person_id), table.columns
    itself = (columns.subject_kind == "person") & columns.subject_id.in_(selves)
    return itself | cast("ColumnElement[bool]", columns.detail["person"].as_integer().in_(selves))


def table_of(name: str) -> Table:
    return Model.metadata.tables[name]


def _needed(column: Any) -> Any:
    """Of the files that rows name: those of people who are still there, and of nobody in particular."""
    return select(column).where(column.is_not(None), not_(is_of_the_erased(column.table)))


def _digests(session: Session, name: str, person_id: int) -> list[str]:
    table = table_of(name)
    column = next(column for column in table.columns if names_file(column))
    return [digest for digest in session.execute(select(column).where(is_hers(table, person_id))).scalars() if digest]
