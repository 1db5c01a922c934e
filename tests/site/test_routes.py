"""Closed by default: every route says who may enter, and answers each kind of person as matrix.csv says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.access.principals import Permission, Scope
from tests.site.matrix import HEAD, Asker, Matrix, read_matrix

ENTRANCES = {"all", "signed in", *Permission, *Scope}
STAFF_PAGES = ("oversight.", "interop.")
LED = {"oversight.team", "oversight.teams"}
"""Whoever leads a team sees its states."""
OPEN = ("learning.verify", "learning.evidence")
"""What anybody may ask who holds the code."""
OF_AN_AWARD = {"oversight.check", "oversight.compare", "oversight.team"} | {
    f"oversight.check_{kind}" for kind in ("json", "pdf", "zip")
}
API = "api."
ABOUT_ONE = ("person", "team", "check", "compare", "mend", "erasure", "factors", "equivalent", "evidence")
LISTS = ("people", "completions", "completions_csv", "reported_people", "reported_people_file", "equivalents", "assignments")
LOOKS = {f"oversight.{page}" for page in (*ABOUT_ONE, "check_json", "check_pdf", "check_zip", *LISTS, "reminders")}
"""Of all that is got, only these write: that staff looked at somebody (docs/decisions/0017)."""
THE_NAME_ALONE = {
    **dict.fromkeys(("bring_for", "personal_link", "talent", "sign_out"), "a form to be filled in for her"),
    **dict.fromkeys(
        ("void", "revoke", "void_talent", "unmerge"), "asks for the reason of an act that a page of hers, or a list, led to"
    ),
    "merge": "asks who else it is; the comparison that follows is a look",
    "audit": "acts, not states: hers are shown to her among what is held about her",
    "invite_to_check": "what this officer typed",
    "proof_import": "the file that this officer brought",
    "roster_file": "the file that this administrator brought",
}
"""Pages of staff with a person's name on them that are no look, and why."""


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    asker = Asker(tmp_path_factory.mktemp("matrix"))
    yield asker
    asker.close()


@pytest.fixture(scope="module")
def matrix(asker: Asker) -> Matrix:
    return asker.ask_all()


def test_every_view_says_who_may_enter(asker: Asker) -> None:
    entrances = {name: view.__dict__.get("entrance") for name, view in asker.app.view_functions.items() if name != "static"}
    assert {name for name, entrance in entrances.items() if entrance not in ENTRANCES} == set()
    for name, entrance in entrances.items():
        assert isinstance(entrance, Permission) or not name.startswith(STAFF_PAGES) or name in LED, name


def test_a_form_made_elsewhere_is_refused(asker: Asker) -> None:
    """But for those that say so: what they are sent carries a proof of its own, and without it they refuse."""
    answers = asker.post_all_without_token("administrator")
    proving = {name for name, view in asker.app.view_functions.items() if "made_elsewhere" in view.__dict__}
    assert {answers.pop(name) for name in proving} <= {"403", "404"}
    assert set(answers.values()) == {"400"}


@pytest.mark.timeout(300)
def test_routes_answer_as_promised(matrix: Matrix) -> None:
    promised = read_matrix()
    wrong = [",".join((*key, *answers)) for key, answers in sorted(matrix.items()) if promised.get(key) != answers]
    gone = [",".join(key) for key in sorted(promised.keys() - matrix.keys())]
    advice = "read these rows; when each is right, run python -m tests.site.matrix"
    assert not wrong, "\n".join([advice, ",".join(HEAD), *wrong])
    assert not gone, "\n".join(["these routes are gone; run python -m tests.site.matrix", *gone])


def test_nothing_breaks(matrix: Matrix) -> None:
    assert [key for key, answers in matrix.items() if any(answer.startswith("5") for answer in answers)] == []


def test_getting_never_writes(matrix: Matrix, asker: Asker) -> None:
    assert matrix
    assert asker.wrote_on_get == LOOKS


def test_whoever_is_named_on_a_page_of_staff_can_see_who_looked(matrix: Matrix, asker: Asker) -> None:
    assert matrix
    named = {endpoint for endpoint in asker.named_on_get if is_staff(endpoint)}
    assert named - LOOKS == {f"oversight.{page}" for page in THE_NAME_ALONE}


def test_what_is_a_learners_is_nobody_elses(matrix: Matrix) -> None:
    """Whatever the file says: an attempt, a certificate's own page, a form that waits open to their owner alone."""
    for (endpoint, method, of), answers in matrix.items():
        if of == "-" or endpoint.startswith((*STAFF_PAGES, API, *OPEN)):
            continue
        others = {who: answer for who, answer in zip(HEAD[3:], answers, strict=True) if who != of}
        assert others.pop("nobody") in ("302 sign-in", "401", "403"), (endpoint, method)
        assert set(others.values()) <= {"403", "404"}, (endpoint, method, others)


def test_staff_pages_open_to_no_learner_and_out_of_reach_nobody_is_there(matrix: Matrix) -> None:
    for (endpoint, method, of), answers in matrix.items():
        if endpoint.startswith(STAFF_PAGES) and endpoint not in LED:
            by_role = dict(zip(HEAD[3:], answers, strict=True))
            assert {by_role["learner"], by_role["other learner"], by_role["instructor"]} == {"403"}, (endpoint, method)
            stranger = {"learner": "officer elsewhere", "other learner": "officer"}.get(of)
            assert stranger is None or by_role[stranger] in ("403", "404"), (endpoint, method)
            assert method == "GET" or by_role["auditor"] == "403", (endpoint, method)


def test_an_auditor_of_one_award_reads_that_award_and_no_other_page_of_staff(matrix: Matrix) -> None:
    place = HEAD.index("award auditor") - len(HEAD)
    read = {
        (endpoint, of) for (endpoint, method, of), answers in matrix.items() if answers[place] == "200" and is_staff(endpoint)
    }
    assert {endpoint for endpoint, of in read if of == "learner"} == OF_AN_AWARD
    assert {endpoint for endpoint, of in read if of == "other learner"} == set()
    assert {endpoint for endpoint, of in read if of == "-"} == {"oversight.checks", "oversight.teams"}
    assert not [key for key, answers in matrix.items() if key[1] != "GET" and is_staff(key[0]) and answers[place] != "403"]


def is_staff(endpoint: str) -> bool:
    return endpoint.startswith(STAFF_PAGES)


def test_the_api_opens_to_tokens_alone_and_no_further_than_their_makers(matrix: Matrix) -> None:
    for (endpoint, method, of), answers in matrix.items():
        if endpoint.startswith(API) and endpoint != "api.openapi":
            by_role = dict(zip(HEAD[3:], answers, strict=True))
            assert method == "GET"
            assert {by_role[who] for who in ("nobody", "learner", "other learner", "instructor", "auditor")} == {"401"}, endpoint
            expected = {"-": ("200", "200"), "learner": ("200", "404"), "other learner": ("404", "200")}[of]
            assert (by_role["officer"], by_role["officer elsewhere"], by_role["administrator"]) == (*expected, "200"), endpoint


def test_an_address_with_a_nul_is_nowhere(asker: Asker) -> None:
    client = asker.app.test_client()
    assert {client.get(path).status_code for path in ("/courses/%00", "/verify/%00", "/welcome/%00", "/people/%00")} == {404}
