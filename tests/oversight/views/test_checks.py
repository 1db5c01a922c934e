"""Is everybody on this proposal covered? From the question to filed evidence, as offices do it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.accounts.models import Person, PersonIdentifier, Scheme
from app.database.sessions import Database
from app.requirements.evidence import verify_evidence
from app.requirements.models import Check
from tests.factories.completions import WIDE
from tests.factories.content import publish_sample
from tests.oversight.conftest import DONE_AT, Calder, in_days, nodes
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
LIST = "Phil Physics; PI\nNell Newcomer; co-PI\nOutsider, Otto; senior; Harbour Institute\nCher Chemistry; student"


@pytest.fixture(autouse=True)
def published(calder: Calder, database: Database) -> None:
    """A course that answers the rules by itself; what was completed before addressed less."""
    with database.transaction() as session:
        publish_sample(session, files=WIDE)


def ask(visitor: Visitor, people: str = LIST, sponsor: str = "nsf", **facts: Any) -> Visitor:
    return visitor.get("/checks").press("Check", sponsor=sponsor, on=in_days(10), people=people, **facts)


def test_one_screen_answers_for_everybody_and_says_what_mends_each(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.ruth))
    assert office.heading == "2 of 4 are not covered"
    assert "What is on record does not address: cybersecurity" in office.text
    assert "No training that counts is on record." in office.text
    assert "Nobody on record is known by this." in office.text
    assert "does not ask it of this role: student." in office.text
    assert [caption.to_text() for caption in nodes(office, "tbody tr.ow-group th")][:3] == [
        "Not covered on that day (2)",
        "Cannot be told yet (1)",
        "In order (1)",
    ]


def test_who_is_meant_is_chosen_from_those_who_could_be(calder: Calder, as_: As, database: Database) -> None:
    office = ask(as_(calder.ruth), "Phil J. Physics; PI")
    assert "one person comes close" in office.text
    office.press("It is this person")
    assert "Phil Physics" in office.text
    assert "comes close" not in office.text
    office.post(f"{office.path}/choose", {"number": "0", "person": calder.cher.code}, status=404)


def test_lines_that_cannot_be_read_are_named_and_nothing_typed_is_lost(calder: Calder, as_: As) -> None:
    office = as_(calder.ruth).get("/checks")
    typed = "Phil Physics; PI; ; 31.02.2026\nNell Newcomer; co-PI; ; tomorrow"
    office.press("Check", sponsor="nsf", on=in_days(10), people=typed, status=422)
    assert "Line 1: There is no day 31.02.2026: write it as 2026-12-04." in office.text
    assert "Line 2: tomorrow is no day: write it as 2026-12-04." in office.text
    assert nodes(office, "textarea")[0].to_text().strip() == typed
    office.press("Check", sponsor="nsf", on="", people="", status=422)
    assert "Write the day, as 2026-12-04" in office.text


def test_a_file_is_read_like_the_pasted_list(calder: Calder, as_: As) -> None:
    office = as_(calder.ruth).get("/checks")
    table = "\ufeffName;Role;Employer\r\nPhysics, Phil;PI;\r\n=cmd|x;key;\r\n".encode("utf-16")
    fields = {"sponsor": "nsf", "event": "proposal", "on": in_days(10), "people": "", "file": (io.BytesIO(table), "team.csv")}
    office.post("/checks", fields, content_type="multipart/form-data")
    assert "Phil Physics" in office.text
    assert "=cmd|x" in office.text


def test_evidence_is_filed_as_json_paper_and_archive_and_verifies(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.ruth))
    address = office.path
    signed = office.client.get(f"{address}/evidence.json").data
    keys = office.client.get("/.well-known/openward-keys.json").get_json()
    assert verify_evidence(signed, keys).is_true
    assert json.loads(signed)["document"]["rules"][0]["people"][2]["employer"] == "Harbour Institute"
    paper = PdfReader(io.BytesIO(office.client.get(f"{address}/evidence.pdf").data))
    text = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "2 of 4 are not covered" in text
    assert "Ruth Okafor" in text
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    archive = office.client.get(f"{address}/evidence.zip").data
    assert "HOW-TO-VERIFY.txt" in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert verify_evidence(archive, keys).is_true
    standing = office.client.get(f"{address}/standing.json").get_json()
    assert (standing["voided"], "Phil" in json.dumps(standing)) == ([], False)


def test_then_and_now_stand_side_by_side(calder: Calder, as_: As, database: Database) -> None:
    office = ask(as_(calder.ruth), "Phil Physics", sponsor="usda")
    kept = office.path
    office.follow("Then and now")
    assert "the answer is the one that was given" in office.text
    office.press("Keep today’s answer")
    assert office.path != kept
    with database.reading() as session:
        assert len(session.scalars(select(Check)).all()) == 2


def test_an_officer_finds_by_name_only_the_own_people(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.olga), "Phil Physics\nphil.physics@calder.example\nArt Arts")
    rows = [" ".join(row.to_text().split()) for row in nodes(office, "tbody tr")]
    assert any("“Phil Physics”" in row and "Nobody of your units has this name. An address" in row for row in rows)
    assert any(row.startswith("Phil Physics") for row in rows)
    as_(calder.sam).get(office.path, status=404)
    as_(calder.phil).get(office.path, status=403)
    as_(calder.vera).get(office.path)


def test_what_stands_beside_somebody_of_another_unit_leads_somewhere(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.olga), "phil.physics@calder.example; PI\nArt Arts; co-PI")
    links = [link.attrs["href"] for link in nodes(office, "main tbody a")]
    assert f"/people/{calder.art.code}" in links
    assert not [link for link in links if link.startswith(f"/people/{calder.phil.code}")]
    for link in links:
        as_(calder.olga).get(link)
    office.follow("Send a link Phil Physics")
    assert "Phil Physics belongs to another unit: its officers hand in proof" in office.text
    assert "Hand in the proof" not in office.text


def test_a_name_that_nobody_knew_is_known_no_better_afterwards(calder: Calder, as_: As, database: Database) -> None:
    office = ask(as_(calder.olga), "Phil Physics\nPhil J. Physics\ncher.c@calder.example")
    assert office.heading == "It cannot be told yet: 3 of 3 are open"
    with database.transaction() as session:
        new = {"scheme": Scheme.ADDRESS, "value": "cher.c@calder.example", "recorded_at": DONE_AT}
        session.add(PersonIdentifier(person_id=calder.cher.id, **new))
    address = office.path
    office.follow("Then and now")
    assert "the answer is the one that was given" in office.text
    assert [row.to_text().split()[0] for row in nodes(office, "tbody tr")] == ["Phil", "Phil", "cher.c@calder.example"]
    assert "Covered" not in office.text
    everywhere = as_(calder.ruth).get(f"{address}/compare")
    assert "the answer is the one that was given" in everywhere.text


def test_people_on_one_line_are_never_passed_over(calder: Calder, as_: As) -> None:
    office = ask(as_(calder.ruth), "phil.physics@calder.example, nell.newcomer@calder.example")
    assert office.heading == "2 of 2 are not covered"
    office.get("/checks").press("Check", sponsor="nsf", on=in_days(9), people="Phil Physics; Nell Newcomer", status=422)
    assert "“Nell Newcomer” stands where a role is expected" in office.text
    assert "Phil Physics; Nell Newcomer" in nodes(office, "textarea")[0].to_text()
