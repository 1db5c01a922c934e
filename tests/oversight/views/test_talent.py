"""Noting and voiding certifications about talent programmes."""

from __future__ import annotations

from collections.abc import Callable

from app.accounts.models import Person
from app.database.sessions import Database
from tests.factories.proofs import make_certification
from tests.oversight.conftest import Calder
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def test_an_officer_notes_what_was_given_in_the_sponsors_system(calder: Calder, as_: As) -> None:
    sam = as_(calder.sam).get(f"/people/{calder.phil.code}").follow("Note one that was given")
    sam.press("Note it", status=422, certified_on="2999-01-01", where_given="")
    assert "2999-01-01 is not between the years" in sam.text
    sam.press("Note it", status=422, certified_on="2026-11-02", where_given="Openward")
    sam.press("Note it", certified_on="2026-11-02", where_given="Research.gov")
    assert "It is on record, with your name." in sam.text
    assert "Research.gov" in sam.text
    sam.get(f"/people/{calder.art.code}/talent-programmes", status=404)


def test_one_is_voided_with_a_reason_where_one_reaches(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        code = make_certification(session, calder.phil).code
    as_(calder.olga).get(f"/talent-certifications/{code}/void", status=404)
    sam = as_(calder.sam).get(f"/people/{calder.phil.code}").follow("Void NSF")
    sam.press("Void the certification", status=422, reason="")
    assert "Say why" in sam.text
    sam.press("Void the certification", reason="It was meant for another person.")
    assert "It was meant for another person." in sam.text
    sam.get(f"/talent-certifications/{code}/void").press("Void the certification", status=422, reason="Once more, by mistake.")
    assert "voided before" in sam.text
