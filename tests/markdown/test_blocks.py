"""Containers: where they begin and end, and what is said when they do not."""

from __future__ import annotations

import pytest

from app.markdown.blocks import find_containers, parse_attributes
from app.markdown.documents import container_of, parse, walk


def containers(text: str) -> list[tuple[str, str, dict[str, str], int, int]]:
    found = find_containers(text)
    assert not found.problems
    return [(c.name, c.words, c.attributes, c.line, c.end) for c in found.by_line.values()]


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.text) for problem in parse(text, prefix="p").problems]


def test_name_words_braces_and_lines() -> None:
    text = "::: check my-check Some words {objective=know type=multiple}\nx\n:::\n"
    assert containers(text) == [("check", "my-check Some words", {"objective": "know", "type": "multiple"}, 1, 3)]


def test_longer_fences_hold_shorter_ones() -> None:
    assert containers(":::: path a\n\n::: note\nx\n:::\n::::\n") == [("path", "a", {}, 1, 6), ("note", "", {}, 3, 5)]


def test_code_is_left_alone() -> None:
    assert containers("```\n::: note\n```\n\n~~~~\n~~~\n:::\n~~~~\n") == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("::: note\nx\n", 1, "never closed. End it with :::."),
        (":::: path a\n::: note\nx\n::::\n", 2, "note is never closed"),
        ("::: path a\n::: note\nx\n:::\n:::\n", 2, "which has no more colons"),
        ("::: path a\n:::: note\nx\n::::\n:::\n", 2, "which has no more colons"),
        ("x\n\n:::\n", 3, "close nothing"),
        ("- x\n  ::: note\n", 2, "indented"),
        ("> ::: note\n", 1, "colons open or close nothing"),
        ("::: note {a}\nx\n:::\n", 1, "{a} cannot be read"),
        ("## Head {a=b a=c}\n", 1, "{a=c} cannot be read"),
        ("::::::: a\n:::::: b\n::::: c\n:::: d\n::: e\nx\n:::\n::::\n:::::\n::::::\n:::::::\n", 5, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_fences(text: str, line: int, words: str) -> None:
    assert any(at == line and words in said for at, said in problems(text)), problems(text)


def test_a_block_ends_a_paragraph_a_list_and_a_quote() -> None:
    document = parse(
        "text\n::: note\na\n:::\n- item\n::: note\nb\n:::\n> quote\n::: note\nc\n:::\n| a |\n|---|\n| b |\n::: note\nd\n:::\n",
        prefix="p",
    )
    assert not document.problems
    assert [node.type for node in document.nodes if node.type != "container"] == [
        "paragraph",
        "bullet_list",
        "blockquote",
        "table",
    ]
    assert [container_of(node).line for node in document.nodes if node.type == "container"] == [2, 6, 10, 16]


def test_braces_leave_the_heading_and_boxes_leave_the_item() -> None:
    document = parse("## Words {step=a}\n\n- [x] yes\n- [ ] no\n- [=] 4\n- plain\n", prefix="p")
    items = [node for node in walk(document.nodes) if node.type == "list_item"]
    assert document.nodes[0].meta["attributes"] == {"step": "a"}
    assert document.ids == {"words"}
    assert [item.meta.get("box") for item in items] == ["x", " ", "=", None]
    assert [item.children[0].children[0].content for item in items] == ["yes", "no", "4", "plain"]


def test_attributes_are_taken_apart() -> None:
    assert parse_attributes("a b {c=d e=f}") == ("a b", {"c": "d", "e": "f"}, None)
    assert parse_attributes("a b") == ("a b", {}, None)
    assert parse_attributes("{}") == ("", {}, None)
