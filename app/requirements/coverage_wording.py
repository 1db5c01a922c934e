"""What the coverage of a course says on paper and in a table. How it lies on paper is `documents/templates/coverage.typ`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from app.catalogue.shapes import Source
from app.catalogue.topics import topic_words
from app.credentials.wording import PRODUCT, Issuer
from app.languages import day_in_words, local_day, translations
from app.requirements.covering import Asked, Coverage, DutyCoverage, ItemCoverage

COLUMNS = (
    "course",
    "version",
    "duty",
    "place",
    "source",
    "source_address",
    "checked_on",
    "item",
    "words",
    "topics",
    "pages",
    "questions",
    "state",
    "untaught",
    "untested",
    "lacking_on_paths",
)
"""The heads of the table. They stay as they are."""


def coverage_table(coverage: Coverage, sources: Mapping[str, Source]) -> list[list[object]]:
    """Heads first, then one row for each item. Slugs, separated by semicolons; pages and questions as module/slug."""
    return [list(COLUMNS), *([_row(coverage, duty, slug, item, sources) for duty, slug, item in _entries(coverage)])]


def _entries(coverage: Coverage) -> Iterable[tuple[DutyCoverage, str, ItemCoverage]]:
    for duty in coverage.duties:
        for slug, item in zip(duty.duty.items, duty.items, strict=True):
            yield duty, slug, item


def _row(coverage: Coverage, of: DutyCoverage, slug: str, item: ItemCoverage, sources: Mapping[str, Source]) -> list[object]:
    source = sources.get(of.duty.source)
    return [
        coverage.course.slug,
        coverage.course.label,
        of.duty.slug,
        of.duty.place,
        of.duty.source,
        source.address if source else "",
        of.duty.checked_on.isoformat(),
        slug,
        item.item.words,
        "; ".join(item.item.topics),
        "; ".join(f"{one.module.slug}/{one.page.slug}" for one in item.pages),
        "; ".join(f"{one.quiz.slug}/{one.question.slug}" for one in item.questions),
        "covered" if item.is_covered else "gap",
        "; ".join(item.untaught),
        "; ".join(item.untested),
        "; ".join(f"{lack.path}: {', '.join(dict.fromkeys(lack.untaught + lack.untested))}" for lack in item.lacks),
    ]


def gap_sentences(item: ItemCoverage, language: str) -> list[str]:
    """What is missing, in words. Nothing where the item is covered."""
    _, words = translations(language).gettext, topic_words(language)
    taught, tested = _("On the path %(path)s no page teaches: %(topic)s"), _("On the path %(path)s no question tests: %(topic)s")
    return [
        *(_("No page teaches: %(topic)s") % {"topic": words[topic]} for topic in item.untaught),
        *(_("No question tests: %(topic)s") % {"topic": words[topic]} for topic in item.untested),
        *(taught % {"path": lack.path, "topic": words[topic]} for lack in item.lacks for topic in lack.untaught),
        *(tested % {"path": lack.path, "topic": words[topic]} for lack in item.lacks for topic in lack.untested),
    ]


def by_module(questions: Iterable[Asked]) -> list[tuple[str, list[str]]]:
    """The titles of modules, or of a course with a quiz of its own, and the names of the questions that their quizzes ask."""
    return [(title, [one.question.slug for one in group]) for title, group in groupby(questions, key=lambda one: one.quiz.title)]


def answer_sentence(coverage: Coverage, language: str) -> str:
    """The whole in one sentence."""
    translated, total, gaps = translations(language), len(coverage.items), len(coverage.gaps)
    if not gaps:
        return translated.gettext("Each of %(total)s items is taught and tested") % {"total": total}
    words = translated.ngettext("%(gaps)s of %(total)s items has a gap", "%(gaps)s of %(total)s items have a gap", gaps)
    return words % {"gaps": gaps, "total": total}


def coverage_data(
    coverage: Coverage, sources: Mapping[str, Source], issuer: Issuer, *, language: str, paper: str, zone: str
) -> dict[str, Any]:
    """What `coverage.typ` asks for. `paper` is `letter` or `a4`, `zone` the institution's."""
    _, course = translations(language).gettext, coverage.course
    version = {"course": course.content.title, "label": course.label}
    address = f"{issuer.base_address.rstrip('/')}/courses/{course.slug}/coverage?version={course.label}"
    return {
        "lang": language[:2],
        "paper": "us-letter" if paper == "letter" else "a4",
        "title": _("What %(course)s covers, version %(label)s") % version,
        "product": PRODUCT,
        "institution": issuer.institution,
        "course": course.content.title,
        "answer": answer_sentence(coverage, language) + ".",
        "version": _("Version %(label)s, published %(day)s.")
        % {"label": course.label, "day": day_in_words(local_day(course.published_at, zone), language)},
        "duties": [_duty(of, sources, language) for of in coverage.duties],
        "reckoned": reckoned(language),
        "address": address.partition("://")[2],
        "url": address,
        "demo": issuer.demo,
        "labels": {
            "heading": _("What is asked of training, and where this course answers it"),
            "item": _("What is asked"),
            "pages": _("Taught on"),
            "questions": _("Tested by"),
            "state": _("State"),
            "page": _("Page {page} of {pages}"),
            "address": _("Look it up at"),
            "demo": _("DEMONSTRATION: an invented institution"),
        },
    }


def reckoned(language: str) -> str:
    """How the answer was found."""
    _ = translations(language).gettext
    return _(
        "A page teaches a topic when its head names it. A question tests a topic when it asks for an objective of a page that "
        "teaches it. Where such a page has several topics, a question may name the ones that it tests. Only graded questions "
        "count. An item is covered when each of its topics is taught and tested, on each path of the course. The words of the "
        "items are ours; the source decides."
    )


def _duty(of: DutyCoverage, sources: Mapping[str, Source], language: str) -> dict[str, Any]:
    _, source = translations(language).gettext, sources.get(of.duty.source)
    return {
        "name": of.duty.name,
        "place": of.duty.place,
        "note": of.duty.note,
        "source": source.title if source else of.duty.source,
        "checked": _("Checked on %(day)s.") % {"day": day_in_words(of.duty.checked_on, language)},
        "rows": [_paper_row(item, language) for item in of.items],
    }


def _paper_row(item: ItemCoverage, language: str) -> dict[str, Any]:
    _ = translations(language).gettext
    return {
        "words": item.item.words,
        "pages": [f"{one.module.content.title}: {one.page.content.title}" for one in item.pages],
        "questions": [f"{title}: {', '.join(slugs)}" for title, slugs in by_module(item.questions)],
        "state": _("Covered") if item.is_covered else ". ".join([_("Gap"), *gap_sentences(item, language)]),
    }
