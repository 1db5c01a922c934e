"""The pages at the foot, and light or dark."""

from __future__ import annotations

import pytest

from app.database.sessions import Database
from tests.factories.people import make_person, sign_in
from tests.visitor import Visitor


@pytest.mark.parametrize(
    ("path", "heading"), [("/accessibility", "Accessibility"), ("/privacy", "Privacy"), ("/whom-to-ask", "Whom to ask")]
)
def test_pages_for_everybody(visitor: Visitor, path: str, heading: str) -> None:
    assert visitor.get(path).heading == heading
    assert "Set-Cookie" not in visitor.response.headers


def test_light_and_dark(visitor: Visitor, database: Database) -> None:
    with database.transaction() as session:
        make_person(session, "Ana Ruiz")
    sign_in(visitor).get("/privacy").press("Dark")
    assert visitor.path == "/privacy"
    assert 'data-look="dark"' in visitor.response.text
    visitor.press("As this device")
    assert "data-look" not in visitor.response.text


def test_the_look_sends_nobody_elsewhere(visitor: Visitor) -> None:
    visitor.get("/sign-in").post("/look", {"look": "dark", "next": "//evil.example"}, follow=False, status=302)
    assert visitor.response.location == "/"
    assert "Secure" in visitor.response.headers["Set-Cookie"]
