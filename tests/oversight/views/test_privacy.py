"""Erasure, holds and retention by staff; that a look is kept and shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select, update

from app.accounts.models import Person
from app.audit.models import Act
from app.database.sessions import Database
from app.privacy.erasing import ask_erasure
from app.privacy.models import Sighting
from app.requirements.models import Check
from app.teams.models import Team
from tests.factories.asked import make_asked
from tests.factories.people import LONG_AGO
from tests.oversight.conftest import Calder
from tests.visitor import Visitor

Enter = Callable[[Person], Visitor]


def test_a_look_is_kept_once_and_shown_to_the_person(calder: Calder, as_: Enter, database: Database) -> None:
    paul = as_(calder.paul)
    for _time in range(3):
        paul.get(f"/people/{calder.phil.code}")
    with database.reading() as session:
        rows = session.execute(select(Sighting.person_id, Sighting.by, Sighting.what)).all()
    assert [tuple(row) for row in rows] == [(calder.phil.id, calder.paul.id, "person")]
    phil = as_(calder.phil).get("/account/looks")
    assert calder.paul.name in phil.text
    assert "Your page" in phil.text


def test_an_answer_whose_names_were_blanked_says_so_and_no_link_leads_to_it(
    calder: Calder, as_: Enter, database: Database
) -> None:
    with database.transaction() as session:
        phil, paul = session.get_one(Person, calder.phil.id), session.get_one(Person, calder.paul.id)
        address = f"/checks/{make_asked(session, phil, paul, calder.there.physics, at=LONG_AGO)['checks']}"
        team = session.scalars(select(Team.code).join(Check, Check.team_id == Team.id)).one()
    lists = ("/checks", f"/teams/{team}")
    assert all(address in as_(calder.paul).get(one).response.text for one in lists)
    with database.transaction() as session:
        session.execute(update(Check).values(answer=None))
    for one in lists:
        page = as_(calder.paul).get(one)
        assert "names blanked" in page.text
        assert address not in page.response.text
    assert "The names in this answer were blanked." in as_(calder.paul).get(address, status=404).text


def test_nobody_out_of_reach_and_no_look_at_oneself_is_kept(calder: Calder, as_: Enter, database: Database) -> None:
    as_(calder.paul).get(f"/people/{calder.art.code}", status=404)
    as_(calder.ruth).get(f"/people/{calder.ruth.code}")
    with database.reading() as session:
        assert session.scalars(select(Sighting)).all() == []


def test_states_in_a_check_are_a_look(calder: Calder, as_: Enter, database: Database) -> None:
    with database.transaction() as session:
        phil, paul = session.get_one(Person, calder.phil.id), session.get_one(Person, calder.paul.id)
        codes = make_asked(session, phil, paul, calder.there.physics, at=LONG_AGO)
    as_(calder.paul).get(f"/checks/{codes['checks']}").get(f"/checks/{codes['checks']}/compare")
    with database.reading() as session:
        assert [row.what for row in session.scalars(select(Sighting))] == ["check"]
    assert "Your states in a check" in as_(calder.phil).get("/account/looks").text


def test_a_request_is_seen_previewed_and_answered(calder: Calder, as_: Enter, database: Database) -> None:
    with database.transaction() as session:
        ask_erasure(session, calder.phil.id, at=LONG_AGO)
    ruth = as_(calder.ruth).get("/erasure").follow("See what would go")
    assert "The whole person" in ruth.text
    assert "Certificates: 1" in ruth.text
    ruth.press("Erase the person", status=422)
    ruth.press("Erase the person", reason="He asked")
    assert "The person is erased" in ruth.text
    assert calder.phil.name not in ruth.text
    ruth.get(f"/people/{calder.phil.code}", status=404)
    with database.reading() as session:
        act = session.scalars(select(Act).where(Act.action == "person.erased")).one()
    assert (act.by, act.reason) == (calder.ruth.id, "He asked")


def test_a_hold_stops_it_until_it_is_released(calder: Calder, as_: Enter) -> None:
    address = f"/people/{calder.phil.code}/erasure"
    ruth = as_(calder.ruth).get(address).press("Hold", reason="A dispute")
    assert "Held: A dispute" in ruth.text
    assert "Erase the person" not in ruth.text
    ruth.post(address, {"reason": "Now"}, status=422)
    ruth.get(address).press("Release the hold")
    assert "Erase the person" in ruth.text


def test_who_keeps_the_name_for_now_is_told_what_went(calder: Calder, as_: Enter, database: Database) -> None:
    with database.transaction() as session:
        ask_erasure(session, calder.phil.id, at=LONG_AGO)
    address = f"/people/{calder.phil.code}/erasure"
    ruth = as_(calder.ruth).get(address).press("Hold", reason="A dispute")
    ruth.press("Delete what is private", reason="He asked")
    phil = as_(calder.phil)
    for page in ("/account/erasure", "/account/data"):
        assert "What is yours alone was deleted on" in phil.get(page).text
        assert "The office decides" not in phil.text


def test_those_who_are_due_are_chosen_and_go(calder: Calder, as_: Enter, database: Database) -> None:
    with database.transaction() as session:
        for person_id in (calder.phil.id, calder.nell.id):
            session.get_one(Person, person_id).left_on = dt.date(2020, 1, 1)
    ruth = as_(calder.ruth).get("/erasure")
    ruth.post("/erasure", {"person": [calder.phil.code, calder.art.code], "reason": "The years are over"})
    assert calder.phil.name not in ruth.text
    assert calder.nell.name in ruth.text
    with database.reading() as session:
        erased = session.scalars(select(Person.id).where(Person.erased_at.is_not(None))).all()
    assert erased == [calder.phil.id]


def test_a_copy_taken_by_staff_is_on_record_and_told(calder: Calder, as_: Enter, database: Database) -> None:
    ruth = as_(calder.ruth).get(f"/people/{calder.phil.code}/erasure")
    response = ruth.client.post(f"/people/{calder.phil.code}/data.json", data={"csrf_token": ruth.token})
    assert calder.phil.name in response.text
    with database.reading() as session:
        assert session.scalars(select(Act.id).where(Act.action == "person.exported")).all()
    assert "A copy of everything" in as_(calder.phil).get("/account/looks").text
