"""What the shipped modules promise beyond what the check asks of every module."""

from __future__ import annotations

import re

import pytest

from app.catalogue.checking import read_and_check
from app.catalogue.files import files_under
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Bundle, Html
from app.web.places import PROJECT

KEPT = "Your own note, at the foot of this page, keeps what you answer. Nobody else can read it."
MODULES = ("what-is-research-security", "disclosure", "manage-and-mitigate-risk", "international-collaboration")
NOTE = re.compile(r'<div class="ow-block ow-note"[^>]*>(.*?)</div>', re.DOTALL)
"""A note in compiled prose."""


@pytest.fixture(scope="module")
def shipped() -> Bundle:
    return read_bundle(files_under(PROJECT))[0]


def test_the_shipped_content_is_in_order_on_the_day_of_its_review(shipped: Bundle) -> None:
    today = max(module.reviewed_on for module in shipped.modules.values())
    _, complaints = read_and_check(shipped.files, today=today)
    assert [str(complaint) for complaint in complaints] == []


@pytest.mark.parametrize("module", MODULES)
def test_two_questions_to_think_about_and_where_the_answer_is_kept(shipped: Bundle, module: str) -> None:
    pages = shipped.modules[module].pages
    html = {page.slug: "".join(part.html for part in page.parts if isinstance(part, Html)) for page in pages}
    asking = {slug: [note for note in NOTE.findall(text) if "?" in note] for slug, text in html.items()}
    assert sum(map(len, asking.values())) >= 2
    for slug, notes in asking.items():
        assert not notes or KEPT in html[slug]
