"""The audit log: who did what, to whom, when and why, and whether it is sealed."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.accounts.models import Person, Role
from app.audit.models import Unsealed
from app.audit.sealing import seal_batch
from app.database.sessions import Database
from tests.factories.staff import make_staff
from tests.oversight.conftest import Calder
from tests.queries import counted_queries
from tests.visitor import Visitor

As = Callable[[Person], Visitor]


def rows(visitor: Visitor) -> list[str]:
    return [" ".join(row.to_text().split()) for row in visitor.page.query("tbody tr")]


def void_phil(calder: Calder, as_: As) -> None:
    visitor = as_(calder.paul).get(f"/completions/{calder.completions['Phil Physics']}/void")
    visitor.press("Void the completion", reason="The quiz was taken by somebody else.")


def test_an_act_stands_there_with_names_and_reason(calder: Calder, as_: As) -> None:
    void_phil(calder, as_)
    first = rows(as_(calder.vera).get("/audit"))[0]
    for words in ("Voided a completion", "Phil Physics", "Paul Physics", "The quiz was taken by somebody else.", "Not yet"):
        assert words in first


def test_the_log_is_narrowed_by_action_and_by_person(calder: Calder, as_: As) -> None:
    void_phil(calder, as_)
    visitor = as_(calder.ruth).get("/audit").press("Show", action="completion.voided")
    assert visitor.heading == "1 act on record"
    for words, count in (("paul.physics@", 2), ("phil", 2), ("nobody", 0)):
        visitor.get(f"/audit?words={words}")
        assert len(rows(visitor)) == count, visitor.text
    assert "No act matches" in visitor.text
    assert "Choose one from the list" in visitor.get("/audit?action=nothing", status=422).text


def test_it_says_how_far_the_seal_reaches(calder: Calder, as_: As, database: Database) -> None:
    assert "Nothing is sealed yet." in as_(calder.vera).get("/audit").text
    with database.transaction() as session:
        seal_batch(session, "test-seal-" * 4, at=calder.course.published_at, kept=None)
        assert session.scalars(select(Unsealed.id)).all() == []
    visitor = as_(calder.vera).get("/audit")
    assert "The seal reaches to number" in visitor.text
    assert "No record waits for its seal." in visitor.text


def test_an_auditor_of_one_unit_reads_of_that_unit(calder: Calder, as_: As, database: Database) -> None:
    void_phil(calder, as_)
    with database.transaction() as session:
        session.expire_on_commit = False
        near, far = (
            make_staff(session, name, Role.AUDITOR, unit)
            for name, unit in (("Near Auditor", calder.there.science), ("Far Auditor", calder.there.arts))
        )
    assert any("Voided a completion" in row for row in rows(as_(near).get("/audit")))
    assert not any("Voided a completion" in row for row in rows(as_(far).get("/audit")))
    as_(calder.paul).get("/audit", status=403)


def test_names_are_looked_up_together(calder: Calder, as_: As, database: Database) -> None:
    visitor = as_(calder.ruth).get("/audit")
    with counted_queries(database) as few:
        visitor.get("/audit?words=nell")
    with counted_queries(database) as many:
        visitor.get("/audit")
    assert len(many) <= len(few) + 1 <= 12
