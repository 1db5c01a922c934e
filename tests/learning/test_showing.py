from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable

import pytest
from flask import Flask

from app.accounts.models import Role
from app.database.sessions import Database
from app.learning import showing
from tests.factories.content import SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person, sign_in
from tests.factories.staff import make_staff
from tests.visitor import Visitor

PAGES = "/courses/keys/keys"
LENDING = f"{PAGES}/lending"
INSTITUTION = "modules/institution.md"
STEPS = ("start", "asked")
SQUEEZED = {"Accept-Encoding": "gzip"}

Act = Callable[[Visitor, random.Random], object]
ACTS: tuple[Act, ...] = (
    lambda who, chance: who.post(f"{PAGES}/{chance.choice(['index', 'lending'])}/done", {"edition": "1"}),
    lambda who, chance: who.post(f"{PAGES}/index/checks/who-holds", {"answer": chance.choice("123")}),
    lambda who, _chance: who.post(f"{PAGES}/index/checks/who-holds", {"again": "1"}),
    lambda who, chance: who.post(f"{LENDING}/scenarios/the-visitor", {"step": chance.choice(STEPS), "way": chance.choice("12")}),
    lambda who, _chance: who.post(f"{LENDING}/scenarios/the-visitor", {"again": "1"}),
    lambda who, chance: who.get(f"{PAGES}/asking").press("Keep my ticks", item=chance.sample("123", 2)),
    lambda who, chance: who.get(LENDING).press("Keep the note", note=chance.choice(["", "<b>Ask</b> Bo & Söhne", "x" * 9000])),
    lambda who, chance: who.post("/look", {"look": chance.choice(["light", "dark", "device"]), "next": LENDING}),
)


def drawn_anew(visitor: Visitor, address: str, monkeypatch: pytest.MonkeyPatch) -> bytes:
    with monkeypatch.context() as patch:
        patch.setattr(showing, "usual_frame", lambda: None)
        return bytes(visitor.client.get(address).data)


def without_an_end(page: str) -> str:
    """Two people may have come in a second apart, and their sessions end so."""
    page, found = re.subn(r'<meta name="session-ends" content="\d+">', "", page)
    assert found == 1
    return page


@pytest.mark.parametrize("seed", range(3))
def test_kept_or_drawn_anew_it_is_the_same_page(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session, 'Bo "<i>" & Söhne', address="bo@calder.example", zone="Asia/Tokyo")
        make_person(session)
        make_staff(session, "Ruth Okafor", Role.ADMINISTRATOR)
    chance = random.Random(seed)
    people = [sign_in(Visitor(app), f"{name}@calder.example") for name in ("bo", "ana.ruiz", "ruth.okafor")]
    for person in people:
        for page in ("index", "lending", "asking"):
            person.get(f"{PAGES}/{page}")
    for _step in range(6):
        person = chance.choice(people)
        chance.choice(ACTS)(person, chance)
        page = f"{PAGES}/{chance.choice(['index', 'lending', 'asking'])}"
        for one in (person, Visitor(app)):
            response = one.client.get(page, headers=SQUEEZED)
            assert response.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(response.data) == one.client.get(page).data == drawn_anew(one, page, monkeypatch)


def test_what_is_always_so_is_not_drawn_again(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
        make_person(session, "Bo Lind")
    ana, bo = sign_in(Visitor(app)), sign_in(Visitor(app), "bo.lind@calder.example")
    page = without_an_end(ana.get(LENDING).response.text)
    monkeypatch.setattr(showing, "render_template", None)
    assert without_an_end(bo.get(LENDING).response.text) == page.replace("Ana Ruiz", "Bo Lind").replace(ana.token, bo.token)
    assert ana.token != bo.token


def test_a_page_never_carries_what_is_another_readers(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
        make_person(session, "Bo Lind")
    ana, bo = sign_in(Visitor(app)), sign_in(Visitor(app), "bo.lind@calder.example")
    bo.get(LENDING).press("Ask what for")
    assert "You asked" in bo.text
    bo.press("Keep the note", note="Mine alone")
    assert "The visitor forgot a bag" not in ana.get(LENDING).text
    assert "Mine alone" not in ana.text
    assert not Visitor(app).get(LENDING).page.query("main form")


def test_what_was_told_once_is_told_once(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
    sign_in(visitor).get(LENDING).post(f"{LENDING}/done", {"edition": "9"})
    assert "changed after you opened it" in visitor.text
    assert "changed after you opened it" not in visitor.get(LENDING).text


def test_a_new_text_of_the_institution_is_shown_at_once(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)
    assert "extension 12" in visitor.get(f"{PAGES}/asking").text
    with database.transaction() as session:
        publish_files(session, changed(SMALL, INSTITUTION, "extension 12", "extension 13"), reason="A new number")
    assert "extension 13" in visitor.get(f"{PAGES}/asking").text
