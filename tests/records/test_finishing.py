from __future__ import annotations

import datetime as dt
import functools
from dataclasses import replace
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.live import LiveCourse, LiveModule, LivePage
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Bundle
from app.records.finishing import is_finished
from tests.factories.content import LARGE

AT = dt.datetime(2026, 11, 2, tzinfo=dt.UTC)
Rule = Literal["pages+quiz", "quiz"]


@functools.cache
def large_bundle() -> Bundle:
    bundle, complaints = read_bundle(LARGE)
    assert not complaints
    return bundle


def make_course(rule: Rule, editions: list[int]) -> LiveCourse:
    """Two modules of three and two pages, in the editions given."""
    bundle = large_bundle()
    modules, number = [], 0
    for item_id, slug in enumerate(("keys", "travel"), start=1):
        content = bundle.modules[slug]
        pages = []
        for page in content.pages:
            pages.append(LivePage(number + 1, number + 101, editions[number], slug, page))
            number += 1
        modules.append(LiveModule(item_id, item_id + 10, "1.0", content, tuple(pages), {}))
    promised = replace(bundle.courses["keys-and-travel"], completes_by=rule)
    pages_in_order = tuple(page for module in modules for page in module.pages)
    return LiveCourse(9, 99, 999, "1.0", AT, promised, tuple(modules), pages_in_order)


EDITIONS = st.lists(st.integers(1, 3), min_size=5, max_size=5)
READ = st.sets(st.tuples(st.integers(1, 5), st.integers(1, 3)))
PASSED = st.sets(st.integers(1, 2))


@given(st.sampled_from(["pages+quiz", "quiz"]), EDITIONS, READ, PASSED)
def test_it_is_finished_exactly_when_its_rule_says_so(
    rule: Rule, editions: list[int], read: set[tuple[int, int]], passed: set[int]
) -> None:
    course = make_course(rule, editions)
    whole = {(page.page_id, page.edition) for page in course.pages} <= read
    assert is_finished(course, read=read, passed=passed) == (passed == {1, 2} and (rule == "quiz" or whole))


@given(EDITIONS, READ, READ, PASSED, PASSED)
def test_more_never_unfinishes(
    editions: list[int], read: set[tuple[int, int]], more: set[tuple[int, int]], passed: set[int], also: set[int]
) -> None:
    course = make_course("pages+quiz", editions)
    assert not is_finished(course, read=read, passed=passed) or is_finished(course, read=read | more, passed=passed | also)


@given(EDITIONS, st.integers(1, 5))
def test_a_page_read_in_a_former_edition_does_not_count(editions: list[int], place: int) -> None:
    course = make_course("pages+quiz", editions)
    read = {(page.page_id, page.edition + (page.page_id == place)) for page in course.pages}
    assert not is_finished(course, read=read, passed={1, 2})
    assert is_finished(make_course("quiz", editions), read=read, passed={1, 2})
