"""The proof that a version of a course covers what is asked of training."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.catalogue.live import LiveCourse
from app.catalogue.queries import current_course, current_sources, published_course
from app.catalogue.shapes import Source
from app.errors import Gone, NotFound
from app.requirements.coverage_wording import answer_sentence, by_module, gap_sentences, reckoned
from app.requirements.covering import Asked, Coverage, ItemCoverage, cover
from app.requirements.reading import shipped_duties


@dataclass(frozen=True, slots=True)
class Proof:
    """`sources` is the register as it is now. `is_current` says whether this version is what a learner reads today."""

    coverage: Coverage
    sources: Mapping[str, Source]
    is_current: bool

    @property
    def course(self) -> LiveCourse:
        return self.coverage.course

    def source_of(self, source: str) -> Source | None:
        return self.sources.get(source)

    def answer(self, language: str) -> str:
        return answer_sentence(self.coverage, language)

    def gaps(self, item: ItemCoverage, language: str) -> list[str]:
        return gap_sentences(item, language)

    def quizzes(self, questions: tuple[Asked, ...]) -> list[tuple[str, list[str]]]:
        return by_module(questions)

    def reckoned(self, language: str) -> str:
        return reckoned(language)


def prove(session: Session, *, course: str, label: str | None) -> Proof:
    """Of the publication with this label, or of the current one. Raises `NotFound`."""
    found = published_course(session, course, label) if label else current_course(session, course)
    return Proof(cover(found, shipped_duties()), current_sources(session), _is_current(session, found))


def _is_current(session: Session, course: LiveCourse) -> bool:
    try:
        return current_course(session, course.slug).publication_id == course.publication_id
    except (NotFound, Gone):
        return False
