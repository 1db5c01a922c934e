from __future__ import annotations

from app.web.press import print_document
from tests.documents.papers import record, text_of


def test_it_prints() -> None:
    assert "Nothinghasbeencompletedyet." in text_of(print_document("record", record(0)))
