"""Keeping bytes once, by their digest."""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from app.database.writing import insert_or_ignore
from app.documents.models import Blob


def keep_blob(session: Session, content: bytes) -> str:
    """Returns the SHA-256 in hex."""
    digest = hashlib.sha256(content).hexdigest()
    insert_or_ignore(session, Blob, {"digest": digest, "size": len(content), "bytes": content})
    return digest
