"""The subjects a page can have: what a certificate lists as covered."""

from __future__ import annotations

import functools

from app.languages import translations


def _(words: str) -> str:
    """Marks words for translation; `topic_words` translates them."""
    return words


WORDS = {
    "research-security-basics": _("What research security is"),
    "openness": _("Openness and academic freedom"),
    "non-discrimination": _("Fairness and non-discrimination"),
    "foreign-interference": _("Foreign interference"),
    "risk-management": _("Managing and mitigating risk"),
    "disclosure": _("Disclosure"),
    "conflict-of-interest": _("Conflict of interest"),
    "conflict-of-commitment": _("Conflict of commitment"),
    "use-of-funds": _("Proper use of funds"),
    "malign-talent-programmes": _("Malign talent recruitment programmes"),
    "cybersecurity": _("Cybersecurity"),
    "international-collaboration": _("International collaboration"),
    "international-travel": _("International travel"),
    "export-control": _("Export control"),
    "knowledge-transfer": _("Unwanted transfer of knowledge and technology"),
    "cases-of-transfer": _("Cases of unlawful transfer, and what led to them"),
    "ethics": _("Ethics and human rights"),
    "benefits-of-collaboration": _("What collaboration across borders is worth"),
}
TOPICS = tuple(WORDS)


@functools.cache
def topic_words(language: str) -> dict[str, str]:
    gettext = translations(language).gettext
    return {topic: gettext(words) for topic, words in WORDS.items()}
