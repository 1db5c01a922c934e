from __future__ import annotations

import datetime as dt

import pytest
from pydantic import ValidationError

from app.equivalents.reading import provider_name, providers
from app.equivalents.shapes import Provider
from tests.factories.proofs import TOPICS


def test_who_names_topics_says_where_that_is_written() -> None:
    assert {"citi", "secure-ctm", "federal-modules", "university", "other"} == providers().keys()
    for one in providers().values():
        assert not one.topics or (one.source_address and one.checked_on == dt.date(2026, 11, 22))
    with pytest.raises(ValidationError, match="says where that is written"):
        Provider(slug="x", name="X", topics=["disclosure"], note="Note")
    with pytest.raises(ValidationError, match="there is no topic gossip"):
        Provider(slug="x", name="X", topics=["gossip"], note="Note")


def test_topics_are_known_by_the_title_where_a_provider_has_several_courses() -> None:
    citi = providers()["citi"]
    assert sorted(citi.topics_of("Research Security Training (COMBINED)")) == sorted(TOPICS)
    assert citi.topics_of("Research Security: advanced refresher") == []
    assert providers()["other"].topics_of("Research Security Training (Combined)") == []


def test_a_provider_that_is_no_longer_offered_keeps_its_name() -> None:
    assert (provider_name("citi"), provider_name("gone")) == ("CITI Program", "gone")
