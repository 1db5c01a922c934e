"""What every answer carries, whatever it is: a page, JSON, paper, a picture, a file, an error, a redirect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from app import clock
from app.web.headers import FIXED
from tests.site.matrix import Asker
from tests.site.world import LEARNERS, NOBODY

Answers = dict[tuple[str, str, str], TestResponse]
WHO = (NOBODY, "learner", "administrator")
ALWAYS = {*FIXED, "Strict-Transport-Security"}
MAY_BE_KEPT = {"learning.picture"}
"""Named by the digest of what they hold, and the same for everybody."""
FOR_PROGRAMS = "api."
"""Pages that no cookie opens: what they answer to a browser is for anybody."""


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    asker = Asker(tmp_path_factory.mktemp("answers"))
    yield asker
    asker.close()


@pytest.fixture(scope="module")
def answers(asker: Asker) -> Answers:
    """Every address that can be opened, opened by a stranger, a learner and an administrator."""
    found: Answers = {}
    rules = [rule for rule in asker.app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]
    for who in WHO:
        client = asker.app.test_client()
        if who != NOBODY:
            with client.session_transaction(base_url="https://localhost") as session:
                seen = int(clock.now().timestamp())
                session.update({"_user_id": asker.world.keys[who], "_fresh": True, "seen": seen, "second_factor_done": True})
        for rule in rules:
            address, _is_own = asker._address(rule, LEARNERS[0])
            found[rule.endpoint, rule.rule, who] = client.get(address, base_url="https://localhost")
    return found


def missing_from(answer: Response) -> list[str]:
    wrong = [name for name in ALWAYS if len(answer.headers.getlist(name)) != 1]
    policy = answer.headers.get("Content-Security-Policy", "")
    if "unsafe" in policy.replace("style-src 'unsafe-inline'", "") or "default-src" not in policy:
        wrong.append(policy)
    return wrong


def test_every_answer_carries_the_headers_that_protect(answers: Answers) -> None:
    kinds = {answer.mimetype for answer in answers.values()}
    assert {"text/html", "application/json", "application/pdf", "text/csv", "text/plain", "application/zip"} <= kinds
    assert {200, 302, 403, 404} <= {answer.status_code for answer in answers.values()}
    wrong = {key: missing for key, answer in answers.items() if (missing := missing_from(answer))}
    assert wrong == {}


def test_nothing_but_pictures_runs_a_style_of_its_own(answers: Answers) -> None:
    loose = {key[0] for key, answer in answers.items() if "unsafe" in answer.headers["Content-Security-Policy"]}
    assert loose <= MAY_BE_KEPT


def test_static_files_and_what_is_not_there_carry_them_too(asker: Asker, answers: Answers) -> None:
    client = asker.app.test_client()
    pages = [answer.text for answer in answers.values() if answer.mimetype == "text/html"]
    files = sorted({name for page in pages for name in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)})
    assert {name.rpartition(".")[2] for name in files} >= {"css", "js", "svg", "woff2"}
    for address in (*files, "/static/nothing.js", "/nothing", "/nothing.json"):
        with client.get(address, base_url="https://localhost") as answer:
            assert missing_from(answer) == [], address


def test_errors_of_every_kind_carry_them(asker: Asker) -> None:
    client = asker.app.test_client()
    told = (
        (400, client.post("/sign-in", data={})),
        (405, client.delete("/courses")),
        (405, client.open("/courses", method="TRACE")),
        (413, client.post("/sign-in", data={"address": "x" * 3_000_000})),
        (400, client.get("/", headers={"Host": "evil.example"})),
    )
    for status, answer in told:
        assert (answer.status_code, missing_from(answer)) == (status, [])


def test_what_somebody_sees_signed_in_is_kept_by_no_cache(answers: Answers) -> None:
    wrong = {
        (endpoint, who): answer.headers.get("Cache-Control")
        for (endpoint, _rule, who), answer in answers.items()
        if who != NOBODY
        and endpoint not in MAY_BE_KEPT
        and not endpoint.startswith(FOR_PROGRAMS)
        and "no-store" not in answer.headers.get("Cache-Control", "")
    }
    assert wrong == {}


def test_what_a_stranger_sees_is_asked_for_again_each_time_and_only_pictures_are_kept(answers: Answers) -> None:
    for (endpoint, _rule, who), answer in answers.items():
        if who == NOBODY and endpoint not in MAY_BE_KEPT:
            assert re.search("no-store|no-cache", answer.headers["Cache-Control"]), endpoint
            assert "max-age" not in answer.headers["Cache-Control"], endpoint
    pictures = [answer for (endpoint, _rule, _who), answer in answers.items() if endpoint in MAY_BE_KEPT]
    assert {answer.headers["Cache-Control"] for answer in pictures} == {"public, max-age=31536000, immutable"}
    assert not any("Set-Cookie" in answer.headers for answer in pictures)


def test_every_cookie_is_for_this_host_over_tls_and_not_for_scripts(answers: Answers, asker: Asker) -> None:
    set_cookies = [line for answer in answers.values() for line in answer.headers.getlist("Set-Cookie")]
    set_cookies += look_cookies(asker)
    assert set_cookies
    for line in set_cookies:
        (name, cookie), *_rest = SimpleCookie(line).items()
        assert name.startswith("__Host-"), line
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, True, "Lax", "/"), line
        assert not cookie["domain"], line


def look_cookies(asker: Asker) -> list[str]:
    client = asker.app.test_client()
    page = client.get("/sign-in", base_url="https://localhost").text
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    sent = {"csrf_token": token, "look": "dark"}
    answer = client.post("/look", data=sent, base_url="https://localhost", headers={"Referer": "https://localhost/"})
    found = [line for line in answer.headers.getlist("Set-Cookie") if "look" in line.partition("=")[0]]
    assert found
    return found


def test_no_other_site_may_read_an_answer(answers: Answers) -> None:
    allowed = {key for key, answer in answers.items() if "Access-Control-Allow-Origin" in answer.headers}
    assert allowed == set()


def test_every_text_says_its_characters(answers: Answers) -> None:
    for key, answer in answers.items():
        if (answer.mimetype or "").startswith("text/"):
            assert "charset=utf-8" in answer.headers["Content-Type"].lower(), key
