"""`indexing` and `searching` on both engines, with the DDL that only one of them has."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from app.catalogue.library.indexing import rebuild_index
from app.catalogue.library.models import Passage
from app.catalogue.library.searching import LENGTH, excerpt_of, search
from app.catalogue.publishing import recompile
from app.catalogue.queries import current_library
from app.database.own_ddl import OWN
from app.database.sessions import Database
from tests.factories.content import AT, changed, publish_files
from tests.factories.library import WITH_LIBRARY, in_cards

LATER = AT + dt.timedelta(days=1)
CASES = "modules/cases.md"


def addresses(session: Session, asked: str) -> list[str]:
    return [place.address for place in search(session, asked, terms=current_library(session).terms).places]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("drawers", "/cases/drawer-settled"),
        ("mended drawer", "/cases/drawer-mended"),
        ("guild code", "/around-the-world#guild-rules"),
        ("Lockland", "/around-the-world#guild-rules"),
        ("lock hygiene", "/glossary/lock-hygiene"),
        ("FACADE", "/glossary/lock-hygiene"),
        ("façades", "/glossary/lock-hygiene"),
        ("warden", "/glossary/key-keeper"),
        ("what is a key holder?", "/glossary/key-keeper"),
        ("how to lend", "/learn/modules/keys/lending#lending--how-to-lend"),
        ("short course laboratory", "/courses/keys"),
    ],
)
def test_finds_on_both_engines(session: Session, asked: str, first: str) -> None:
    publish_files(session, WITH_LIBRARY)
    assert addresses(session, asked)[:1] == [first]


def test_another_name_finds_what_says_it_otherwise(session: Session) -> None:
    publish_files(session, WITH_LIBRARY)
    found = search(session, "safekeeping of keys", terms=current_library(session).terms)
    assert found.also == ("Lock hygiene",)
    assert found.places[0].address == "/glossary/lock-hygiene"
    assert "/around-the-world#guild-rules" in [place.address for place in found.places]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("lokc hygeine", "lock hygiene"),
        ("drawwer zzzzzz", "drawer zzzzzz"),
        ("drawer", ""),
        ("walrus", ""),
        ("xyz", ""),
        ("how to lend", ""),
    ],
)
def test_a_word_that_stands_nowhere_is_answered_with_the_nearest(session: Session, asked: str, meant: str) -> None:
    publish_files(session, WITH_LIBRARY)
    assert search(session, asked, terms=current_library(session).terms).meant == meant


def test_where_nothing_has_all_words_some_will_do(session: Session) -> None:
    publish_files(session, WITH_LIBRARY)
    found = search(session, "guild submarine", terms={})
    assert found.is_loose
    assert [place.address for place in found.places] == ["/around-the-world#guild-rules"]
    assert search(session, "submarine", terms={}).places == ()
    assert not search(session, "submarine whale", terms={}).is_loose


def test_answers_of_questions_are_not_found(session: Session) -> None:
    publish_files(session, WITH_LIBRARY)
    assert addresses(session, "somebody") == []


def test_publishing_fills_and_recompiling_rebuilds(session: Session) -> None:
    publish_files(session, WITH_LIBRARY)
    publish_files(session, in_cards("A signature", "A thumbprint"), at=LATER)
    assert addresses(session, "thumbprint") == ["/around-the-world#guild-rules"]
    assert "/around-the-world#guild-rules" not in addresses(session, "signature")
    before = session.scalars(select(Passage.address).order_by(Passage.address)).all()
    session.query(Passage).delete()
    assert addresses(session, "thumbprint") == []
    recompile(session)
    assert session.scalars(select(Passage.address).order_by(Passage.address)).all() == before
    assert addresses(session, "thumbprint") == ["/around-the-world#guild-rules"]
    assert rebuild_index(session) == len(before)


def test_an_index_keeps_up_with_a_changed_row(session: Session) -> None:
    publish_files(session, WITH_LIBRARY)
    passage = session.scalars(select(Passage).where(Passage.kind == "card")).one()
    passage.title_words = "walrus"
    session.flush()
    assert addresses(session, "walrus") == ["/around-the-world#guild-rules"]
    assert addresses(session, "rules") == []


def test_what_is_taken_out_is_no_longer_found(session: Session) -> None:
    publish_files(session, WITH_LIBRARY)
    publish_files(session, changed(WITH_LIBRARY, CASES, "The drawer stood open for a year.", "Nothing."), at=LATER)
    assert "/cases/drawer-settled" not in addresses(session, "stood open")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    asked=st.one_of(
        st.text(max_size=40),
        st.lists(st.sampled_from(["key", "AND", "OR", '"', "*", "(", ")", ":", "-", "'", "NEAR", "\\", "!", "&", "\x00"])).map(
            " ".join
        ),
    )
)
def test_whatever_is_typed_is_answered(session: Session, asked: str) -> None:
    search(session, asked, terms={})


def test_each_engine_has_its_own_things_and_no_others(database: Database) -> None:
    inspector, name = inspect(database.writers), database.writers.dialect.name
    if name == "sqlite":
        with database.writers.connect() as connection:
            rows = connection.execute(text("SELECT type, name FROM sqlite_master WHERE name LIKE 'passage_%'")).all()
        assert {(row.type, row.name) for row in rows} == OWN["sqlite"]
    else:
        columns = {("column", column["name"]) for column in inspector.get_columns("passage")}
        indexes = {("index", str(index["name"])) for index in inspector.get_indexes("passage")}
        known = {("column", column.name) for column in Passage.__table__.columns}
        assert (columns | indexes) - known == OWN["postgresql"]


def test_an_excerpt_shows_where_the_words_are() -> None:
    body = "First of all. " + "Nothing here. " * 30 + "The disclosed post was unpaid. " + "More. " * 60
    pieces = excerpt_of(body, ("disclosing", "posts"))
    assert [word for word, is_found in pieces if is_found] == ["disclosed", "post"]
    shown = "".join(word for word, _is_found in pieces)
    assert shown.startswith("The disclosed post was unpaid.")
    assert shown.endswith("…")
    assert len(shown) <= LENGTH + 4
    assert excerpt_of("", ("word",)) == ()
