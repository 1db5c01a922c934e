"""All checklists that are published, and a person's own projects for which one is used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalogue.live import LiveCourse, LivePage
from app.catalogue.queries import current_courses
from app.catalogue.shapes import Checklist
from app.catalogue.walking import walk_parts
from app.documents.days import read_day
from app.errors import Invalid
from app.workbook.applying import lay_out
from app.workbook.queries import project_of, projects_of
from app.workbook.shapes import FilledIn, KeptProject, ProjectLine

YEARS = range(2000, 2101)
NOTE = "note-"
"""What begins the name of a note's field."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A checklist where it stands. `key` names it in a form."""

    course: LiveCourse
    page: LivePage
    checklist: Checklist

    @property
    def key(self) -> str:
        return f"{self.page.module}/{self.page.slug}/{self.checklist.slug}"


@dataclass(frozen=True, slots=True)
class Shelf:
    """`wanted` is the list that was asked for by its slug. A review is due from its day on."""

    offers: tuple[Offer, ...]
    projects: tuple[KeptProject, ...]
    today: dt.date
    wanted: Offer | None

    @property
    def due(self) -> tuple[KeptProject, ...]:
        return tuple(project for project in self.projects if project.review_on and project.review_on <= self.today)


@dataclass(frozen=True, slots=True)
class OpenProject:
    """`offer` is None where the list is published no more."""

    project: KeptProject
    offer: Offer | None
    lines: tuple[ProjectLine, ...]
    today: dt.date

    @property
    def checklist(self) -> Checklist | None:
        return self.offer.checklist if self.offer else None

    @property
    def is_due(self) -> bool:
        return self.project.review_on is not None and self.project.review_on <= self.today

    @property
    def ticked(self) -> int:
        return sum(1 for line in self.lines if line.is_ticked and not line.is_gone)

    @property
    def out_of(self) -> int:
        return sum(1 for line in self.lines if not line.is_gone)

    @property
    def new(self) -> int:
        return sum(1 for line in self.lines if line.is_new)


def open_shelf(session: Session, *, person_id: int, today: dt.date, wanted: str = "") -> Shelf:
    """`wanted`: the slug of a list."""
    offers = lists_on_offer(session)
    chosen = next((offer for offer in offers if offer.checklist.slug == wanted), None)
    return Shelf(offers, tuple(projects_of(session, person_id)), today, chosen)


def lists_on_offer(session: Session) -> tuple[Offer, ...]:
    """In the order of reading; a page that several courses have counts once."""
    found: dict[tuple[int, str], Offer] = {}
    for course in current_courses(session):
        for page in course.pages:
            for checklist in _checklists_of(page):
                found.setdefault((page.page_id, checklist.slug), Offer(course, page, checklist))
    return tuple(found.values())


def find_offer(session: Session, key: str) -> Offer:
    for offer in lists_on_offer(session):
        if offer.key == key:
            return offer
    raise Invalid("Choose a list", field="list")


def open_project(session: Session, *, person_id: int, code: str, today: dt.date) -> OpenProject:
    project = project_of(session, person_id=person_id, code=code)
    places = ((offer.page.page_id, offer.checklist.slug, offer) for offer in lists_on_offer(session))
    offer = next((offer for page_id, slug, offer in places if (page_id, slug) == (project.page_id, project.block)), None)
    return OpenProject(project, offer, lay_out(project, offer.checklist if offer else None), today)


def read_filled_in(opened: OpenProject, sent: Mapping[str, str], ticked: Iterable[str]) -> FilledIn:
    notes = {name.removeprefix(NOTE): text for name, text in sent.items() if name.startswith(NOTE)}
    review_on = read_review(sent.get("review_on", ""), today=opened.today, kept=opened.project.review_on)
    return FilledIn(frozenset(ticked), notes, review_on)


def read_review(typed: str, *, today: dt.date, kept: dt.date | None = None) -> dt.date | None:
    """None for an empty field. A day that has passed is one that was `kept` before, or `Invalid`."""
    if not typed.strip():
        return None
    day = read_day(typed, years=YEARS, field="review_on")
    if day < today and day != kept:
        raise Invalid("This day has passed. Choose one to come, or none", field="review_on")
    return day


def _checklists_of(page: LivePage) -> Iterable[Checklist]:
    return (part for part in walk_parts(page.content.parts) if isinstance(part, Checklist))
