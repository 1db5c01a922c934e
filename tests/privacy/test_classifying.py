"""Every column of every table has an answer to what becomes of it, and the answer is true."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, LargeBinary, MetaData, String, Table, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Person, PersonIdentifier
from app.audit.models import Act
from app.database.tables import Model
from app.mail.models import Letter, LetterState
from app.privacy.blanking import PRIVATE, WITH_THE_NAME, WORDS, proved_columns, table_of
from app.privacy.classifying import BLANKED, DELETED, KEPT, MARKS, WHOLE, fate_of
from app.privacy.inventory import is_hers, owned_tables
from tests.factories.people import LONG_AGO
from tests.privacy.test_erasing import end_awards, lea_of, let_go
from tests.site.world import make_world

SIGN = "zqx"


def columns() -> list[Column[Any]]:
    return [column for table in Model.metadata.sorted_tables for column in table.columns]


def test_every_column_has_an_answer() -> None:
    assert [f"{column.table.name}.{column.name}" for column in columns() if fate_of(column) is None] == []


def test_no_answer_is_about_a_column_that_is_gone() -> None:
    there = {(column.table.name, column.name) for column in columns()}
    assert KEPT.keys() <= there
    assert {name for _table, name in there} >= MARKS
    assert {table for table, _name in there} >= {*WHOLE, *PRIVATE, *WITH_THE_NAME, *WORDS}
    assert all(fate_of(column) == DELETED for name in PRIVATE for column in table_of(name).columns)


def test_a_column_that_nobody_thought_of_has_none() -> None:
    fresh = Table("diary", MetaData(), Column("words", String(10)), Column("file", LargeBinary), Column("all", JSON))
    assert {fate_of(column) for column in fresh.columns} == {None}


def test_whatever_is_to_go_is_gone(session: Session) -> None:
    """A sign is put into each word of hers that is said to be deleted or blanked; afterwards it stands nowhere."""
    world = make_world(session)
    lea = lea_of(session, world)
    session.add(letter_to(lea.id, "lea.learner@calder.example", LetterState.SENT))
    session.flush()
    signed = set()
    for name in owned_tables():
        table = table_of(name)
        words = [column for column in table.columns if fate_of(column) in (DELETED, BLANKED) and _may_be_signed(column)]
        if words and session.execute(select(table).where(is_hers(table, lea.id))).first():
            session.execute(update(table).where(is_hers(table, lea.id)).values(dict.fromkeys(words, SIGN + lea.code[:5])))
            signed.add(name)
    assert signed >= {"act", "certificate", "held_form", "letter", "person", "plan", "submission", "team_member"}
    end_awards(session, LONG_AGO.date().replace(year=2020))
    assert let_go(session, lea)
    session.expire_all()
    rows = ((table.name, repr(row)) for table in Model.metadata.sorted_tables for row in session.execute(select(table)))
    assert [(name, row) for name, row in rows if SIGN in row] == []


def _may_be_signed(column: Column[Any]) -> bool:
    """Not what finds the row, is one of few words, or must be another one in each row."""
    few = {"kind", "state", "scheme", "purpose", "role", "code", "digest", "name_salt", "address", "selector", "value"}
    if not isinstance(column.type, String):
        return False
    keyed = column.primary_key or column.foreign_keys or column.unique
    return not keyed and column.name not in few and (column.type.length or 50) >= 10


def letter_to(person_id: int | None, address: str, state: LetterState, text: str = "Hello") -> Letter:
    words = {"kind": "certificate", "subject": text, "text": text, "html": text}
    return Letter(**words, person_id=person_id, address=address, state=state, made_at=LONG_AGO, try_at=LONG_AGO)


def test_what_others_were_written_about_her_goes_too(session: Session) -> None:
    world = make_world(session)
    lea = lea_of(session, world)
    told = letter_to(None, "paul.physics@calder.example", LetterState.SENT, "Overdue: Lea Learner")
    waits = letter_to(None, "paul.physics@calder.example", LetterState.WAITING, "Overdue: Lea Learner")
    other = letter_to(None, "paul.physics@calder.example", LetterState.SENT, "Overdue: Otto Other")
    session.add_all([told, waits, other])
    session.flush()
    end_awards(session, LONG_AGO.date().replace(year=2020))
    assert let_go(session, lea)
    session.expire_all()
    assert [one.text for one in (told, waits, other)] == ["", "Overdue: Lea Learner", "Overdue: Otto Other"]


def test_no_act_holds_a_name_or_an_address(session: Session) -> None:
    make_world(session)
    session.flush()
    words = [*session.scalars(select(Person.name)), *session.scalars(select(PersonIdentifier.value))]
    details = [str(detail) for detail in session.scalars(select(Act.detail))]
    assert details
    assert [(word, detail) for word in words for detail in details if word in detail] == []


def test_what_is_proved_stands_beside_its_digest(session: Session) -> None:
    assert {table.name for table, _columns in proved_columns()} >= {"act", "certificate", "decision", "excuse", "hold", "merge"}
