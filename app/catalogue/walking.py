"""Finding a block in a page, also where it stands inside a path or is folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.catalogue.lab_shapes import Clauses, Sort
from app.catalogue.shapes import Aimed, Check, Checklist, PageContent, Part, Path, Scenario
from app.errors import NotFound


def walk_parts(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        if isinstance(part, Path | Aimed):
            yield from walk_parts(part.parts)


def find_check(page: PageContent, slug: str) -> Check:
    for part in walk_parts(page.parts):
        if isinstance(part, Check) and part.question.slug == slug:
            return part
    raise NotFound


def find_scenario(page: PageContent, slug: str) -> Scenario:
    for part in walk_parts(page.parts):
        if isinstance(part, Scenario) and part.slug == slug:
            return part
    raise NotFound


def find_checklist(page: PageContent, slug: str) -> Checklist:
    for part in walk_parts(page.parts):
        if isinstance(part, Checklist) and part.slug == slug:
            return part
    raise NotFound


def find_sort(page: PageContent, slug: str) -> Sort:
    for part in walk_parts(page.parts):
        if isinstance(part, Sort) and part.slug == slug:
            return part
    raise NotFound


def find_clauses(page: PageContent, slug: str) -> Clauses:
    for part in walk_parts(page.parts):
        if isinstance(part, Clauses) and part.slug == slug:
            return part
    raise NotFound
