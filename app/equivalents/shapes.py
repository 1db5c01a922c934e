"""What is handed in, and who offers training elsewhere."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from app.catalogue.topics import TOPICS
from app.markdown.heads import HeadModel

EMPLOYER = "employer"
"""The provider of an attestation: another employer, who answers for its own people."""


class Kind(StrEnum):
    COMPLETION = "completion"
    ATTESTATION = "attestation"


class Outcome(StrEnum):
    """Of a decision. Asked and undone: it waits again."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    ASKED = "asked"
    UNDONE = "undone"


class State(StrEnum):
    """Of a submission, by its newest decision."""

    WAITING = "waiting"
    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


STATE_OF = {
    Outcome.ACCEPTED: State.ACCEPTED,
    Outcome.REFUSED: State.REFUSED,
    Outcome.ASKED: State.ASKED,
    Outcome.UNDONE: State.WAITING,
}


def known_topics(value: list[str]) -> list[str]:
    unknown = [topic for topic in value if topic not in TOPICS]
    if unknown:
        raise ValueError(f"there is no topic {', '.join(unknown)}")
    return value


Topics = Annotated[list[str], AfterValidator(known_topics)]
Words = Annotated[str, Field(min_length=1, max_length=300)]


class KnownTitle(HeadModel):
    """A course whose topics are known: each of `words` stands in its title."""

    words: Words
    topics: Annotated[Topics, Field(min_length=1)]


class Provider(HeadModel):
    slug: str
    name: Words
    topics: Topics
    titles: list[KnownTitle] = []
    source_title: Words | None = None
    source_address: Annotated[str, Field(pattern=r"^https://\S+$")] | None = None
    checked_on: dt.date | None = None
    note: Words

    @model_validator(mode="after")
    def is_founded(self) -> Self:
        if (self.topics or self.titles) and not (self.source_address and self.source_title and self.checked_on):
            raise ValueError("whoever names topics says where that is written and when it was checked")
        return self

    def topics_of(self, title: str) -> list[str]:
        """Those that a course of this title is known to address; empty where nobody knows."""
        typed = title.casefold()
        known = [one.topics for one in self.titles if all(word in typed for word in one.words.split())]
        return known[0] if known else self.topics


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as its content shows it: `pdf`, `png` or `jpeg`."""

    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody hands in. Of an attestation `title` says who attests. `source` and `source_ref` name the row of an import."""

    kind: Kind
    provider: str
    title: str
    completed_on: dt.date | None
    employer: str = ""
    note: str = ""
    evidence: Evidence | None = None
    topics: tuple[str, ...] | None = None
    source: str | None = None
    source_ref: str | None = None
