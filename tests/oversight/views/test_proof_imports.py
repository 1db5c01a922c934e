"""Many completions from elsewhere at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.database.sessions import Database
from app.equivalents.models import Decision, Submission
from tests.factories.proofs import export_of
from tests.oversight.conftest import Calder
from tests.visitor import Visitor

As = Callable[[Person], Visitor]
LINES = (
    "Phil Physics,phil.physics@calder.example,2026-06-03",
    "Cher Chemistry,,2026-06-03",
    "Art Arts,art.arts@calder.example,2026-06-03",
    "Nell Newcomer,nell.newcomer@calder.example,soon",
)


def bring(visitor: Visitor, content: bytes, *, status: int = 200) -> Visitor:
    visitor.get("/equivalent-imports")
    return visitor.press("Read the file", status=status, file=(io.BytesIO(content), "export.csv"))


def chosen(person: Person) -> dict[str, Any]:
    """For the third line."""
    return {"line-3": person.code}


def people(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        query = select(Person.name, Submission.note).join(Submission, Submission.person_id == Person.id)
        return [(name, note or "") for name, note in session.execute(query.order_by(Submission.id))]


def test_each_line_finds_its_person_or_says_why_not(calder: Calder, as_: As, database: Database) -> None:
    sam = bring(as_(calder.sam), export_of(*LINES))
    assert sam.heading == "3 lines are about research security"
    assert "Line 4: nobody you see is Art Arts" in sam.text
    assert "Line 5: soon is no day" in sam.text
    assert people(database) == []
    sam.press("Hand these in")
    assert "1 line is handed in" in sam.text
    assert people(database) == [("Phil Physics", "Line 2 of an export: Phil Physics")]
    sam.press("Hand in the chosen ones", **chosen(calder.cher))
    assert [name for name, _note in people(database)] == ["Phil Physics", "Cher Chemistry"]
    assert "Handed in before" in sam.text


def test_the_same_export_again_adds_nothing(calder: Calder, as_: As, database: Database) -> None:
    sam = bring(as_(calder.sam), export_of(*LINES[:1])).press("Hand these in")
    bring(sam, b"\xef\xbb\xbf" + export_of(*LINES[:1]).replace(b",", b";"))
    assert "Hand these in" not in sam.text
    assert len(people(database)) == 1


def test_accepted_at_once_where_topics_are_known_but_never_the_own(calder: Calder, as_: As, database: Database) -> None:
    lines = (*LINES[:1], "Ruth Okafor,ruth.okafor@calder.example,2026-06-03")
    bring(as_(calder.ruth), export_of(*lines)).press("Hand these in", at_once="y")
    with database.reading() as session:
        query = select(Person.name).join(Submission, Submission.person_id == Person.id).join(Decision)
        assert session.scalars(query.where(Decision.outcome == "accepted")).all() == ["Phil Physics"]
    assert len(people(database)) == 2


def test_nobody_out_of_reach_can_be_chosen(calder: Calder, as_: As, database: Database) -> None:
    sam = bring(as_(calder.sam), export_of(*LINES))
    sam.press("Hand in the chosen ones", status=422)
    assert "Choose the person of at least one line" in sam.text
    sam.press("Hand in the chosen ones", status=404, **chosen(calder.art))
    assert people(database) == []


def test_what_is_no_export_is_said_beside_the_field(calder: Calder, as_: As) -> None:
    sam = bring(as_(calder.sam), b"a,b\n1,2", status=422)
    assert "No line names the columns" in sam.page.query("#file-error")[0].to_text()
    sam.press("Read the file", status=422)
    assert "Choose the file" in sam.text


def test_an_import_is_its_makers(calder: Calder, as_: As) -> None:
    sam = bring(as_(calder.sam), export_of(*LINES))
    as_(calder.olga).get(sam.path, status=404)
    as_(calder.vera).get(sam.path, status=403)
