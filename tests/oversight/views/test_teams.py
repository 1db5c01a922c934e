"""Saved teams: people from when to when, days that the sponsor asks, and what the lead sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.models import Person
from app.audit.models import Act
from app.database.sessions import Database
from app.privacy.erasing import erase
from app.privacy.models import Sighting
from app.teams.models import Team, TeamDeparture, TeamEvent, TeamMember
from tests.factories.days import today
from tests.oversight.conftest import Calder, in_days, nodes
from tests.queries import counted_queries
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def save(visitor: Visitor, **facts: Any) -> Visitor:
    people = "Phil Physics; PI\nNell Newcomer; co-PI\nMarie Unknown; key"
    fields: dict[str, Any] = {"title": "Keys for museums", "sponsor": "nsf", "people": people} | facts
    return visitor.get("/teams/new").press("Save the team", **fields)


def test_a_team_is_saved_its_days_are_answered_and_a_check_is_kept(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.sam), unit="physics")
    assert office.heading == "Keys for museums"
    office.press("Add the day", event_event="proposal", event_on="", status=422)
    assert "Write the day" in office.text
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    assert "proposal: 2 of 3 are not covered" in office.text
    office.press("Check, with reasons and remedies")
    assert office.heading == "2 of 3 are not covered"
    office.follow("Keys for museums")
    assert "Kept checks" in office.text
    assert "Keys for museums" in office.get("/checks").text
    with database.reading() as session:
        assert {act.action for act in session.scalars(select(Act))} >= {"team.made", "team.joined", "team.event_added"}


def test_who_leaves_is_asked_about_no_longer_from_the_next_day(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.ruth))
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    with database.reading() as session:
        member = session.scalars(select(TeamMember).where(TeamMember.person_id == calder.nell.id)).one()
    page = office.path
    office.post(f"{page}/people/{member.code}/leave", {"until_on": "31/02/2026"}, status=422)
    assert office.text.count("There is no day 31/02/2026: write it as 2026-12-04") == 2
    assert nodes(office, "details[open] #until_on")[0].attrs["value"] == "31/02/2026"
    office.post(f"{page}/people/{member.code}/leave", {"until_on": in_days(8)})
    assert "proposal: 1 of 2 is not covered" in office.text
    office.post(f"{office.path}/people/{member.code}/leave", {"until_on": in_days(8)}, status=409)
    with database.reading() as session:
        assert len(session.scalars(select(TeamDeparture)).all()) == 1


def test_who_is_named_again_stays_as_before(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.ruth))
    office.press("Name them", add_people="PHYSICS, Phil; co-PI\nmarie unknown\nArt Arts", add_from_on=in_days(0))
    with database.reading() as session:
        assert len(session.scalars(select(TeamMember)).all()) == 4


def test_a_name_that_was_not_known_becomes_a_person(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.ruth), people="Phil J. Physics; PI")
    assert "not known yet" in office.text
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    office.press("Check, with reasons and remedies").press("It is this person").follow("Keys for museums")
    assert "not known yet" not in office.text
    assert "Phil Physics" in office.text


def test_a_day_is_taken_off_and_stays_in_the_history(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.ruth))
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    office.press("Take this day off")
    assert "No day lies ahead" in office.text
    with database.reading() as session:
        assert len(session.scalars(select(TeamEvent)).all()) == 1


def test_the_lead_sees_states_of_the_own_team_and_nothing_else(calder: Calder, as_: As) -> None:
    office = save(as_(calder.ruth), people="Phil Physics; PI\nNell Newcomer; co-PI\nPhil X. Physics; key")
    address = office.path
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    lead = as_(calder.phil).get("/record").follow("Keys for museums")
    assert "Missing" in lead.text
    assert "/people/" not in lead.response.text
    assert not nodes(lead, "form[action^='/teams']")
    lead.post(f"{address}/days", {"event_event": "award", "event_on": in_days(3)}, status=403)
    as_(calder.nell).get(address, status=404)
    assert "Teams you lead" not in as_(calder.nell).get("/record").text
    assert "You lead no team" in as_(calder.nell).get("/teams").text
    as_(calder.olga).get(address, status=404)


def test_who_belongs_to_another_unit_is_named_without_a_link(calder: Calder, as_: As) -> None:
    office = save(as_(calder.paul), unit="physics", people="Phil Physics; PI\nart.arts@calder.example; co-PI")
    assert "Art Arts" in office.text
    assert [link.attrs["href"] for link in nodes(office, "main tbody th a")] == [f"/people/{calder.phil.code}"]


def test_a_name_that_is_nobodys_yet_is_not_looked_up_beyond_reach(calder: Calder, as_: As) -> None:
    office = save(as_(calder.paul), unit="physics", people="Phil Physics; PI\nArt Arts; co-PI")
    assert "not known yet" in office.text
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    assert "Unknown" in office.text
    assert "Unknown" in as_(calder.phil).get(office.path).text
    assert "Unknown" not in as_(calder.ruth).get(office.path).text


def test_a_check_becomes_a_team_and_what_was_typed_stays(calder: Calder, as_: As) -> None:
    office = as_(calder.sam).get("/checks").press("Check", sponsor="nsf", on=in_days(9), people="Phil Physics; PI\nNell Newcomer")
    office.press("Make the team", title="x" * 301, unit="physics", status=422)
    assert "Give the team a name, in at most 300 characters" in office.text
    assert nodes(office, "#title")[0].attrs["value"] == "x" * 301
    office.press("Make the team", title="Keys for museums")
    assert office.heading == "Keys for museums"
    assert ", proposal: " in office.text
    assert {one.to_text() for one in nodes(office, "tbody th a")} >= {"Phil Physics", "Nell Newcomer"}


def test_name_number_and_end_are_put_right_and_the_act_is_kept(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.sam), unit="physics")
    assert "without end, while the end of the award is not known" in office.text
    right: dict[str, Any] = {"about_title": "Keys for libraries", "about_reference": "NSF 2611-7", "about_ends_on": "2029-02-28"}
    office.press("Keep this", **right)
    assert office.heading == "Keys for libraries"
    assert "End of the award 28 February 2029 Its names and records stay through 28 February 2032" in office.text
    with database.reading() as session:
        team = session.scalars(select(Team)).one()
        assert (team.title, team.reference, str(team.ends_on)) == ("Keys for libraries", "NSF 2611-7", "2029-02-28")
        act = session.scalars(select(Act).where(Act.action == "team.described")).one()
        assert (act.by, act.unit_id, act.detail) == (calder.sam.id, team.unit_id, {"ends_on": "2029-02-28", "formerly": None})
    as_(calder.olga).get("/teams").post(f"{office.path}/about", {"about_title": "Mine"}, status=404)
    as_(calder.phil).get("/teams").post(f"{office.path}/about", {"about_title": "Mine"}, status=403)


def test_what_was_typed_about_a_team_stays_where_it_is_wrong(calder: Calder, as_: As) -> None:
    office = save(as_(calder.ruth))
    office.press("Keep this", about_title=" ", about_reference="NSF 1", about_ends_on="30.02.2029", status=422)
    assert "There is no day 30.02.2029: write it as 2026-12-04" in office.text
    assert nodes(office, "#about_reference")[0].attrs["value"] == "NSF 1"
    assert nodes(office, "#about_ends_on")[0].attrs["value"] == "30.02.2029"
    office.press("Keep this", about_title=" ", about_ends_on="", status=422)
    assert "Give the team a name" in office.text
    assert office.heading == "Keys for museums"


def test_states_on_a_team_are_a_look_of_all_members_in_one_statement(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.ruth))
    assert seen(database) == []
    office.press("Add the day", event_event="proposal", event_on=in_days(9), follow=False, status=302)
    with counted_queries(database) as statements:
        as_(calder.phil).get(office.path)
    assert sum("sighting" in one and one.startswith("INSERT") for one in statements) == 1
    assert seen(database) == [(calder.nell.id, calder.phil.id, "team")]
    as_(calder.ruth).get(office.path).get(office.path)
    assert len(seen(database)) == 3
    assert "Your states on a team" in as_(calder.nell).get("/account/looks").text


def test_who_was_erased_stands_everywhere_under_words(calder: Calder, as_: As, database: Database) -> None:
    office = save(as_(calder.ruth), people="Phil Physics; PI\nNell Newcomer; co-PI\nArt Arts")
    office.press("Add the day", event_event="proposal", event_on=in_days(9))
    with database.transaction() as session:
        session.scalars(select(Team)).one().ends_on = dt.date(2020, 1, 1)
        session.flush()
        said: dict[str, Any] = {
            "on": today(),
            "years": 3,
            "at": clock.now(),
            "by": None,
            "because": "request",
            "reason": "She asked",
        }
        assert all(erase(session, person.id, **said).is_whole for person in (calder.nell, calder.art))
    assert names_in(office.get(office.path)) == 4 * ["Erased person"] + 2 * ["Phil Physics"]
    assert "Leaves Erased person" in office.text
    assert "" not in names_in(as_(calder.phil).get(office.path))
    office.press("Check, with reasons and remedies")
    assert set(names_in(office)) == {"“Erased person”", "Phil Physics"}
    answer = office.client.get(f"{office.path}/evidence.json").get_json()["document"]["rules"][0]
    assert [one["input"] for one in answer["people"]] == ["Phil Physics", "Erased person", "Erased person"]


def names_in(visitor: Visitor) -> list[str]:
    """Those that stand at the head of a row of a table, once for each rule and list."""
    return sorted(one.to_text().strip() for one in nodes(visitor, "tbody th[scope=row] > :first-child:not(small)"))


def seen(database: Database) -> list[tuple[int, int, str]]:
    with database.reading() as session:
        return [(one.person_id, one.by, one.what) for one in session.scalars(select(Sighting).order_by(Sighting.id))]
