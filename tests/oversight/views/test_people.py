"""The register of people, and inviting somebody into it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Membership, Person
from app.audit.models import Act
from app.catalogue.models import Item
from app.database.sessions import Database
from app.mail.models import Letter
from app.records.assigning import assign
from tests.factories.people import LONG_AGO
from tests.factories.staff import complete, make_member
from tests.oversight.conftest import DONE_AT, Calder, nodes
from tests.queries import counted_queries
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def listed(visitor: Visitor) -> list[str]:
    return [cell.to_text().strip() for cell in nodes(visitor, "tbody th")]


def test_an_officer_sees_the_own_unit_and_what_lies_below(calder: Calder, as_: As) -> None:
    assert listed(as_(calder.sam).get("/people")) == ["Cher Chemistry", "Nell Newcomer", "Phil Physics"]
    assert listed(as_(calder.paul).get("/people")) == ["Nell Newcomer", "Phil Physics"]
    assert listed(as_(calder.olga).get("/people")) == ["Art Arts"]
    everybody = as_(calder.ruth).get("/people")
    assert everybody.heading == "9 people in 3 units"
    assert "Ruth Okafor" in everybody.text


def test_the_search_and_the_unit_narrow_the_list(calder: Calder, as_: As) -> None:
    visitor = as_(calder.sam).get("/people")
    visitor.press("Show", words="PHYS")
    assert (visitor.heading, listed(visitor)) == ("1 person in 1 unit", ["Phil Physics"])
    visitor.press("Show", words="", unit="chemistry")
    assert listed(visitor) == ["Cher Chemistry"]
    visitor.press("Show", words="nobody at all", unit="")
    assert (visitor.heading, "A part of either is enough" in visitor.text) == ("0 people", True)
    assert 'value="nobody at all"' in visitor.response.text


@pytest.mark.parametrize("unit", ["arts", "nonsense"])
def test_a_unit_elsewhere_is_as_unknown_as_none_at_all(calder: Calder, as_: As, unit: str) -> None:
    visitor = as_(calder.sam).get(f"/people?unit={unit}&words=phil", status=422)
    assert "Choose one from the list" in visitor.text
    assert 'value="phil"' in visitor.response.text


def test_states_are_said_in_words(calder: Calder, as_: As, database: Database) -> None:
    with database.transaction() as session:
        course_id = session.scalars(select(Item.id).where(Item.slug == "keys", Item.kind == "course")).one()
        assign(session, person_id=calder.nell.id, course_id=course_id, because="You joined us", due_on=None, by=None, at=DONE_AT)
    rows = {row.query("th")[0].to_text().strip(): row.to_text() for row in as_(calder.paul).get("/people").page.query("tbody tr")}
    assert "Due" in rows["Nell Newcomer"]
    assert "Completed" in rows["Phil Physics"]


def test_no_more_is_asked_for_sixty_than_for_ten(calder: Calder, as_: As, database: Database) -> None:
    def ask(address: str) -> int:
        visitor.get(address)
        with counted_queries(database) as seen:
            visitor.get(address)
        return len(seen)

    def fill(first: int, last: int) -> None:
        with database.transaction() as session:
            for number in range(first, last):
                person = make_member(session, f"Person {number:02}", calder.there.physics)
                complete(session, person, calder.course, DONE_AT)

    visitor, addresses = as_(calder.sam), ("/people", "/completions", "/people?words=person", "/completions?words=person")
    fill(0, 8)
    few = {address: ask(address) for address in addresses}
    fill(8, 60)
    many = {address: ask(address) for address in addresses}
    assert few == many
    assert max(many.values()) <= 12, many
    assert visitor.get("/people").heading == "63 people in 2 units"
    visitor.follow("Go on")
    assert len(listed(visitor)) == 13


def test_an_invitation_makes_the_person_and_the_membership(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.paul).get("/people").follow("Invite a person")
    options = [str(option.attrs["value"]) for option in nodes(visitor, "#unit option")]
    assert options == ["physics"]
    visitor.press("Send the invitation", name="Ida Invited", address="Ida@calder.example", affiliation="student")
    assert "An invitation is on its way" in visitor.text
    assert visitor.heading == "Ida Invited has not begun"
    with database.reading() as session:
        ida = session.scalars(select(Person).where(Person.name == "Ida Invited")).one()
        place = session.scalars(select(Membership).where(Membership.person_id == ida.id)).one()
        letter = session.scalars(select(Letter)).one()
        act = session.scalars(select(Act).order_by(Act.id.desc()).limit(1)).one()
    assert (place.unit_id, place.affiliation) == (calder.there.physics.id, "student")
    assert letter.address == "ida@calder.example"
    assert re.search(r"https://localhost/welcome/[\w-]{22}", letter.text)
    assert (act.action, act.by, act.unit_id) == ("person.invited", calder.paul.id, calder.there.physics.id)


def test_an_invitation_pressed_twice_is_one_letter_and_one_link(
    calder: Calder, as_: As, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 12, 4, 14, 5, 30, tzinfo=dt.UTC))
    visitor = as_(calder.ruth)
    for _press in range(2):
        visitor.get("/people/invite").press("Send the invitation", name="Ida Invited", address="Ida@calder.example")
        assert "An invitation is on its way" in visitor.text
    with database.reading() as session:
        (link,) = set(re.findall(r"/welcome/[\w-]{22}", session.scalars(select(Letter)).one().text))
    assert visitor.get(link).heading == "Your account is ready"


def test_an_invitation_that_cannot_go_out_says_why_and_keeps_what_was_typed(calder: Calder, as_: As) -> None:
    visitor = as_(calder.paul).get("/people/invite")
    visitor.press("Send the invitation", name="Ida Invited", address="nonsense", status=422)
    assert "Write the whole address" in visitor.text
    assert 'value="Ida Invited"' in visitor.response.text
    visitor.press("Send the invitation", address="art.arts@calder.example", status=422)
    assert "has an account already" in visitor.text
    visitor.press("Send the invitation", address="ida@calder.example", unit="arts", status=422)
    assert "Choose one from the list" in visitor.text


def test_people_without_a_unit_are_for_administrators(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.ruth).get("/people/invite")
    visitor.press("Send the invitation", name="Ida Invited", address="ida@calder.example", unit="")
    assert "Ida Invited" in visitor.get("/people").text
    with database.reading() as session:
        ida = session.scalars(select(Person).where(Person.name == "Ida Invited")).one()
    as_(calder.sam).get(f"/people/{ida.code}", status=404)
    assert ida.recorded_at > LONG_AGO
