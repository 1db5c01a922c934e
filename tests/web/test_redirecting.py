from __future__ import annotations

import pytest
from flask import Flask, flash, redirect
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue

from app.web.redirecting import init_redirecting
from tests.visitor import Visitor


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("app")
    app.config.update(SECRET_KEY="only for the test")
    init_redirecting(app)

    @app.post("/answer")
    def answer() -> ResponseReturnValue:
        flash("Kept")
        return redirect("/next")

    return app.test_client()


def test_a_redirect_is_told_to_whoever_asks(client: FlaskClient) -> None:
    told = client.post("/answer", headers={"X-Redirect": "tell"})
    assert (told.status_code, told.location, told.data) == (204, "/next", b"")
    with client.session_transaction() as session:
        assert session["_flashes"] == [("message", "Kept")]


def test_others_are_redirected(client: FlaskClient) -> None:
    answer = client.post("/answer")
    assert (answer.status_code, answer.location) == (302, "/next")


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/courses/keys/keys/lending/checks/which-key", "/courses/keys/keys/lending"),
        ("/courses/keys/begin", "/courses/keys"),
        ("/courses/keys/path", "/courses/keys"),
        ("/certificates/ABCD/name", "/certificates/ABCD"),
        ("/workbook/delete", "/workbook"),
        ("/plan.pdf", "/plan"),
        ("/people/XYZ/roles/withdraw", "/people/XYZ"),
        ("/sign-out", "/"),
    ],
)
def test_the_address_of_a_form_opened_again_leads_to_its_page(visitor: Visitor, address: str, above: str) -> None:
    answer = visitor.client.get(address)
    assert (answer.status_code, answer.location) == (302, above)


def test_every_address_that_only_takes_forms_leads_somewhere(app: Flask, visitor: Visitor) -> None:
    opened = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    only_forms = [rule for rule in app.url_map.iter_rules() if rule.rule not in opened]
    assert len(only_forms) > 20
    for rule in only_forms:
        address = rule.build(dict.fromkeys(rule.arguments, "1"))
        assert address is not None
        assert visitor.client.get(address[1]).status_code == 302, rule.rule


def test_other_methods_are_still_refused(visitor: Visitor) -> None:
    answer = visitor.client.delete("/courses")
    assert answer.status_code == 405
    assert answer.headers["Allow"]
