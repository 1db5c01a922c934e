"""The tree of units, for administrators."""

from __future__ import annotations

from collections.abc import Callable

from app.accounts.models import Person
from tests.oversight.conftest import Calder
from tests.visitor import Visitor


def test_a_unit_is_added_below_another(calder: Calder, as_: Callable[[Person], Visitor]) -> None:
    visitor = as_(calder.ruth).get("/people").follow("Units")
    assert visitor.heading == "4 units"
    visitor.press("Add the unit", name="Optics Group", slug="optics", parent="physics")
    assert visitor.heading == "5 units"
    visitor.press("Add the unit", name="Optics again", slug="optics", status=422)
    assert "There is a unit optics already" in visitor.text
    visitor.press("Add the unit", slug="Op tics", status=422)
    assert "Write the short name in small letters" in visitor.text
    as_(calder.paul).get("/people?unit=optics")
    as_(calder.paul).get("/units", status=403)
