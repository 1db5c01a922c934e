"""Who gets what from every route: asked of the whole application, written down in matrix.csv.

`python -m tests.site.matrix` writes the file anew. Read the difference by hand before keeping it: a row is a promise.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from app import create_app
from app.database.migrating import upgrade
from app.database.sessions import Database
from app.privacy.notices import current_notice
from app.settings import load_settings
from tests.conftest import SETTINGS
from tests.factories.plans import FIELDS as PLAN_FIELDS
from tests.factories.staff import signed_in_as
from tests.site.world import LEARNERS, NOBODY, ROLES, World, make_world, values_for

FILE = Path(__file__).with_name("matrix.csv")
HEAD = ("endpoint", "method", "of", *ROLES)
API = "/api/"
"""Read with a token where somebody has one. To count how often that is done, and when last, is all that reading writes there."""
REASON = {"reason": "The quiz was taken by somebody else."}
FIELDS: dict[str, dict[str, Any]] = {
    "oversight.void_now": REASON,
    "oversight.revoke_now": REASON,
    "oversight.void_talent_now": REASON,
    "oversight.erase_now": REASON,
    "oversight.let_go_of_several": REASON,
    "oversight.hold": REASON,
    "entry.privacy_read": {"digest": current_notice().digest},
    "oversight.ask_check": {"sponsor": "nsf", "event": "proposal", "on": "2027-01-04", "people": "Lea Learner"},
    "oversight.make_team": {"title": "A team", "sponsor": "nsf", "unit": "physics", "people": ""},
    "oversight.team_from_check": {"title": "A team", "unit": "physics"},
    "oversight.add_people": {"add_people": "Lea Learner", "add_from_on": "2027-01-04"},
    "oversight.add_day": {"event_event": "proposal", "event_on": "2027-01-04"},
    "oversight.leave_team": {"until_on": "2027-01-04"},
    "oversight.choose_other": {"who": "lea.learner@calder.example"},
    "oversight.invite_to_check_now": {"name": "Nobody Known", "address": "nobody.known@elsewhere.example"},
    "oversight.decide_equivalent": {"outcome": "refused", "reason": "The name on the file is another one."},
    "learning.begin_project": {"list": "keys/asking/before-lending", "name": "Archive key"},
    "learning.weigh_plan": PLAN_FIELDS,
    "learning.print_plan": PLAN_FIELDS,
    "learning.keep_plan": PLAN_FIELDS,
}
"""What is sent along; without it a form that is let in is answered with 422."""

Key = tuple[str, str, str]
Matrix = dict[Key, tuple[str, ...]]


class Asker:
    """The whole application on a database of its own, put back after each request that may write."""

    def __init__(self, folder: Path) -> None:
        self.live, self.kept = folder / "live.sqlite", folder / "kept.sqlite"
        settings = load_settings(_env_file=None, database_url=f"sqlite:///{self.live}", data=folder / "data", **SETTINGS)
        upgrade(settings.url)
        self.app: Flask = create_app(settings)
        self.database: Database = self.app.extensions["openward.database"]
        with self.database.transaction() as session:
            self.world: World = make_world(session)
        self.watch = sqlite3.connect(self.live, timeout=10)
        with sqlite3.connect(self.kept) as copy:
            self.watch.backup(copy)
        self.wrote_on_get: set[str] = set()
        self.named_on_get: set[str] = set()
        """Pages on which a member of staff reads a learner's name."""

    def ask_all(self) -> Matrix:
        rules = sorted(self.app.url_map.iter_rules(), key=lambda rule: (rule.endpoint, rule.rule))
        return dict(row for rule in rules if rule.endpoint != "static" for row in self._ask_rule(rule))

    def post_all_without_token(self, who: str) -> dict[str, str]:
        """By endpoint."""
        rules = [rule for rule in self.app.url_map.iter_rules() if "POST" in (rule.methods or set())]
        return {rule.endpoint: self._send(self._address(rule, "learner")[0], "POST", who, {}) for rule in rules}

    def _ask_rule(self, rule: Rule) -> Iterator[tuple[Key, tuple[str, ...]]]:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for learner in LEARNERS:
                address, is_own = self._address(rule, learner)
                answers = tuple(self._ask(rule.endpoint, method, address, who) for who in ROLES)
                yield (rule.endpoint, method, learner if is_own else "-"), answers
                if not is_own:
                    break

    def _address(self, rule: Rule, learner: str) -> tuple[str, bool]:
        values, is_own = values_for(self.world, rule.rule, set(rule.arguments), learner)
        return self.app.url_map.bind("localhost").build(rule.endpoint, values), is_own

    def _ask(self, endpoint: str, method: str, address: str, who: str) -> str:
        version = self._version()
        token = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token").dumps("raw")
        self.names_learner = False
        answer = self._send(address, method, who, {"csrf_token": token, **FIELDS.get(endpoint, {})})
        if method == "GET" and who not in LEARNERS and self.names_learner:
            self.named_on_get.add(endpoint)
        if method == "GET" and self._version() != version and not address.startswith(API):
            self.wrote_on_get.add(endpoint)
            self._put_back()
        return answer

    def _send(self, address: str, method: str, who: str, fields: dict[str, Any]) -> str:
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["csrf_token"] = "raw"
            if who != NOBODY:
                session.update(signed_in_as(self.world.keys[who]))
        sent = None if method == "GET" else fields
        headers = {"Referer": "https://localhost/"}
        if address.startswith(API) and who in self.world.tokens:
            headers["Authorization"] = f"Bearer {self.world.tokens[who]}"
        version = self._version()
        response = client.open(address, method=method, data=sent, headers=headers)
        self.names_learner = b"Lea Learner" in response.get_data()
        if self._version() != version and (method != "GET" or address.startswith(API)):
            self._put_back()
        to_sign_in = response.status_code == 302 and urlsplit(response.headers["Location"]).path == "/sign-in"
        return f"{response.status_code} sign-in" if to_sign_in else str(response.status_code)

    def _put_back(self) -> None:
        with sqlite3.connect(self.kept) as kept, sqlite3.connect(self.live, timeout=10) as live:
            kept.backup(live)

    def _version(self) -> int:
        """Changes with whatever another connection commits."""
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        self.watch.close()
        self.database.dispose()


def read_matrix() -> Matrix:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row[0], row[1], row[2]): tuple(row[3:]) for row in list(csv.reader(file))[1:]}


def write_matrix(matrix: Matrix) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows([*key, *answers] for key, answers in sorted(matrix.items()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asker = Asker(Path(folder))
        write_matrix(asker.ask_all())
        asker.close()
