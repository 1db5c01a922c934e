"""The tree of units, for administrators."""

from __future__ import annotations

from collections.abc import Callable

from app.accounts.models import Person
from tests.oversight.conftest import Calder
from tests.visitor import Visitor


def test_a_unit_is_added_below_another(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get("/people").follow("Units")
    assert visitor.heading == "Units"
    visitor.press("Add the unit", name="Optics Group", slug="optics", parent="physics")
    assert "Optics Group" in visitor.text
    visitor.press("Add the unit", name="Optics again", slug="optics", status=422)
    assert "There is a unit optics already" in visitor.text
    visitor.press("Add the unit", slug="Op tics", status=422)
    assert "Write the short name in small letters" in visitor.text
    as_(calder.paul).get("/people?unit=optics")
    as_(calder.paul).get("/units", status=403)


def test_a_unit_is_renamed_moved_closed_and_opened(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get("/units").follow("Department of Chemistry")
    visitor.press("Keep the name", name="Chemistry and Materials").follow("Chemistry and Materials")
    visitor.press("Move it there", parent="arts")
    assert [len(list(visitor.page.query(part))) for part in ("ul.ow-tree", ".ow-tree li")] == [3, 4]
    visitor.follow("School of Arts").press("Move it there", parent="")
    visitor.follow("Chemistry and Materials").press("Close the unit", status=422)
    assert "People belong to this unit" in visitor.text
    visitor.get("/units/science").press("Move it there", parent="arts").get("/units/arts")
    assert "Department of Physics" not in visitor.text
    visitor.get("/units/nowhere", status=404)


def test_a_closed_unit_takes_nobody_in(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get("/units")
    visitor.press("Add the unit", name="Optics", slug="optics").follow("Optics").press("Close the unit")
    assert "closed" in visitor.text
    visitor.follow("Optics").press("Open it again")
    assert "Optics" in visitor.text
