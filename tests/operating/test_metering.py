from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask

from app import create_app
from app.database.sessions import Database
from app.operating import metering
from app.operating.backing import Manifest, record_backup
from app.settings import Settings
from app.web.watching import Answered, watch
from tests.audit.ledger import make_facts
from tests.conftest import database_of
from tests.operating.workshop import tell
from tests.visitor import Visitor

TOKEN = "a-token-of-the-monitoring"


def numbers_in(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


def test_answers_are_counted_by_page_and_status(app: Flask, visitor: Visitor) -> None:
    watch(app, metering.count)
    try:
        before = numbers_in(visitor.client.get("/metrics").text)
        visitor.get("/courses")
        visitor.get("/courses")
        visitor.get("/nothing", status=404)
        after = numbers_in(visitor.client.get("/metrics").text)
    finally:
        app.extensions["openward.watchers"].clear()
    page, lost = (
        'openward_requests_total{endpoint="learning.courses",status="200"}',
        'openward_requests_total{endpoint="-",status="404"}',
    )
    assert after[page] - before.get(page, 0) == 2
    assert after[lost] - before.get(lost, 0) == 1
    took = 'openward_request_seconds_count{endpoint="learning.courses"}'
    assert after[took] - before.get(took, 0) == 2


def test_queues_seal_and_backup(database: Database, visitor: Visitor) -> None:
    make_facts(database)
    tell(database, "thing.happened", 1)
    with database.transaction() as session:
        made = dt.datetime.now(dt.UTC) - dt.timedelta(hours=3)
        record_backup(session, Manifest(1, "", "", "", "", {}), size=1, at=made)
    found = numbers_in(visitor.client.get("/metrics").text)
    assert found["openward_database_answers"] == 1
    assert found["openward_unsealed_rows"] == 9
    assert found["openward_announcements_due"] == 1
    assert found['openward_letters{state="waiting"}'] == 0
    assert 10_800 <= found["openward_last_backup_age_seconds"] < 10_900
    assert found["openward_needs"] >= 2


def test_without_a_database(app: Flask, visitor: Visitor, tmp_path_factory: pytest.TempPathFactory) -> None:
    real = app.extensions["openward.database"]
    app.extensions["openward.database"] = absent = Database(f"sqlite:///{tmp_path_factory.mktemp('x')}/nowhere/x.sqlite")
    try:
        found = numbers_in(visitor.client.get("/metrics").text)
    finally:
        app.extensions["openward.database"] = real
        absent.dispose()
    assert found["openward_database_answers"] == 0
    assert "openward_unsealed_rows" not in found


@pytest.mark.parametrize(
    ("place", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.7"}, 404),
        ("203.0.113.7", {"Authorization": "Bearer "}, 404),
        ("203.0.113.7", {"Authorization": "Bearer wrong"}, 404),
        ("203.0.113.7", {"Authorization": f"Bearer {TOKEN}"}, 404),
    ],
)
def test_who_may_read_them(visitor: Visitor, place: str, headers: dict[str, str], status: int) -> None:
    answer = visitor.client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": place})
    assert answer.status_code == status
    assert ("openward_" in answer.text) is (status == 200)


def test_with_a_token_from_anywhere(app: Flask, settings: Settings) -> None:
    own = create_app(settings.model_copy(update={"metrics_token": TOKEN}))
    far = {"REMOTE_ADDR": "203.0.113.7"}
    good = own.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, environ_overrides=far)
    bad = own.test_client().get("/metrics", headers={"Authorization": f"Bearer {TOKEN}x"}, environ_overrides=far)
    none = own.test_client().get("/metrics", headers={"Authorization": "Bearer "}, environ_overrides=far)
    database_of(own).dispose()
    assert (good.status_code, bad.status_code, none.status_code) == (200, 404, 404)
    assert good.headers["Cache-Control"] == "no-store"


def test_unknown_addresses_and_methods_make_no_new_lines(app: Flask, visitor: Visitor) -> None:
    seen: list[Answered] = []
    watch(app, seen.append)
    try:
        for number in range(3):
            visitor.client.open(f"/nothing-{number}", method=f"BREW{number}")
    finally:
        app.extensions["openward.watchers"].clear()
    assert {(one.endpoint, one.method) for one in seen} == {("-", "-")}
