"""When a course counts as done."""

from __future__ import annotations

from collections.abc import Set

from app.catalogue.live import LiveCourse


def is_finished(course: LiveCourse, *, read: Set[tuple[int, int]], passed: Set[int]) -> bool:
    """By the course's own rule: every quiz passed, and with `pages+quiz` every page read in its present edition.

    `course` is seen as the learner who took it. `read` holds (page id, edition), `passed` the ids of what had its quiz passed in
    this enrolment: modules, or the course itself.
    """
    quizzes = all(asking.item_id in passed for asking in course.quizzes)
    if course.content.completes_by == "quiz":
        return quizzes
    return quizzes and all((page.page_id, page.edition) in read for page in course.pages)
