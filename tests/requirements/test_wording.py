from __future__ import annotations

from app.requirements.answers import State
from app.requirements.shapes import Event, TeamRole
from app.requirements.wording import EVENT_WORDS, ROLE_WORDS, STATE_WORDS, event_words, role_words, state_words


def test_every_event_role_and_state_has_words_of_its_own() -> None:
    for words, kind in ((EVENT_WORDS, Event), (ROLE_WORDS, TeamRole), (STATE_WORDS, State)):
        assert set(words) == set(kind)
        assert len(set(words.values())) == len(words)


def test_what_is_no_event_or_role_stands_as_it_was_typed() -> None:
    assert (event_words("proposal", "en"), event_words("party", "en")) == ("Proposal", "party")
    assert (role_words("senior-personnel", "en"), role_words("wizard", "en")) == ("Senior/key person", "wizard")
    assert state_words("pending-review", "en") == "Waits for review"
