"""Teams by what people call them."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.errors import Invalid
from app.teams.queries import teams_called
from tests.factories.teams import make_team


@pytest.fixture(autouse=True)
def four_teams(session: Session) -> None:
    make_team(session, "Quiet lenses").reference = "DOE-77"
    make_team(session, "Quantum keys for museums").reference = "NSF-1"
    make_team(session, "100% of Kelp")
    make_team(session, "Kelp")
    make_team(session, "Études")
    session.flush()


def test_small_and_large_letters_are_the_same(session: Session) -> None:
    called = teams_called(session, ["quiet lenses", "", "nsf-1 ", "KELP", "Études"])
    assert [team.title for team in called] == ["Quiet lenses", "Quantum keys for museums", "Kelp", "Études"]


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("quiet lense", "Near it: Quiet lenses (DOE-77)"),
        ("Quietest lensas", "Near it: Quiet lenses (DOE-77)"),
        ("museum", "Near it: Quantum keys for museums (NSF-1)"),
        ("NSF-2", "Near it: Quantum keys for museums (NSF-1)"),
        ("kel", "Near it: Kelp; 100% of Kelp"),
        ("100% kelp", "Near it: 100% of Kelp; Kelp"),
        ("%", "Near it: 100% of Kelp"),
        ("zebra", "nor anything near it"),
    ],
)
def test_what_comes_near_is_told(session: Session, words: str, near: str) -> None:
    with pytest.raises(Invalid) as refused:
        teams_called(session, [words])
    assert str(refused.value).endswith(near) or near in str(refused.value)
