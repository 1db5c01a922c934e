"""Hostile sources: whatever a file holds, reading ends soon, in complaints, and nothing harmful comes out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.checking import read_and_check
from app.catalogue.compiling import module_from_json, module_to_json, overlays_to_json
from app.catalogue.heads import CourseHead, IndexHead, PageHead, QuizHead
from app.catalogue.shapes import Bundle, Complaint
from app.catalogue.topics import TOPICS
from app.markdown.heads import HeadModel, read_head
from tests.catalogue.example import COURSE_PATH, FILES, INSTITUTION_PATH, OPEN_PATH, QUIZ_PATH, TODAY, complaints, tree
from tests.markdown.hostile import ENDLESS, PIECES, harm_in

BODIES = [OPEN_PATH, QUIZ_PATH, INSTITUTION_PATH, "modules/sources.md", "modules/courses/small.md"]

pieces = st.lists(st.sampled_from(PIECES + FILES[OPEN_PATH].split("\n") + FILES[QUIZ_PATH].split("\n")), max_size=30).map(
    "\n".join
)


def head_of(path: str) -> str:
    return FILES[path][: FILES[path].index("---\n", 4) + 4]


def read(path: str, text: str | bytes) -> tuple[Bundle, list[Complaint]]:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "replace")
    bundle, said = read_and_check(tree() | {path: data}, today=TODAY)
    for module in bundle.modules.values():
        assert module_from_json(module_to_json(module)) == module
    return bundle, said


def html_of(bundle: Bundle) -> list[str]:
    text = "".join(module_to_json(module) for module in bundle.modules.values()) + overlays_to_json(bundle.overlays)
    found = re.findall(r'"(?:html|prompt|why)":("(?:[^"\\]|\\.)*")', text)
    return [str(json.loads(piece)) for piece in found] + [course.html for course in bundle.courses.values()]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(BODIES), pieces)
def test_any_body_is_read_or_complained_of(path: str, body: str) -> None:
    bundle, said = read(path, head_of(path) + body)
    assert [harm for html in html_of(bundle) for harm in harm_in(html)] == []
    assert all(complaint.line >= 1 for complaint in said)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_read_or_complained_of(path: str, data: bytes) -> None:
    _, said = read(path, data)
    assert said


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40), st.binary(max_size=20))
def test_any_path_is_read_or_complained_of(path: str, data: bytes) -> None:
    read_and_check({path: data, f"modules/{path}.md": data, f"modules/small/images/{path}.svg": data}, today=TODAY)


@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.timeout(60)
def test_endless_bodies_end_soon(name: str) -> None:
    bundle, _ = read(OPEN_PATH, head_of(OPEN_PATH) + ENDLESS[name])
    read(QUIZ_PATH, head_of(QUIZ_PATH) + "## a {objective=know}\n\n" + ENDLESS[name])
    assert [harm for html in html_of(bundle) for harm in harm_in(html)] == []


def test_every_example_of_the_guide_holds() -> None:
    """The blocks and questions shown to authors, put into a page and a quiz."""
    guide = (Path(__file__).parents[2] / "docs" / "writing.md").read_text()
    examples = re.findall(r"^```markdown\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    sources = [example for example in examples if "- publisher:" in example]
    texts = [example for example in examples if "## whom-to-ask" in example]
    shelved = [example for example in examples if "\n### " in example and example.startswith("## ")]
    questions = [example for example in examples if example.startswith("## ") and example not in sources + texts + shelved]
    blocks = [example for example in examples if example.startswith(":")]
    plans = [example for example in examples if example.startswith("---\ntitle: Plan")]
    figures = [example for example in examples if example.startswith("![")]
    assert (len(sources), len(texts), len(questions), len(blocks), len(plans), len(figures)) == (1, 1, 5, 8, 1, 1)
    assert sum(map(len, (sources, texts, shelved, questions, blocks, plans, figures))) == len(examples)
    body = "\n".join(figures + blocks)
    quiz = re.sub(r" page=[\w-]+", "", "\n".join(questions))
    quiz += re.sub(r"^## (\S+)", r"## \1-again", quiz, flags=re.MULTILINE)
    names = {"know-what-to-disclose", "weigh-a-risk", "name-the-aims"}
    index = FILES["modules/small/index.md"].replace(
        "  know: ", "".join(f"  {name}: Do.\n" for name in sorted(names)) + "  know: "
    )
    head = (
        head_of(OPEN_PATH)
        .replace("[know, weigh]", f"[know, weigh, {', '.join(sorted(names))}]")
        .replace("minutes: 4", "minutes: 16")
        .replace("topics: [openness]", "topics: [openness, disclosure]")
    )
    fields = "fields: {life-sciences: Life sciences, law: Law}\ncompletes_by:"
    files = {
        "modules/small/index.md": index,
        COURSE_PATH: FILES[COURSE_PATH].replace("completes_by:", fields),
        OPEN_PATH: head + "Words, and a picture.\n\n" + body,
        QUIZ_PATH: FILES[QUIZ_PATH] + "\n" + quiz.replace("## how-many", "## how-many-elements"),
        INSTITUTION_PATH: "---\ntitle: A\n---\n" + texts[0],
        "modules/sources.md": "---\ntitle: A\n---\n" + sources[0],
        "modules/plan.md": plans[0],
    }
    assert [str(complaint) for complaint in complaints(tree(**files))] == []


def test_every_head_of_the_guide_is_read() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "writing.md").read_text()
    heads = re.findall(r"^```yaml\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    models: list[type[HeadModel]] = [CourseHead, CourseHead, IndexHead, PageHead, QuizHead]
    for head, model in zip(heads, models, strict=True):
        closed = head if head.count("---\n") == 2 else head + "---\n"
        assert read_head(closed, model).problems == ()


def test_every_topic_is_in_the_guide_and_none_besides() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "writing.md").read_text()
    section = guide[guide.index("## Topics") : guide.index("## Blocks")]
    assert set(re.findall(r"`([a-z-]+)`", section)) == set(TOPICS)
