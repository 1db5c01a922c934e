from __future__ import annotations

import json
import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.audit.models import Act
from app.audit.recording import record_act
from app.catalogue.models import Item
from app.database.tables import Model
from app.privacy.exporting import TIES
from app.privacy.inventory import NOT_HERS, owned_tables, shown_columns
from app.privacy.telling import as_json_file, as_page
from tests.factories.people import LONG_AGO
from tests.site.world import make_world

TABLES = ("person", "person_identifier", "certificate", "attempt", "response", "practice_round", "plan", "project")


def test_every_table_is_exported_or_named_with_a_reason() -> None:
    assert set(owned_tables()) | NOT_HERS.keys() == set(Model.metadata.tables)
    assert not set(owned_tables()) & NOT_HERS.keys()
    assert all(NOT_HERS.values())


def test_no_column_that_proves_or_opens_is_shown() -> None:
    shown = {column.name for table in owned_tables() for column in shown_columns(table)}
    assert not {"password_hash", "name_salt", "name_digest", "digest", "generation", "offer", "reason_digest"} & shown


def held(session: Session, person: Person) -> dict[str, Any]:
    data: dict[str, Any] = json.loads("".join(as_json_file(session, person.id, institution="Calder", at=LONG_AGO)))
    return data


def page_of(session: Session, person: Person) -> str:
    return "".join(as_page(session, person.id, title="All", lead="Lead", language="en", words=str.title, last="Rows"))


def test_one_persons_file_holds_hers_and_nothing_of_another(session: Session) -> None:
    world = make_world(session)
    lea, otto = (session.get_one(Person, int(world.keys[who].partition(":")[0])) for who in ("learner", "other learner"))
    session.flush()
    mine, other = held(session, lea), held(session, otto)
    for table in TABLES:
        assert mine["tables"][table], table
    for table in set(TABLES) - {"person"}:
        rows, others = ({json.dumps(row) for row in one["tables"][table]} for one in (mine, other))
        assert not rows & others, table
    text = json.dumps(mine)
    for word in ("Otto", "otto.other", "Paul Physics", "argon2", world.secret, otto.code, lea.password_hash):
        assert str(word) not in text
    assert mine["rows"] == sum(len(rows) for rows in mine["tables"].values())
    assert {row["person_id"] for row in mine["tables"]["enrolment"]} == {"you"}
    assert mine["tables"]["enrolment"][0]["course_id"] == "keys"


def test_of_acts_upon_others_only_the_act_is_told(session: Session) -> None:
    world = make_world(session)
    officer = session.get_one(Person, int(world.keys["officer"].partition(":")[0]))
    session.flush()
    acts = [row for row in held(session, officer)["tables"]["act"] if row["by"] == "you"]
    assert acts
    assert all(row["action"] and "detail" not in row and "reason" not in row for row in acts)


def test_what_was_merged_into_her_is_hers(session: Session) -> None:
    world = make_world(session)
    lea, otto = (session.get_one(Person, int(world.keys[who].partition(":")[0])) for who in ("learner", "other learner"))
    otto.merged_into = lea.id
    session.flush()
    assert {row["name"] for row in held(session, lea)["tables"]["person"]} >= {lea.name, otto.name}


def test_the_page_needs_nothing_else_and_runs_no_words_of_hers(session: Session) -> None:
    world = make_world(session)
    lea = session.get_one(Person, int(world.keys["learner"].partition(":")[0]))
    lea.name = "<script>alert(1)</script>"
    session.flush()
    page = page_of(session, lea)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert 'src="' not in page
    assert 'href="http' not in page
    assert "lending" in page


def test_the_page_has_words_where_the_file_has_numbers(session: Session) -> None:
    world = make_world(session)
    officer = session.get_one(Person, int(world.keys["officer"].partition(":")[0]))
    course = session.scalars(select(Item.id).where(Item.kind == "course")).first()
    detail: dict[str, Any] = {"person": officer.id, "course": course, "member": 77, "hold": 78, "passkey": 79}
    record_act(session, "role.granted", ("grant", 7), at=LONG_AGO, by=None, **detail)
    session.flush()
    told = [row["detail"] for row in held(session, officer)["tables"]["act"] if row.get("detail")]
    assert {**detail, "person": "you"} in told
    page = page_of(session, officer)
    lines = [set(found.split("\n")) for found in re.findall(r"<dt>detail</dt><dd>([^<]+)</dd>", page)]
    assert {"person: you", "course: keys", "passkey: 79"} in lines
    assert "<dd>role granted</dd>" in page
    names = set(re.findall(r"<dt>([^<]+)</dt>", page))
    assert "at" in names
    assert not {"id", "subject id", "person"} & names


def test_what_ties_her_rows_has_words_on_the_page_alone(session: Session) -> None:
    world = make_world(session)
    lea = session.get_one(Person, int(world.keys["learner"].partition(":")[0]))
    session.flush()
    page = page_of(session, lea)
    assert "<dt>drawn</dt><dd>keys: what-a-key-opens</dd>" in page
    for name in ("enrolment", "attempt", "completion", "practice"):
        assert re.search(rf"<dt>{name}</dt><dd>Looking after keys, \d{{4}}-\d\d-\d\d \d\d:\d\d UTC</dd>", page), name
    tables = held(session, lea)["tables"]
    numbers = [tables["response"][0]["drawn_id"], tables["attempt"][0]["enrolment_id"], tables["certificate"][0]["completion_id"]]
    assert all(isinstance(number, int) for number in numbers)


def test_every_number_in_an_act_is_a_tie_or_a_count(session: Session) -> None:
    """One that is neither here nor among `TIES` would stand on the page as a bare number."""
    make_world(session)
    session.flush()
    details = session.scalars(select(Act.detail)).all()
    numbers = {name for one in details for name, value in one.items() if isinstance(value, int) and not isinstance(value, bool)}
    assert numbers - set(TIES) <= {"people"}
