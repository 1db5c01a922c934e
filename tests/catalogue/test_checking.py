"""One broken source for each complaint: where it is said, and what."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.catalogue.example import (
    CLOSING_PATH,
    COURSE_PATH,
    FILES,
    INDEX_PATH,
    INSTITUTION_PATH,
    OPEN_PATH,
    QUIZ_PATH,
    SOURCES_PATH,
    broken,
    complaints,
    tree,
)

Fault = tuple[str, str, str, int, str]
"""Path, what is replaced, by what, the line of the complaint, and words of it."""

HEADS: list[Fault] = [
    (OPEN_PATH, "minutes: 4", "minuets: 4", 3, '"minuets" is not a key'),
    (OPEN_PATH, "objectives: [know, weigh]", "objectives: [know, Weigh]", 4, '"Weigh" cannot be used'),
    (OPEN_PATH, "objectives: [know, weigh]", "objectives: [know, know]", 4, "stands in it twice"),
    (OPEN_PATH, "topics: [openness]", "topics: [cats]", 5, '"cats" is not a topic'),
    (OPEN_PATH, "title: Open by default", "title: >\n  Open\n  by default\n", 2, "Write it on one line"),
    (INDEX_PATH, "  weigh: Weigh a case.", "  weigh: Weigh a case.\n  know: Again.", 9, "twice"),
    (OPEN_PATH, "title: Open by default", f"title: {'Open ' * 60}all", 2, "300 characters"),
    (COURSE_PATH, "title: Small", f"title: {'Small ' * 50}all", 2, "300 characters"),
    (QUIZ_PATH, 'title: "Quiz: small"', "title: Quiz: small", 2, "A text with a colon"),
    (COURSE_PATH, "completes_by: pages+quiz", "completes_by: luck", 5, "'pages+quiz' or 'quiz'"),
    (COURSE_PATH, "modules: [small]", "modules: [small]\npages: [small/open]", 5, "either modules or pages"),
    (COURSE_PATH, "modules: [small]", "modules: [gone]", 4, 'no module "gone"'),
    (COURSE_PATH, "modules: [small]", "pages: [small/gone]", 4, "no page small/gone"),
    (COURSE_PATH, "modules: [small]", "pages: [small]", 4, '"small" is not a page'),
    (COURSE_PATH, "What the course is.", "", 8, "says nothing"),
    (COURSE_PATH, "What the course is.", "## What", 8, "no heading and no block"),
]

PAGES: list[Fault] = [
    (INDEX_PATH, "pages: [open, closing]", "pages: [open, gone, closing]", 9, "no modules/small/gone.md"),
    (INDEX_PATH, "pages: [open, closing]", "pages: [index, open, closing]", 9, "index is always page one"),
    (INDEX_PATH, "pages: [open, closing]", "pages: [open, quiz, closing]", 9, "an address that a module keeps for itself"),
    (INDEX_PATH, "pages: [open, closing]", "pages: [closing]", 0, "The page is not listed"),
    (INDEX_PATH, "quiz: small", "quiz: gone", 10, "no quizzes/gone.md"),
    (CLOSING_PATH, "minutes: 1", "minutes: 1\nwas: open", 4, "taken by modules/small/open.md"),
    (CLOSING_PATH, "::: overlay whom-to-ask\n:::", "Bye.", 5, "without saying whom to ask"),
    (CLOSING_PATH, "overlay whom-to-ask", "overlay whom-to-ask-next", 7, 'no text "whom-to-ask-next"'),
    (CLOSING_PATH, "overlay whom-to-ask", "overlay", 7, "has no name"),
    (CLOSING_PATH, "::: overlay whom-to-ask", "::: overlay whom-to-ask\nwords", 7, "An overlay is empty"),
    (OPEN_PATH, "minutes: 4", "minutes: 6", 3, "says 6 minutes and takes about 4"),
    (OPEN_PATH, "minutes: 4", "minutes: 2", 3, "says 2 minutes"),
    (OPEN_PATH, "objectives: [know, weigh]", "objectives: [know, weigh, fly]", 4, 'no objective "fly"'),
    (OPEN_PATH, "objectives: [know, weigh]", "objectives: [know]", 0, 'No page has the objective "weigh"'),
    (OPEN_PATH, "[link](index.md)", "[link](gone.md)", 8, "no page modules/small/gone.md"),
    (OPEN_PATH, "[link](index.md)", "[link](/learn)", 8, "leads nowhere"),
    (OPEN_PATH, "[link](index.md)", "[link](../../../etc/passwd)", 8, "leads nowhere"),
    (OPEN_PATH, "[link](index.md)", "[link](#gone)", 8, "no heading"),
    (OPEN_PATH, "closing.md#what-next", "closing.md#gone", 8, 'none that becomes "gone"'),
    (OPEN_PATH, "[link](index.md)", "[link]()", 8, "no address"),
    (OPEN_PATH, "[link](index.md)", "[](index.md)", 8, "The link has no words"),
    (OPEN_PATH, "[link](index.md)", "[link](ftp://a.example)", 8, "not followed"),
    (OPEN_PATH, "[link](index.md)", "[link](//a.example)", 8, "not followed"),
    (OPEN_PATH, "[link](index.md)", "[link](http://[a)", 8, "not followed"),
    (OPEN_PATH, "[link](index.md)", "[link](javascript:a)", 8, "A link cannot be read"),
    (OPEN_PATH, "Prose with", "Prose <b>with</b>", 8, "<b> is HTML"),
    (OPEN_PATH, "![What it shows]", "![]", 12, "The picture has no description"),
    (OPEN_PATH, "images/ring.svg", "images/gone.svg", 12, "no picture modules/small/images/gone.svg"),
    (OPEN_PATH, "images/ring.svg", "https://a.example/x.svg", 12, "There is no picture"),
    (OPEN_PATH, "## A heading", "### A heading", 10, "skips a level. Write it with ##."),
    (OPEN_PATH, "## A heading", "# A heading", 10, "second title"),
    (OPEN_PATH, "## A heading", "## A heading {objective=know}", 10, "Braces after a heading"),
    (OPEN_PATH, "## A heading", "##", 10, "The heading is empty"),
    (OPEN_PATH, "## A heading", "- [x] a\n- [ ] b", 10, "outside of a check"),
]

BLOCKS: list[Fault] = [
    (OPEN_PATH, "::: case It", "::: story It", 18, 'no block named "story"'),
    (OPEN_PATH, "::: case It is only a title", "::: case", 18, "The case has no title"),
    (OPEN_PATH, "What was decided.", "### Head", 19, "no heading inside"),
    (OPEN_PATH, "What was decided.", "", 18, "The case is empty"),
    (OPEN_PATH, "::: case It is only a title", "::: case It is {a=b}", 18, "Braces say nothing"),
    (OPEN_PATH, "::: definition openness Openness", "::: definition Openness", 14, 'needs a slug first; "Openness" is none'),
    (OPEN_PATH, "What everybody may read.\n:::", "What everybody may read.\n", 14, "never closed"),
    (OPEN_PATH, ":::: path researcher student", "::: path researcher student", 58, "no more colons"),
    (OPEN_PATH, "::: note\nInside a path.\n:::", ":::: note\nInside a path.\n::::", 58, "no more colons"),
    (OPEN_PATH, "path researcher student", "path", 55, "The path names nobody"),
    (OPEN_PATH, "::: note\nInside a path.\n:::", "::: path x\nInside.\n:::", 58, "A path stands inside a path"),
    (OPEN_PATH, "::: checklist before", "::: checklist first", 50, '"first" names a block on modules/small/open.md:22 too'),
    (OPEN_PATH, "- Read it.", "- [Read](index.md) it.", 51, "plain words"),
    (OPEN_PATH, "- Read it.\n- Ask.", "Read it.", 50, "one list with hyphens"),
    (OPEN_PATH, "::: check first {objective=know}", "::: check first Words {objective=know}", 22, "A check has no title"),
    (OPEN_PATH, "::: check first {objective=know}", "::: check first {objective=fly}", 22, 'tests "fly", which is no objective'),
    (OPEN_PATH, "::: check first {objective=know}", "::: check first", 22, "tests no objective"),
    (OPEN_PATH, "What is it?", "What is it?[^1]", 23, "No footnote"),
]

SCENARIOS: list[Fault] = [
    (OPEN_PATH, "[Sign](#signed)", "[Sign](#gone)", 32, 'leads to "gone"'),
    (OPEN_PATH, "[Sign](#signed)", "[Sign](#asked)", 41, 'No choice leads to "signed"'),
    (OPEN_PATH, "[Sign](#signed)", "Sign", 36, "The choice leads nowhere"),
    (OPEN_PATH, "  > It costs something.\n", "", 36, "The choice has no why"),
    (OPEN_PATH, "{ending=signed}", "{step=signed}", 41, "cannot be left"),
    (OPEN_PATH, "{ending=signed}", "", 41, "neither {step=name} nor {ending=name}"),
    (OPEN_PATH, "{ending=signed}", "{ending=asked}", 45, 'Another step is named "asked"'),
    (OPEN_PATH, "{step=arrives}", "{ending=arrives}", 32, "begins with an ending"),
    (OPEN_PATH, "It has a clause.", "", 32, "The step says nothing"),
    (OPEN_PATH, "It has a clause.", "#### Deep", 34, "no heading and no block"),
    (OPEN_PATH, "### The letter arrives {step=arrives}", "Words.", 32, "before the first step"),
    (
        OPEN_PATH,
        "### You signed {ending=signed}\n\nWhat followed.",
        "### You signed {step=signed}\n\nOn.\n\n- [Again](#signed)\n  > Why.",
        41,
        "no ending can be reached",
    ),
]

QUESTIONS: list[Fault] = [
    (QUIZ_PATH, "  > Because.\n", "", 12, "The choice has no why"),
    (QUIZ_PATH, "- [x] This", "- [x]", 12, "The choice has no words"),
    (QUIZ_PATH, "- [x] This\n  > Because.", "- [x] This\n\n  More.\n  > Because.", 14, "one paragraph"),
    (QUIZ_PATH, "- [x] This\n  > Because.", "- [x] This\n  > Because.\n  >\n  > More.", 13, "A why is one paragraph"),
    (QUIZ_PATH, "- [x] This\n  > Because.", "- [x] This\n  > Because.\n\n  More.", 15, "goes on after its why"),
    (QUIZ_PATH, "- [ ] That\n", "- [x] That\n", 12, "2 choices are ticked"),
    (QUIZ_PATH, "- [x] This", "- [ ] This", 12, "No choice is ticked"),
    (QUIZ_PATH, "- [ ] That\n", "- [ ] This\n", 12, "say the same"),
    (QUIZ_PATH, "- [ ] That\n  > Because not.\n", "", 12, "only one choice"),
    (QUIZ_PATH, "- [ ] That\n", "- That\n", 14, "Two kinds of items"),
    (QUIZ_PATH, "- [ ] That\n", "- [=] That\n", 14, "Two kinds of items"),
    (QUIZ_PATH, "Which one?\n\n", "Which one?\n\n- a\n- b\n\n", 12, "Two kinds of items"),
    (QUIZ_PATH, "- [x] This\n  > Because.", "- [x] This\n> Because.", 13, "This quote belongs to nothing"),
    (QUIZ_PATH, "Which one?", "> Which one?", 10, "This quote belongs to nothing"),
    (QUIZ_PATH, "  > Because not.\n\n## several", "> Because not.\n\n## several", 15, "This quote belongs to nothing"),
    (QUIZ_PATH, "Which one?", "### Which one?", 10, "no heading inside"),
    (QUIZ_PATH, "Which one?\n\n", "", 8, "no prompt"),
    (QUIZ_PATH, "Which one?", "Which one?\n\n::: note\nx\n:::\n", 12, "no block inside"),
    (QUIZ_PATH, "  > Because not.\n\n## several", "  > Because not.\n\nMore.\n\n## several", 17, "has no answer"),
    (QUIZ_PATH, "## single {objective=know page=open}", "## single {objective=fly}", 8, 'tests "fly"'),
    (QUIZ_PATH, "## single {objective=know page=open}", "## single {objective=know page=gone}", 8, "no page of the module"),
    (QUIZ_PATH, "## single {objective=know page=open}", "## single {objective=know type=order}", 8, "shape of single"),
    (QUIZ_PATH, "## single {objective=know page=open}", "## single {objective=know type=dance}", 8, "no type of question"),
    (QUIZ_PATH, "## single {objective=know page=open}", "## single {objective=know tempo=fast}", 8, '"tempo" says nothing'),
    (QUIZ_PATH, "## single {objective=know page=open}", "## Single One {objective=know}", 8, "cannot name a question"),
    (QUIZ_PATH, "## several {", "## single {", 17, 'Another question is named "single"'),
    (QUIZ_PATH, "## single", "Words.\n\n## single", 8, "before the first question"),
    (QUIZ_PATH, "2. Ask\n", "2. Describe\n", 32, "each different"),
    (QUIZ_PATH, "2. Ask\n", "2. [ ] Ask\n", 33, "no boxes"),
    (QUIZ_PATH, "2. Ask\n", "2. Ask\n   > why\n", 33, "The one why stands below the list"),
    (QUIZ_PATH, "> One can only weigh what is described.\n", "", 32, "has no why"),
    (QUIZ_PATH, "| Duty | Who |\n|---|---|", "| Duty | Who | When |\n|---|---|---|", 42, "a table of two columns"),
    (QUIZ_PATH, "| List posts |", "| Ask early |", 42, "begin with the same"),
    (QUIZ_PATH, "4 ± 1", "4,000", 54, "The number cannot be read"),
    (QUIZ_PATH, "4 ± 1", "4 ± few", 54, "The number cannot be read"),
    (QUIZ_PATH, "fundamental research |", "|", 61, "One of the accepted answers is empty"),
    (QUIZ_PATH, "  > Four.\n", "  > Four.\n- [=] 5\n  > Five.\n", 56, "Only one [=]"),
    (QUIZ_PATH, "draw: 3", "draw: 7", 5, "draws 7 questions, but there are only 6"),
    (QUIZ_PATH, "pass_mark: 2", "pass_mark: 4", 4, "only 3 are drawn"),
    (INDEX_PATH, "  weigh: Weigh a case.", "  weigh: Weigh a case.\n  fly: Fly.", 9, 'No question of the quiz tests "fly"'),
]

REGISTERS: list[Fault] = [
    (OPEN_PATH, "sources: [nsdd-189]", "sources: [gone]", 6, 'no source "gone"'),
    (SOURCES_PATH, "status: in force", "status: withdrawn", 0, 'The source "nsdd-189" is withdrawn'),
    (SOURCES_PATH, "status: in force", "status: superseded", 0, 'The source "nsdd-189" is superseded'),
    (SOURCES_PATH, "status: in force", "status: fine", 11, '"fine" is no status'),
    (SOURCES_PATH, "read_on: 2026-11-22", "read_on: 2026-11-23", 4, "still to come"),
    (SOURCES_PATH, "read_on: 2026-11-22", "read_on: 2025-11-01", 4, "more than a year ago"),
    (SOURCES_PATH, "read_on: 2026-11-22", "read_on: 2026-11-31", 10, "There is no day"),
    (SOURCES_PATH, "- publisher: The White House\n", "", 4, "has no publisher"),
    (SOURCES_PATH, "- publisher: The White House", "- author: The White House", 7, '"author" is not a key'),
    (SOURCES_PATH, "- publisher: The White House", "- title: Again", 7, '"title" stands here twice'),
    (SOURCES_PATH, "- publisher: The White House", "- publisher", 7, "says nothing about the source"),
    (SOURCES_PATH, "https://example.org/a_b_c", "example.org", 8, "cannot be followed"),
    (SOURCES_PATH, "## nsdd-189", "## nsdd-189 Words", 4, "its id alone"),
    (SOURCES_PATH, "## nsdd-189", "## NSDD", 4, "cannot be an id"),
    (SOURCES_PATH, "- status: in force", "- status: in force\n\nWords.", 4, "one list below its id"),
    (
        INSTITUTION_PATH,
        "## whom-to-ask At Calder University",
        "## whom-to-ask A\n\nB\n\n## whom-to-ask C",
        8,
        "stands here twice",
    ),
    (INSTITUTION_PATH, "Ask [the office]", "### Ask\n\n[the office]", 6, "no heading, block or footnote"),
    (INSTITUTION_PATH, "small/open.md", "open.md", 6, "leads nowhere"),
    (INDEX_PATH, "reviewed_on: 2026-11-22", "reviewed_on: 2026-12-22", 13, "still to come"),
    (INDEX_PATH, "next_review_on: 2027-05-22", "next_review_on: 2026-11-22", 14, "not after the last one"),
]

FAULTS = HEADS + PAGES + BLOCKS + SCENARIOS + QUESTIONS + REGISTERS


@pytest.mark.parametrize(
    ("path", "old", "new", "line", "words"), FAULTS, ids=[f"{number}-{fault[4]}" for number, fault in enumerate(FAULTS)]
)
def test_each_fault_is_named(path: str, old: str, new: str, line: int, words: str) -> None:
    said = complaints(broken(path, old, new))
    fitting = [complaint for complaint in said if words in complaint.text and (complaint.path == path or not line)]
    assert fitting, [str(complaint) for complaint in said]
    assert not line or line in [complaint.line for complaint in fitting], [str(complaint) for complaint in said]


def test_all_faults_are_named_at_once_in_order_of_path_and_line() -> None:
    files = {
        path: data.replace(b"minutes: 1\n", b"minutes: 9\n")
        for path, data in broken(OPEN_PATH, "title: Open", "tittle: Open").items()
    }
    said = complaints(files)
    assert [(complaint.path, complaint.line) for complaint in said] == sorted(
        (complaint.path, complaint.line) for complaint in said
    )
    assert {complaint.path for complaint in said} == {CLOSING_PATH, INDEX_PATH, OPEN_PATH}
    assert str(said[0]).startswith("modules/small/closing.md:3: The page says 9 minutes")


WARNINGS: list[Fault] = [
    (SOURCES_PATH, "read_on: 2026-11-22", "read_on: 2025-11-01", 4, "more than a year ago"),
    (SOURCES_PATH, "status: in force", "status: superseded", 12, "is superseded"),
]


@pytest.mark.parametrize(("path", "old", "new", "line", "words"), WARNINGS, ids=[fault[4] for fault in WARNINGS])
def test_a_warning_does_not_stop_anything(path: str, old: str, new: str, line: int, words: str) -> None:
    said = complaints(broken(path, old, new))
    assert said
    assert all(complaint.is_warning and words in complaint.text for complaint in said)
    assert f":{line}: warning: " in str(said[0])


def test_time_brings_warnings() -> None:
    said = complaints(tree(), today=dt.date(2028, 1, 1))
    assert [(complaint.path, complaint.line, complaint.is_warning) for complaint in said] == [
        (INDEX_PATH, 14, True),
        (SOURCES_PATH, 4, True),
    ]


BYTES = {
    "mark": (b"\xef\xbb\xbf" + FILES[OPEN_PATH].encode(), 1, "byte order mark"),
    "crlf": (FILES[OPEN_PATH].replace("\n", "\r\n").encode(), 1, "LF line ends"),
    "not utf-8": (FILES[OPEN_PATH].replace("Prose", "Pr\u00f6se").encode("latin-1"), 8, "not UTF-8"),
    "not nfc": (FILES[OPEN_PATH].replace("Prose", "Pro\u0308se").encode(), 8, "NFC"),
    "hidden": (FILES[OPEN_PATH].replace("Prose", "Pr\u202eose").encode(), 8, "hidden control character (U+202E)"),
    "nul": (FILES[OPEN_PATH].replace("Prose", "Pr\0ose").encode(), 8, "hidden control character (U+0000)"),
    "too long": (FILES[OPEN_PATH].encode() + b"a" * 200_000, 1, "larger than 200,000 bytes"),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_would_not_survive_an_export(name: str) -> None:
    data, line, words = BYTES[name]
    said = complaints(tree() | {OPEN_PATH: data})
    assert any(complaint.line == line and words in complaint.text for complaint in said), [str(complaint) for complaint in said]


STRANGERS = [
    "modules/notes.txt",
    "modules/small/Open.md",
    "modules/small/deep/x.md",
    "modules/courses/images/x.svg",
    "quizzes/x.txt",
    "modules/a/b c.md",
]


@pytest.mark.parametrize("path", STRANGERS)
def test_files_that_belong_nowhere(path: str) -> None:
    said = complaints(tree(**{path: "x"}))
    assert any(complaint.path == path and "belongs here" in complaint.text for complaint in said)


def test_a_quiz_and_a_module_need_each_other() -> None:
    said = complaints(tree(**{"quizzes/lonely.md": FILES[QUIZ_PATH], "modules/bare/page.md": FILES[CLOSING_PATH]}))
    assert [(complaint.path, complaint.text[:30]) for complaint in said] == [
        ("modules/bare/index.md", "The module has no index.md. Wr"),
        ("quizzes/lonely.md", "No module or course has this q"),
    ]


def test_two_modules_do_not_share_a_quiz() -> None:
    other = {path.replace("small/", "twin/"): text for path, text in FILES.items() if path.startswith("modules/small/")}
    said = complaints(tree(**other))
    assert any(complaint.path == "modules/twin/index.md" and "has this quiz already" in complaint.text for complaint in said)
