"""How far a token reaches: never further than its maker does at that moment."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.access.principals import Permission, Principal, Scope
from app.accounts.units import units_below

PERMISSIONS: dict[Scope, Permission] = {
    Scope.PEOPLE: Permission.SEE_PEOPLE,
    Scope.COMPLETIONS: Permission.SEE_COMPLETIONS,
    Scope.CHECKS: Permission.SEE_CHECKS,
    Scope.REPORTS: Permission.SEE_REPORTS,
}
"""What the maker of a token must be allowed to see."""


def reach(session: Session, maker: Principal, scope: Scope, *, unit_id: int | None) -> frozenset[int] | None:
    """The units below which a token for `unit_id` reads; None: everywhere, an empty set: nowhere."""
    wide = maker.units_for(PERMISSIONS[scope])
    if unit_id is None or not (wide is None or wide):
        return wide
    if wide is None or unit_id in units_below(session, wide):
        return frozenset({unit_id})
    return wide & units_below(session, [unit_id])
