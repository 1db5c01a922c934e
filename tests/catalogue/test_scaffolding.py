"""A new module holds together before a word of it is written."""

from __future__ import annotations

import pytest

from app.catalogue.reading import read_bundle
from app.catalogue.scaffolding import new_module
from app.errors import Invalid
from tests.catalogue.example import TODAY, complaints, tree


@pytest.mark.parametrize("slug", ["travel", "a-new-module", "yes", "2026"])
def test_a_new_module_passes_every_check(slug: str) -> None:
    files = tree() | new_module(slug, today=TODAY)
    assert complaints(files) == []
    assert [page.slug for page in read_bundle(files)[0].modules[slug].pages] == ["index", "first-page", "whom-to-ask"]


@pytest.mark.parametrize("slug", ["", "Travel", "a b", "../x", "courses", "a" * 61])
def test_a_name_that_cannot_be_a_folder_is_refused(slug: str) -> None:
    with pytest.raises(Invalid):
        new_module(slug, today=TODAY)


def test_an_address_of_a_course_is_no_module() -> None:
    found = complaints(tree() | new_module("coverage", today=TODAY))
    assert [(one.path, one.line) for one in found] == [("modules/coverage/index.md", 1)]
