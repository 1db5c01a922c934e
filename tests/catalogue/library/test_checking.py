"""`reading` and `checking`: what a register of the reading room must hold, said at the line where it does not."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from app.catalogue.checking import check, read_and_check
from app.catalogue.library.compiling import PARTS
from app.catalogue.shapes import Html
from tests.factories.content import changed
from tests.factories.library import WITH_LIBRARY, in_cards, in_cases, in_glossary

TODAY = dt.date(2026, 11, 22)
LENDING = "modules/keys/lending.md"


def complaints(files: dict[str, bytes]) -> list[str]:
    return [str(complaint) for complaint in check(files, today=TODAY)]


def test_the_small_reading_room_is_in_order() -> None:
    bundle, found = read_and_check(WITH_LIBRARY, today=TODAY)
    assert found == []
    library = bundle.library
    term = library.terms["key-keeper"]
    assert (term.also, term.see) == (("keeper of keys", "warden"), ("lock-hygiene",))
    assert [(one.who, one.sources) for one in term.definitions] == [
        ("The locksmiths, 2020", ("locks-1",)),
        ("The doors", ("locks-1",)),
    ]
    assert '<a href="/glossary/lock-hygiene">' in term.html
    settled, mended = library.cases.values()
    assert library.beside(settled) == (mended,)
    assert library.beside(mended) == (settled,)
    assert library.cards["guild-rules"].binds == "<p>The guild.</p>"
    assert set(PARTS) == {"glossary", "cases", "cards"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (in_glossary("- also: keeper of keys, warden", "- aka: keeper"), 'modules/glossary.md:6: "aka" is not a key of a term'),
        (in_glossary("- also: safekeeping", "- also: warden, safekeeping"), '"warden" is a name of key-keeper as well'),
        (in_glossary("- see: lock-hygiene", "- see: nothing"), 'There is no other term "nothing" to see'),
        (in_glossary("(glossary:lock-hygiene)", "(glossary:gone)"), 'modules/glossary.md:9: There is no term "gone"'),
        (in_glossary("doors {sources=locks-1}", "doors {sources=gone}"), 'There is no source "gone"'),
        (in_glossary("doors {sources=locks-1}", "doors"), "modules/glossary.md:15: A definition names its sources"),
        (in_glossary("## lock-hygiene Lock hygiene", "## lock-hygiene"), "The term has no name"),
        (in_glossary("Whoever is let in.", "#### Deep"), "parts under ### and no other heading"),
        (in_cases("- kind: settlement", "- kind: verdict"), "A case is one of these kinds: settlement, correction"),
        (in_cases("; no finding of liability", ""), 'A settlement decides nothing: its status says "no finding of liability"'),
        (in_cases("- beside: drawer-mended\n", ""), "A settlement stands beside a case that ended otherwise"),
        (in_cases("- kind: correction", "- kind: decision"), "A settlement stands beside a case that ended otherwise"),
        (in_cases("- beside: drawer-mended", "- beside: gone, drawer-mended"), 'There is no other case "gone"'),
        (in_cases("- signs: no-list, courtesy", "- signs: gone"), 'There is no sign "gone"'),
        (in_cases("- topics: disclosure", "- topics: gossip"), '"gossip" is not a topic'),
        (in_cases("- who: Another school\n", ""), "modules/cases.md:30: The case has no who"),
        (in_cases("### What to recognise\n\nA drawer", "### Signs\n\nA drawer"), "A case has these parts, in this order"),
        (in_cards("2026-11-01", "2026-13-01"), "There is no day 2026-13-01"),
        (in_cards("2026-11-01", "2026-11-30"), "reviewed on a day that is still to come"),
        (in_cards("2026-11-01", "2024-11-01"), "modules/cards.md:4: warning: The card was reviewed more than a year ago"),
        (in_cards("- place: Lockland\n", ""), "The card has no place"),
        (changed(WITH_LIBRARY, LENDING, "a person", "[a person](glossary:person)"), 'There is no term "person"'),
    ],
)
def test_each_complaint_names_its_place(files: dict[str, bytes], words: str) -> None:
    assert any(words in complaint for complaint in complaints(files)), complaints(files)


def test_a_withdrawn_source_may_not_be_cited() -> None:
    withdrawn = changed(WITH_LIBRARY, "modules/sources.md", "status: in force", "status: withdrawn")
    found = complaints(withdrawn)
    for path in ("glossary", "cases", "cards"):
        assert any(f"modules/{path}.md" in complaint and "is withdrawn" in complaint for complaint in found)


def test_a_definition_leads_to_the_glossary_where_it_has_the_term() -> None:
    def definition(files: dict[str, bytes]) -> str:
        page = read_and_check(files, today=TODAY)[0].modules["keys"].pages[0]
        return "".join(part.html for part in page.parts if isinstance(part, Html))

    with_the_term = in_glossary("key-keeper", "key-holder")
    assert '<a href="/glossary/key-holder" aria-label="Glossary: Key holder">Glossary</a>' in definition(with_the_term)
    assert "/glossary/" not in definition(WITH_LIBRARY)


def test_a_link_from_a_lesson_leads_to_the_term() -> None:
    files = changed(WITH_LIBRARY, LENDING, "a person", "[a person](glossary:key-keeper)")
    bundle, found = read_and_check(files, today=TODAY)
    assert found == []
    first = bundle.modules["keys"].pages[1].parts[0]
    assert isinstance(first, Html)
    assert 'Lend a key to <a href="/glossary/key-keeper">a person</a>' in first.html


KNOWN = {"conflict-of-interest": "lock-hygiene", "college-looks-first": "drawer-mended", "two-lists": "no-list"}


def test_every_example_of_the_guide_holds(project: Path) -> None:
    guide = (project / "docs" / "writing.md").read_text(encoding="utf-8")
    examples = [
        example for example in re.findall(r"^```markdown\n(## .*?)^```$", guide, re.DOTALL | re.MULTILINE) if "\n### " in example
    ]
    assert len(examples) == 3
    files = dict(WITH_LIBRARY)
    for example in examples:
        register = "glossary" if "{sources=" in example else "cases" if "- kind:" in example else "cards"
        text = re.sub(r"(sources[:=] ?)[a-z0-9-]+", r"\1locks-1", example)
        for slug, known in KNOWN.items():
            text = text.replace(f" {slug}\n", f" {known}\n")
        files[f"modules/{register}.md"] += b"\n" + text.encode()
    assert complaints(files) == []
