from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from app.database.tables import Id, Line, Model, Word


class Passage(Model):
    """A place where words stand, as search finds it: made anew from what is current, whenever something is published.

    `title_words`, `also_words` (other names) and `body_words` are folded: lower case, no accents, no marks. Each engine keeps an
    index of its own over them (`app.database.own_ddl`).
    """

    __tablename__ = "passage"

    id: Mapped[Id]
    kind: Mapped[Word]
    address: Mapped[Line]
    title: Mapped[Line]
    section: Mapped[Line]
    body: Mapped[str] = mapped_column(Text)
    title_words: Mapped[str] = mapped_column(Text)
    also_words: Mapped[str] = mapped_column(Text)
    body_words: Mapped[str] = mapped_column(Text)
