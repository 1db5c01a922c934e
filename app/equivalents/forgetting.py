"""Files of imports hold many people, also such as are nobody here. They are kept for a while only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.documents.keeping import drop_unused
from app.documents.models import Blob
from app.equivalents.exports import decode
from app.equivalents.models import ProofImport


def forget_imports(session: Session, *, before: dt.datetime) -> None:
    """What was handed in from them stays."""
    _drop(session, session.scalars(select(ProofImport.id).where(ProofImport.made_at < before)).all())


def forget_imports_naming(session: Session, marks: Collection[str], names: Collection[str]) -> None:
    _drop(session, imports_naming(session, marks, names))


def imports_naming(session: Session, marks: Collection[str], names: Collection[str]) -> list[int]:
    """Those with a line that holds one of `marks` (addresses, numbers), or every word of one of `names`."""
    query = select(ProofImport.id, Blob.bytes).join(Blob, Blob.digest == ProofImport.blob_digest)
    given = [{mark.casefold()} for mark in marks] + [set(name.casefold().split()) for name in names if name.strip()]
    return [row.id for row in session.execute(query) if _names(decode(row.bytes).casefold(), given)]


def _names(text: str, given: list[set[str]]) -> bool:
    return any(all(word in line for word in words) for line in text.splitlines() for words in given)


def _drop(session: Session, ids: Collection[int]) -> None:
    gone = session.scalars(delete(ProofImport).where(ProofImport.id.in_(ids)).returning(ProofImport.blob_digest)).all()
    drop_unused(session, gone)
