"""Documents: lines, ids, words; and that hostile text ends in complaints, soon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.markdown.documents import count_words, line_of, parse, slugify, text_of, walk
from app.markdown.rendering import render_block
from tests.markdown.hostile import ENDLESS, PIECES, harm_in


def test_nodes_know_their_lines_in_the_file() -> None:
    document = parse("Words\nand [a link](x.md)\n\n## Head\n", prefix="p", first_line=11)
    link = next(node for node in walk(document.nodes) if node.type == "link")
    assert [line_of(node) for node in document.nodes] == [11, 14]
    assert line_of(link) == 12


def test_headings_have_ids_that_do_not_repeat() -> None:
    document = parse("## Pay is *not* the test\n\n## Pay is not the test\n\n## …\n\n## Große Frage\n", prefix="open")
    assert document.ids == {"pay-is-not-the-test", "pay-is-not-the-test-2", "section", "große-frage"}
    assert 'id="open--pay-is-not-the-test-2"' in render_block(document.nodes, prefix="open")


def test_slugs_keep_letters_of_any_script() -> None:
    assert slugify("  What’s_next: 研究? ") == "what-s-next-研究"


def test_words_are_counted_without_marks_and_pictures() -> None:
    document = parse(
        "One *two* [three](x.md) - four\n\n![not counted](x.svg)\n\n| five | six |\n|---|---|\n| seven | `eight` |\n", prefix="p"
    )
    assert count_words(document.nodes) == 8
    assert text_of(document.nodes[:1]).strip() == "One two three - four"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a <b>c</b>", "<b> is HTML"),
        ("<!-- x -->", "<!-- is HTML"),
        ("[a](javascript:x)", "A link cannot be read"),
        ("[a](b c.md)", "A link cannot be read"),
        ("a" * 10_001, "The line is longer"),
        ("a b c d\n" * 1500, "The paragraph is longer"),
        ("a\n\n" * 2001, "more than 4,000 lines"),
        ("a b\n\n" * 50_000, "longer than 200,000 characters"),
        ("> " * 13 + "a", "Too much stands inside"),
        ("![a](b.svg) " * 21, "Too many pictures"),
        ("*a " * 20 + "b* " * 20, "Too much stands inside"),
    ],
)
def test_what_is_not_taken_as_text(text: str, words: str) -> None:
    problems = parse("\n" + text, prefix="p").problems
    assert any(words in problem.text for problem in problems), problems


def test_code_may_show_anything() -> None:
    assert parse("`<b>` and `](`\n\n```\n<script>\n```\n", prefix="p").problems == ()


@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.timeout(60)
def test_endless_text_ends_soon(name: str) -> None:
    document = parse(ENDLESS[name], prefix="p")
    assert harm_in(render_block([node for node in document.nodes if node.type != "container"], prefix="p")) == []


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=25).map("\n".join))
def test_any_text_becomes_harmless_html(text: str) -> None:
    document = parse(text, prefix="p")
    assert harm_in(render_block(document.nodes, prefix="p")) == []
    assert all(problem.line >= 1 for problem in document.problems)
