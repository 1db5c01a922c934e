"""How far the signed-in person reaches: whom she sees, and on whom she acts. Outside of that nobody is there (404)."""

from __future__ import annotations

from app.access.principals import Permission
from app.accounts.searching import Found, find_person, is_below
from app.web.guarding import principal
from app.web.requests import reading, today_here


def scope_of(permission: Permission) -> frozenset[int] | None:
    """The units below which the signed-in person may do it; None: everywhere."""
    return principal().units_for(permission)


def awards_of(permission: Permission) -> frozenset[int]:
    """The teams for which the signed-in person may do it besides, as an auditor of single awards."""
    return principal().teams_for(permission)


def person_in_reach(permission: Permission, code: str) -> Found:
    """Raises `NotFound`."""
    return find_person(reading(), code=code, scope=scope_of(permission), on=today_here())


def reached_permissions(person: Found) -> frozenset[Permission]:
    """What the signed-in person may do to this one."""
    mine = {permission: scope_of(permission) for permission in Permission if principal().may(permission)}
    inside = {scope: _is_inside(person, scope) for scope in set(mine.values())}
    return frozenset(permission for permission, scope in mine.items() if inside[scope])


def _is_inside(person: Found, scope: frozenset[int] | None) -> bool:
    return scope is None or is_below(reading(), person_id=person.id, scope=scope, on=today_here())
