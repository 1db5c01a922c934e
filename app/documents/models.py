from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Digest, Model


class Blob(Model):
    """Bytes by their SHA-256, in the database because stateless processes share no folder."""

    __tablename__ = "blob"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    size: Mapped[int]
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
