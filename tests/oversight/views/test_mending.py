"""What mends the rows of a check: letters with a link, guests, and the right person."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.merging import merge
from app.accounts.models import Membership, Person, PersonIdentifier
from app.database.sessions import Database
from app.languages import day_in_words
from app.mail.models import Letter
from app.records.models import Assignment
from tests.factories.completions import WIDE
from tests.factories.content import publish_sample
from tests.factories.people import LONG_AGO, make_person
from tests.factories.proofs import PDF
from tests.factories.staff import make_member
from tests.oversight.conftest import Calder, in_days, nodes
from tests.queries import counted_queries
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
LIST = "Phil Physics; PI\nNell Newcomer; co-PI\nOutsider, Otto; senior; Harbour Institute\nCher Chemistry; student"


@pytest.fixture(autouse=True)
def published(calder: Calder, database: Database) -> None:
    """A course that answers the rules by itself; what was completed before addressed less."""
    with database.transaction() as session:
        publish_sample(session, files=WIDE)


def ask(visitor: Visitor, people: str = LIST) -> Visitor:
    return visitor.get("/checks").press("Check", sponsor="nsf", on=in_days(10), people=people)


def letters(database: Database) -> list[Letter]:
    with database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def test_a_letter_names_sponsor_event_and_day_and_goes_out_once(calder: Calder, as_: As, database: Database) -> None:
    office = ask(as_(calder.ruth))
    address = office.path
    office.follow("Send a link Nell Newcomer")
    assert "Last asked to train Never" in office.text
    office.press("Send it now")
    assert "/sign-in?next=/courses/" in office.text
    office.post(f"{address}/people/1/link")
    assert "The same letter went to Nell Newcomer today already" in office.text
    day = day_in_words(dt.date.fromisoformat(in_days(10)), "en")
    (letter,) = letters(database)
    assert (letter.kind, letter.person_id) == ("personal", calder.nell.id)
    assert f"Why: you are named on a list for NSF (proposal), and your training has to count on {day}" in " ".join(
        letter.text.split()
    )
    assert letter.subject.startswith("Ruth Okafor asks you to complete")
    assert "last sent" in office.get(address).text
    office.press("Send a link to all two")
    assert "Letters go out now to: Phil Physics." in office.text
    assert "1 got the same letter today already." in office.text
    office.press("Send a link to all two")
    assert "No letter was sent 2 got the same letter today already." in office.text
    assert [one.person_id for one in letters(database)] == [calder.nell.id, calder.phil.id]


def test_the_last_mailing_is_the_same_on_every_page(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.ruth))
    check = office.path
    office.get(f"/people/{calder.nell.code}").press("Send the letter", remind_because="The proposal goes out on Friday")
    assert "Never" not in office.get(f"/people/{calder.nell.code}").text
    row = next(one.to_text() for one in nodes(office.get(check), "tbody tr") if "Nell" in one.to_text())
    assert "last sent" in row


def test_somebody_new_becomes_a_partner_who_owes_the_course(calder: Calder, as_: As, database: Database) -> None:
    office = ask(as_(calder.sam)).follow("Invite Outsider, Otto")
    office.press("Send the invitation", name="", address="not an address", status=422)
    assert nodes(office, "#address")[0].attrs["value"] == "not an address"
    office.press("Send the invitation", name="Otto Outsider", address="otto@harbour.example", unit="physics")
    assert "/welcome/" in office.text
    with database.reading() as session:
        known = session.scalars(select(PersonIdentifier).where(PersonIdentifier.value == "otto@harbour.example")).one()
        member = session.scalars(select(Membership).where(Membership.person_id == known.person_id)).one()
        assert (member.affiliation, member.unit_id) == ("partner", calder.there.physics.id)
        owed = session.scalars(select(Assignment).where(Assignment.person_id == known.person_id)).one()
        assert (owed.due_on, owed.because[:32]) == (dt.date.fromisoformat(in_days(10)), "you are named on a list for NSF ")
    assert [one.kind for one in letters(database)] == ["guest"]


def test_two_presses_invite_once(calder: Calder, as_: As, database: Database) -> None:
    office = ask(as_(calder.ruth))
    address, guest = f"{office.path}/people/2/invite", {"name": "Otto", "address": "otto@harbour.example", "unit": ""}
    office.post(address, guest)
    office.post(address, guest)
    assert "The same letter went to Otto today already" in office.text
    assert len(letters(database)) == 1
    with database.reading() as session:
        assert len(session.scalars(select(Assignment)).all()) == 1


def test_a_link_that_sets_a_password_is_shown_only_within_reach(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        make_member(session, "Una Unready", calder.there.physics).password_hash = None
    for officer, sees in ((calder.paul, True), (calder.olga, False)):
        office = ask(as_(officer), "una.unready@calder.example")
        office.get(f"{office.path}/people/0").press("Send it now")
        assert ("/welcome/" in office.text) is sees
    assert [one.kind for one in letters(database)] == ["guest", "guest"]


def test_who_was_merged_since_and_who_has_no_address(calder: Calder, as_: As, database: Database) -> None:
    office = ask(as_(calder.ruth), "Nell Newcomer; co-PI\nPhil Physics; PI")
    with database.transaction() as session:
        other = make_person(session, "Nell M. Newcomer")
        merge(session, person_id=calder.nell.id, into_id=other.id, reason="One and the same", at=LONG_AGO, by=None)
        session.execute(PersonIdentifier.__table__.delete().where(PersonIdentifier.person_id == calder.phil.id))  # type: ignore[attr-defined]
    office.get(office.path).press("Send a link to all two")
    assert "Letters go out now to: Nell M. Newcomer. No address is known of: Phil Physics." in office.text
    assert [one.address for one in letters(database)] == ["nell.m..newcomer@calder.example"]


def test_a_name_finds_only_the_own_people_and_what_was_typed_stays(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.olga), "phil.physics@calder.example").follow("Send a link Phil Physics")
    office.press("It is this person", who="Cher Chemistry", status=422)
    assert nodes(office, "#who")[0].attrs["value"] == "Cher Chemistry"
    office.press("It is this person", who="cher.chemistry@calder.example")
    assert "Cher Chemistry" in office.text


def test_who_is_unknown_may_be_somebody_under_another_name(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.ruth), "Keyser; PI").follow("Invite Keyser")
    office.press("It is this person", who="nobody@calder.example", status=422)
    assert "Nobody here is known by this" in office.text
    assert nodes(office, "#name")[0].attrs["value"] == "Keyser"
    office.press("It is this person", who="phil.physics@calder.example")
    assert "Phil Physics" in office.text


def test_sixty_people_cost_no_more_questions_than_fifteen(calder: Calder, app: Flask, as_: As, database: Database) -> None:
    with database.transaction() as session:
        people = [make_member(session, f"Una Number{number}", calder.there.physics).name for number in range(75)]
    asked, written = {}, {}
    for group in (people[:15], people[15:]):
        office = ask(as_(calder.ruth), "\n".join(group))
        with counted_queries(database) as seen:
            office.press(f"Send a link to all {'fifteen' if len(group) == 15 else 60}")
        asked[len(group)] = sum(1 for one in seen if one.lstrip().upper().startswith(("SELECT", "WITH")))
        written[len(group)] = sum(1 for one in seen if one.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")))
    assert len(letters(database)) == 75
    assert asked[60] == asked[15]
    assert written[60] - written[15] <= 45 * 4


def test_proof_that_is_handed_in_from_a_check_leads_back_to_it(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.sam), "Nell Newcomer; PI")
    address = office.path
    office.follow("Send a link Nell Newcomer").follow("Hand in the proof for Nell Newcomer")
    fields: dict[str, Any] = {"provider": "secure-ctm", "title": "CTM", "completed_on": in_days(-3), "at_once": "y"}
    office.press("Hand it in", status=422, file=(io.BytesIO(b"x"), "x"), **fields)
    office.press("Hand it in", file=(io.BytesIO(PDF), "x"), **fields)
    assert office.path == address
    assert "Handed in and accepted." in office.text
    office.press("Ask again now")
    assert office.heading == "The one person is covered"
