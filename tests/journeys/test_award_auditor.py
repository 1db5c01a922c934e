"""An auditor from outside, for one award and until a day: what is seen, what is not, and that it ends."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.loading import load_principal
from app.accounts.models import Grant, GrantTeam, Person
from app.audit.checking import check_chain
from app.audit.models import Act, Seal
from app.audit.sealing import seal_batch
from app.database.sessions import Database
from app.entry.commands import people
from app.privacy.models import Sighting
from app.requirements.evidence import verify_evidence
from app.teams.forming import Joining
from app.teams.models import Team
from tests.factories.asked import make_asked, make_named_team
from tests.factories.completions import WIDE
from tests.factories.content import publish_sample
from tests.factories.people import make_person
from tests.factories.staff import complete, enter
from tests.oversight.conftest import Calder, as_, calder, in_days, nodes
from tests.visitor import Visitor

__all__ = ["as_", "calder"]
As = Callable[[Person], Visitor]
KEY = "seal-key-" * 4
CLOSED = (
    "/people", "/office", "/reports", "/completions", "/audit", "/assignments", "/equivalents", "/reminders", "/erasure",
    "/units", "/teams/new", "/tokens",
)  # fmt: skip


@pytest.fixture
def eva(database: Database, calder: Calder) -> Person:
    """From an inspector general, somebody in the house only for this."""
    with database.transaction() as session:
        session.expire_on_commit = False
        return make_person(session, "Eva External", "eva@inspector.example")


@pytest.fixture
def asked(database: Database, calder: Calder) -> dict[str, dict[str, str]]:
    """A team and a check of Phil's, and another of Art's, each with the codes of its pages."""
    at = dt.datetime.now(dt.UTC)
    with database.transaction() as session:
        wide = publish_sample(session, files=WIDE)
        for person in (calder.phil, calder.art):
            complete(session, person, wide, at - dt.timedelta(days=1))
        found = {
            "phil": make_asked(session, calder.phil, calder.paul, calder.there.physics, at=at),
            "art": make_asked(session, calder.art, calder.olga, calder.there.arts, at=at),
        }
        for who, number in (("phil", "NSF-1"), ("art", "NSF-2")):
            session.scalars(select(Team).where(Team.code == found[who]["teams"])).one().reference = number
        return found


def give(visitor: Visitor, person: Person, teams: str, *, status: int = 200, **more: str) -> Visitor:
    fields: dict[str, Any] = {"grant_role": "auditor", "grant_teams": teams, "grant_ends_on": in_days(30)} | more
    return visitor.get(f"/people/{person.code}").press("Grant the role", status=status, **fields)


def test_one_award_is_seen_whole_and_nothing_else(
    calder: Calder, as_: As, eva: Person, asked: dict[str, dict[str, str]], database: Database
) -> None:
    office = give(as_(calder.ruth), eva, "NSF-1")
    assert "Keys for a small museum" in office.text
    assert "The whole institution" not in office.text.partition("Roles")[2].partition("Grant a role")[0]
    mine, others = asked["phil"], asked["art"]
    auditor = as_(eva)
    assert auditor.get("/teams").heading == "1 team"
    team = auditor.follow("Keys for a small museum")
    for words in ("Phil Physics", "Principal investigator", "Covered", "Kept checks", "Nobody Known"):
        assert words in team.text, words
    assert "/people/" not in team.response.text
    auditor.get("/checks")
    assert "Is everybody covered?" in auditor.heading
    assert [link.attrs["href"] for link in nodes(auditor, "a[href^='/checks/']")] == [f"/checks/{mine['checks']}"]
    check = auditor.get(f"/checks/{mine['checks']}")
    assert "Looking after keys, version" in check.text, "the completion that the answer rests on"
    assert [str(button.to_text()) for button in nodes(check, "main form button")] == []
    signed = auditor.client.get(f"/checks/{mine['checks']}/evidence.json").data
    keys = auditor.client.get("/.well-known/openward-keys.json").get_json()
    assert verify_evidence(signed, keys).is_true
    assert json.loads(signed)["document"]["rules"][0]["people"][0]["rests_on"][0]["title"] == "Looking after keys"
    for ending in ("evidence.pdf", "evidence.zip", "compare"):
        assert auditor.client.get(f"/checks/{mine['checks']}/{ending}").status_code == 200, ending
    for address in (f"/teams/{others['teams']}", f"/checks/{others['checks']}", f"/checks/{others['checks']}/evidence.json"):
        auditor.get(address, status=404)
    for address in (*CLOSED, f"/people/{calder.phil.code}"):
        auditor.get(address, status=403)
    assert "Art Arts" not in auditor.get("/teams").text
    with database.reading() as session:
        looks = session.execute(select(Sighting.person_id, Sighting.what).where(Sighting.by == eva.id)).all()
    assert {tuple(look) for look in looks} == {(calder.phil.id, "check"), (calder.phil.id, "team")}


def test_nothing_is_changed_by_an_auditor(calder: Calder, as_: As, eva: Person, asked: dict[str, dict[str, str]]) -> None:
    give(as_(calder.ruth), eva, "NSF-1")
    auditor, mine = as_(eva), asked["phil"]
    auditor.get("/teams")
    for address in (
        f"/teams/{mine['teams']}/people", f"/teams/{mine['teams']}/days", f"/teams/{mine['teams']}/check", "/checks",
        f"/checks/{mine['checks']}/again", f"/checks/{mine['checks']}/team", f"/checks/{mine['checks']}/links",
    ):  # fmt: skip
        auditor.post(address, {}, status=403)


def test_several_awards_until_a_day_and_until_withdrawn(
    calder: Calder, as_: As, eva: Person, asked: dict[str, dict[str, str]], database: Database
) -> None:
    office = give(as_(calder.ruth), eva, f"NSF-1\n\n{asked['art']['teams']}")
    assert as_(eva).get("/teams").heading == "2 teams"
    give(office, eva, "NSF-2", status=422)
    assert "holds the role already" in office.text
    with database.transaction() as session:
        act = session.scalars(select(Act).where(Act.action == "role.granted", Act.by == calder.ruth.id)).one()
        teams = list(session.scalars(select(Team.id).order_by(Team.id)))
        assert (act.detail["person"], act.detail["role"], act.detail["teams"]) == (eva.id, "auditor", teams)
        last = session.scalars(select(Grant.ends_on).where(Grant.person_id == eva.id)).one()
        assert last is not None
        on_the_day, after = (dt.datetime.combine(last + dt.timedelta(days=more), dt.time(12), dt.UTC) for more in (0, 1))
        there, gone = (load_principal(session, eva.id, at.date()) for at in (on_the_day, after))
        assert there is not None
        assert gone is not None
        assert (there.is_staff, gone.is_staff) == (True, False)
    office.get(f"/people/{eva.code}").press("Withdraw")
    as_(eva).get(f"/checks/{asked['phil']['checks']}", status=403)
    assert "You lead no team" in as_(eva).get("/teams").text


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"teams": "NSF-9"}, "No team is called NSF-9"),
        ({"teams": "Keys for a small museum"}, "Several teams are called Keys for a small museum"),
        ({"teams": "NSF-1", "grant_unit": "physics"}, "Choose a unit or awards, not both"),
        ({"teams": "NSF-1", "grant_role": "administrator"}, "Only an auditor's role is for single awards"),
        ({"teams": "NSF-1", "grant_ends_on": ""}, "An auditor reads until a day: say which"),
    ],
)
def test_a_grant_that_does_not_fit_says_so_beside_its_field(
    calder: Calder,
    as_: As,
    eva: Person,
    asked: dict[str, dict[str, str]],
    database: Database,
    fields: dict[str, str],
    complaint: str,
) -> None:
    office = give(as_(calder.ruth), eva, status=422, **fields)
    assert complaint in office.text.replace("’", "'")
    with database.reading() as session:
        assert session.scalars(select(Grant.id).where(Grant.person_id == eva.id)).all() == []


def test_an_award_beside_the_whole_institution_neither_hides_nor_widens(
    calder: Calder, as_: As, asked: dict[str, dict[str, str]], database: Database
) -> None:
    """An officer of physics is auditor of one award in arts: the unit stays the officer's, the award is read besides."""
    give(as_(calder.ruth), calder.paul, "NSF-2")
    paul = as_(calder.paul)
    assert paul.get("/teams").heading == "2 teams"
    paul.get(f"/checks/{asked['art']['checks']}")
    paul.get(f"/people/{calder.art.code}", status=404)
    paul.get(f"/teams/{asked['art']['teams']}")
    paul.post(f"/teams/{asked['art']['teams']}/days", {"event_event": "award", "event_on": in_days(3)}, status=404)
    assert as_(calder.vera).get("/teams").heading == "2 teams", "an auditor without awards reads everywhere, as before"


def test_from_the_console(app: Flask, calder: Calder, eva: Person, asked: dict[str, dict[str, str]], database: Database) -> None:
    run = app.test_cli_runner().invoke
    wrong = run(people, ["grant", "eva@inspector.example", "auditor", "--team", "NSF-7", "--until", "2099-12-31"])
    assert (wrong.exit_code, "No team is called NSF-7" in str(wrong.exception or wrong.output)) == (1, True)
    done = run(people, ["grant", "eva@inspector.example", "auditor", "--team", "NSF-1", "--until", "2099-12-31"])
    assert done.output == "Eva External is auditor now.\n"
    assert enter(Visitor(app), eva).get("/teams").heading == "1 team"


def test_which_awards_is_sealed(
    calder: Calder, as_: As, eva: Person, asked: dict[str, dict[str, str]], database: Database
) -> None:
    give(as_(calder.ruth), eva, "NSF-1")
    with database.transaction() as session:
        while seal_batch(session, KEY, at=dt.datetime.now(dt.UTC), kept=None)[1]:
            pass
        row = session.scalars(select(GrantTeam)).one()
        assert session.scalar(select(Seal.id).where(Seal.kind == "role_grant_team", Seal.row_id == row.id))
        assert check_chain(session, KEY).faults == []
        session.delete(row)
        session.flush()
        assert [fault for fault in check_chain(session, KEY).faults if "role_grant_team" in str(fault)]


def test_a_team_whose_award_is_over_is_still_the_auditors(calder: Calder, as_: As, eva: Person, database: Database) -> None:
    with database.transaction() as session:
        lead = Joining(calder.phil.name, calder.phil.id, "principal-investigator")
        team = make_named_team(session, calder.there.physics, lead, by=calder.ruth, at=dt.datetime.now(dt.UTC))
        team.ends_on, team.reference = dt.date(2020, 1, 1), "OLD-1"
    give(as_(calder.ruth), eva, "OLD-1")
    assert as_(eva).get("/teams").heading == "1 team"
    assert as_(calder.ruth).get("/teams").heading == "Teams"
