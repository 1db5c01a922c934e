"""Which version this is, which tables it wants and which the database has, told without the migration library."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app.web.places import APP

VERSION = "0.1.0"
FOLDER = APP.parent / "migrations" / "versions"


def wanted_revision() -> str:
    """Migrations are numbered files; the last one is the head."""
    return max(path.stem for path in FOLDER.glob("[0-9]*.py"))


def is_known(revision: str | None) -> bool:
    return revision in {path.stem for path in FOLDER.glob("[0-9]*.py")}


def present_revision(session: Session) -> str | None:
    """None: the database has no tables yet. Raises `OperationalError` where it cannot be reached."""
    try:
        return session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except (OperationalError, ProgrammingError) as error:
        if "alembic_version" not in str(error.orig):
            raise
        return None
