from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from app.catalogue.queries import current_course
from app.catalogue.topics import topic_words
from app.credentials.codes import in_fours
from app.database.sessions import Database
from app.requirements.covering import Coverage, cover
from app.requirements.reading import shipped_duties
from tests.documents.papers import bare, claims_ua, tag_names, text_of
from tests.factories.completions import WIDE, store_finished
from tests.factories.content import AT, publish_sample
from tests.visitor import Visitor

PAGE = "/courses/keys/coverage"


@pytest.fixture
def coverage(database: Database) -> Coverage:
    """Of version 1.0 nothing but a little is covered; version 2.0 covers more."""
    with database.transaction() as session:
        publish_sample(session)
        return cover(publish_sample(session, files=WIDE, at=AT + dt.timedelta(days=1)), shipped_duties())


def test_the_page_answers_first_and_says_each_gap_in_words(visitor: Visitor, coverage: Coverage) -> None:
    visitor.get("/courses/keys").follow("What it covers of what is asked of training")
    assert visitor.heading == f"{len(coverage.gaps)} of {len(coverage.items)} items have a gap"
    assert "Version 2.0" in visitor.text
    rows = [row.to_text() for row in visitor.page.query("main tbody tr")]
    assert len(rows) == len(coverage.items)
    words = topic_words("en")
    for row, item in zip(rows, coverage.items, strict=True):
        assert item.item.words in row
        assert ("Covered" in row) == item.is_covered
        assert all(f"No page teaches: {words[topic]}" in row for topic in item.untaught)
        assert all(f"No question tests: {words[topic]}" in row for topic in item.untested)
        assert all(one.page.content.title in row for one in item.pages)
        assert all(one.question.slug in row for one in item.questions)


def test_the_table_and_the_paper_say_the_same(visitor: Visitor, coverage: Coverage) -> None:
    text = visitor.get(f"{PAGE}.csv").response.get_data(as_text=True)
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [row["words"] for row in rows] == [item.item.words for item in coverage.items]
    for row, item in zip(rows, coverage.items, strict=True):
        assert row["pages"] == "; ".join(f"{one.module.slug}/{one.page.slug}" for one in item.pages)
        assert row["questions"] == "; ".join(f"{one.quiz.slug}/{one.question.slug}" for one in item.questions)
        assert row["untaught"] == "; ".join(item.untaught)
        assert row["state"] == ("covered" if item.is_covered else "gap")
        assert row["version"] == "2.0"
    paper = visitor.get(f"{PAGE}.pdf").response.data
    assert claims_ua(paper)
    said = text_of(paper)
    assert tag_names(paper).count("/Table") == len(coverage.duties)
    assert said.count("Gap.") == len(coverage.gaps)
    assert bare(f"{len(coverage.gaps)} of {len(coverage.items)} items have a gap. Version 2.0") in said
    for row, item in zip(rows, coverage.items, strict=True):
        assert bare(item.item.words) in said
        assert all(bare(f"{one.module.content.title}: {one.page.content.title}") in said for one in item.pages)
        assert all(bare(slug.partition("/")[2]) in said for slug in row["questions"].split("; "))


def test_a_former_version_is_shown_as_it_was(visitor: Visitor, coverage: Coverage) -> None:
    visitor.get(f"{PAGE}?version=1.0")
    assert "This version is not the one on offer today" in visitor.text
    assert "Version 1.0" in visitor.text
    assert not visitor.page.query("main tbody a")
    gaps = int(visitor.heading.split()[0])
    assert gaps > len(coverage.gaps)
    table = visitor.get(f"{PAGE}.csv?version=1.0").response.get_data(as_text=True)
    assert table.count(",gap,") == gaps
    assert "coverage-keys-1.0.csv" in visitor.response.headers["Content-Disposition"]


def test_page_and_paper_name_the_institution_s_day(visitor: Visitor, database: Database) -> None:
    """Published at two in the morning of Greenwich, which is still the evening before in New York."""
    with database.transaction() as session:
        publish_sample(session, at=dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC))
    assert "published 1 March 2026" in visitor.get(PAGE).text
    assert bare("published 1 March 2026") in text_of(visitor.get(f"{PAGE}.pdf").response.data)


@pytest.mark.parametrize(
    "address", [f"{PAGE}?version=9.0", "/courses/locks/coverage", "/courses/locks/coverage.csv", f"{PAGE}.pdf?version=x"]
)
def test_what_was_never_published_is_not_found(visitor: Visitor, coverage: Coverage, address: str) -> None:
    visitor.get(address, status=404)


def test_the_verification_page_leads_to_the_version_that_was_certified(visitor: Visitor, database: Database) -> None:
    finished = store_finished(database)
    with database.transaction() as session:
        publish_sample(session, files=WIDE, at=finished.completion.completed_at + dt.timedelta(days=1))
    with database.reading() as session:
        assert current_course(session, "keys").label == "2.0"
    visitor.get(f"/verify/{in_fours(finished.certificate.code)}").follow("What version 1.0 covers of what is asked of training")
    assert "Version 1.0" in visitor.text
