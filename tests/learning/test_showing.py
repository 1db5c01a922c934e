from __future__ import annotations

from flask import Flask

from app.database.sessions import Database
from app.learning.showing import FRAGMENTS, PLACEHOLDER
from tests.factories.content import SMALL, changed, publish_files, publish_sample
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor

LENDING = "/courses/keys/keys/lending"
INSTITUTION = "modules/institution.md"


def tokens(visitor: Visitor) -> set[str]:
    return {str((field.attrs or {}).get("value")) for field in visitor.page.query("input[name=csrf_token]")}


def test_a_fragment_never_carries_the_token_of_another_reader(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)
        make_person(session)
        make_person(session, "Bo Lind")
    FRAGMENTS.clear()
    ana, bo = sign_in(Visitor(app)), sign_in(Visitor(app), "bo.lind@calder.example")
    for reader in (ana, bo):
        reader.get(LENDING)
        assert tokens(reader) == {reader.token}
        assert PLACEHOLDER not in reader.response.text
    assert ana.token != bo.token
    bo.press("Ask what for")
    assert "You asked" in bo.text
    assert "The visitor forgot a bag" not in ana.get(LENDING).text
    assert not Visitor(app).get(LENDING).page.query("main form")


def test_a_new_text_of_the_institution_is_shown_at_once(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        publish_sample(session)
    assert "extension 12" in visitor.get("/courses/keys/keys/asking").text
    with database.transaction() as session:
        publish_files(session, changed(SMALL, INSTITUTION, "extension 12", "extension 13"), reason="A new number")
    assert "extension 13" in visitor.get("/courses/keys/keys/asking").text
