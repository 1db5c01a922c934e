"""A learner's own things are hers to delete, for good."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.errors import NotFound
from app.workbook.models import Keepsake, Plan, Project


def forget_kept(session: Session, *, person_id: int, page_id: int, kind: str, block: str) -> None:
    """Nothing happens where nothing is kept: it may have been deleted in another tab."""
    mine = Keepsake.person_id.in_(selves_of(person_id))
    session.execute(delete(Keepsake).where(mine, Keepsake.page_id == page_id, Keepsake.kind == kind, Keepsake.block == block))


def forget_all(session: Session, *, person_id: int) -> None:
    for table in (Keepsake, Project, Plan):
        session.execute(delete(table).where(table.person_id.in_(selves_of(person_id))))


def forget_project(session: Session, *, person_id: int, code: str) -> None:
    """Raises `NotFound` also for what is somebody else's."""
    _forget(session, Project, person_id, code)


def forget_plan(session: Session, *, person_id: int, code: str) -> None:
    """As `forget_project`."""
    _forget(session, Plan, person_id, code)


def _forget(session: Session, table: type[Project] | type[Plan], person_id: int, code: str) -> None:
    mine = (table.person_id.in_(selves_of(person_id)), table.code == code)
    if session.execute(delete(table).where(*mine).returning(table.id)).first() is None:
        raise NotFound
