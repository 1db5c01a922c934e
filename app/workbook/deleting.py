"""A learner's own things are hers to delete, for good."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.merging import selves_of
from app.workbook.models import Keepsake


def forget_kept(session: Session, *, person_id: int, page_id: int, kind: str, block: str) -> None:
    """Nothing happens where nothing is kept: it may have been deleted in another tab."""
    mine = Keepsake.person_id.in_(selves_of(person_id))
    session.execute(delete(Keepsake).where(mine, Keepsake.page_id == page_id, Keepsake.kind == kind, Keepsake.block == block))


def forget_all(session: Session, *, person_id: int) -> None:
    session.execute(delete(Keepsake).where(Keepsake.person_id.in_(selves_of(person_id))))
