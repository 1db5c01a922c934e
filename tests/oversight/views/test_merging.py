from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.accounts.models import Person
from app.database.sessions import Database
from app.mail.models import Letter
from tests.factories.staff import make_member
from tests.oversight.conftest import Calder
from tests.visitor import Visitor


def test_two_records_are_seen_side_by_side_merged_and_parted(
    database: Database, calder: Calder, as_: Callable[[Person], Visitor]
) -> None:
    with database.transaction() as session:
        make_member(session, "Phil Fysics", calder.there.arts, "phil@elsewhere.example")
    visitor = as_(calder.ruth).get(f"/people/{calder.phil.code}").follow("Merge with another record")
    visitor.press("Put them side by side", other="nobody@calder.example", status=422)
    visitor.press("Put them side by side", other="PHIL@elsewhere.example")
    for words in ("Phil Physics", "Phil Fysics", "School of Arts", "phil.physics@calder.example", "Completions"):
        assert words in visitor.text
    visitor.press("Merge the two records", reason="", status=422)
    assert "Say why" in visitor.text
    visitor.press("Merge the two records", reason="Hired twice under two spellings")
    assert "Phil Fysics was merged into this record" in visitor.text
    assert "School of Arts" in visitor.text
    assert "Phil Physics" in as_(calder.olga).get("/people").text
    assert told(database) == [("phil@elsewhere.example", "Phil Physics"), ("phil.physics@calder.example", "Phil Fysics")]
    visitor.follow("Undo").press("Undo the merge", reason="They are two people after all")
    assert "was merged into" not in visitor.text
    assert "Phil Fysics" in visitor.get("/people").text
    assert len(told(database)) == 4
    log = visitor.get("/audit").text
    assert "Merged two records" in log
    assert "Undid a merge" in log


def told(database: Database) -> list[tuple[str, str]]:
    """To whom a letter went about a merge, and whom it names: it says whom to call."""
    with database.reading() as session:
        letters = session.scalars(select(Letter).where(Letter.kind == "account_changed").order_by(Letter.id)).all()
    assert all("tell the research security office at once: it can be undone" in " ".join(one.text.split()) for one in letters)
    return [(one.address, next(name for name in ("Phil Physics", "Phil Fysics") if name in one.text)) for one in letters]


def test_roles_that_would_sleep_are_said(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get(f"/people/{calder.phil.code}/merge?other=olga.arts@calder.example")
    assert "Roles do not pass" in visitor.text
    visitor.follow("The other way round")
    assert "Roles do not pass" not in visitor.text


def test_the_last_administrator_is_kept(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get(f"/people/{calder.phil.code}/merge?other=ruth.okafor@calder.example")
    visitor.press("Merge the two records", reason="The wrong way round", status=422)
    assert "last administrator" in visitor.text


def test_completions_of_the_merged_show_all_units(database: Database, calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get(f"/people/{calder.nell.code}/merge?other=art.arts@calder.example")
    visitor.press("Merge the two records", reason="Newly married, new name")
    lines = [row.to_text() for row in visitor.get("/completions").page.query("tbody tr")]
    (line,) = [" ".join(row.split()) for row in lines if "Nell Newcomer" in row]
    assert "Department of Physics" in line
    assert "School of Arts" in line
