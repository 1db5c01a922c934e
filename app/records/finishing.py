"""When a course counts as done."""

from __future__ import annotations

from collections.abc import Set

from app.catalogue.live import LiveCourse


def is_finished(course: LiveCourse, *, read: Set[tuple[int, int]], passed: Set[int]) -> bool:
    """By the course's own rule: every quiz passed, and with `pages+quiz` every page read in its present edition.

    `read` holds (page id, edition), `passed` the ids of modules whose quiz was passed in this enrolment.
    """
    quizzes = all(module.item_id in passed for module in course.modules if module.quiz)
    if course.content.completes_by == "quiz":
        return quizzes
    return quizzes and all((page.page_id, page.edition) in read for page in course.pages)
