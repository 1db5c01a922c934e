"""Reading: a tree without a fault becomes parts, questions and registers, with addresses in place of files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.catalogue.files import files_under
from app.catalogue.reading import read_bundle
from app.catalogue.shapes import Check, Checklist, Html, ModuleContent, Overlay, Question, QuestionType, Scenario
from app.catalogue.shapes import Path as PathPart
from tests.catalogue.example import OPEN, OPEN_PATH, RING_PATH, SVG, TODAY, broken, complaints, tree


@pytest.fixture(scope="module")
def module() -> ModuleContent:
    bundle, said = read_bundle(tree())
    assert said == []
    return bundle.modules["small"]


@pytest.fixture(scope="module")
def questions(module: ModuleContent) -> dict[str, Question]:
    assert module.quiz is not None
    return {question.slug: question for question in module.quiz.questions}


def test_a_module_begins_with_its_index_and_adds_up_its_minutes(module: ModuleContent) -> None:
    assert [page.slug for page in module.pages] == ["index", "open", "closing"]
    assert module.minutes == 1 + 4 + 1 + 5
    assert [objective.slug for objective in module.objectives] == ["know", "weigh"]
    assert module.pages[1].digest == hashlib.sha256(OPEN.encode()).hexdigest()


def test_parts_come_in_reading_order(module: ModuleContent) -> None:
    assert [part.part for part in module.pages[1].parts] == ["html", "check", "scenario", "checklist", "path", "html"]
    assert [part.part for part in module.pages[2].parts] == ["html", "overlay"]
    assert module.pages[2].parts[1] == Overlay("whom-to-ask")


def test_prose_has_the_marks_of_the_sheet(module: ModuleContent) -> None:
    prose = module.pages[1].parts[0]
    assert isinstance(prose, Html)
    assert '<a href="/learn/modules/small/index">link</a>' in prose.html
    assert '<a href="/learn/modules/small/closing#closing--what-next">another</a>' in prose.html
    address = f"/media/{hashlib.sha256(SVG.encode()).hexdigest()}.svg"
    assert f'<img src="{address}" alt="What it shows" width="40" height="20"><figcaption>A caption</figcaption>' in prose.html
    assert (
        '<aside class="ow-margin" id="open--definition-openness" aria-label="Definition: Openness"><p><b>Openness.</b> What'
        in prose.html
    )
    assert '<section class="ow-block ow-case" aria-labelledby="open--case-it-is-only-a-title">' in prose.html
    assert (
        '<span class="ow-block__kind">Case</span>\n<h3 id="open--case-it-is-only-a-title">It is only a title</h3>' in prose.html
    )


def test_a_check_a_scenario_a_checklist_and_a_path(module: ModuleContent) -> None:
    _, check, scenario, checklist, path, _ = module.pages[1].parts
    assert isinstance(check, Check)
    assert (check.question.slug, check.question.objective, check.question.prompt) == ("first", "know", "<p>What is it?</p>")
    assert isinstance(scenario, Scenario)
    assert [(step.slug, step.is_ending, [(way.html, way.to, way.why) for way in step.ways]) for step in scenario.steps] == [
        ("arrives", False, [("Sign", "signed", "It costs something."), ("Ask", "asked", "It takes a week.")]),
        ("signed", True, []),
        ("asked", True, []),
    ]
    assert checklist == Checklist("before", "Before you sign", ("Read it.", "Ask."))
    assert isinstance(path, PathPart)
    assert path.paths == ("researcher", "student")
    assert isinstance(path.parts[0], Html)
    assert '<div class="ow-block ow-note" role="note"><p>Inside a path.</p>' in path.parts[0].html


def test_single_and_multiple(questions: dict[str, Question]) -> None:
    assert questions["single"].type is QuestionType.SINGLE
    assert questions["single"].page == "open"
    assert [(choice.id, choice.html, choice.right, choice.why) for choice in questions["single"].choices] == [
        ("1", "This", True, "Because."),
        ("2", "That", False, "Because not."),
    ]
    assert questions["several"].type is QuestionType.MULTIPLE
    assert [choice.right for choice in questions["several"].choices] == [True, True, False]


def test_order_stands_in_the_right_order_under_ids_that_do_not_tell_it(questions: dict[str, Question]) -> None:
    order = questions["in-order"]
    assert order.type is QuestionType.ORDER
    assert [choice.html for choice in order.choices] == ["Describe", "Ask", "Agree"]
    assert [choice.id for choice in order.choices] == ["3", "2", "1"]
    assert order.why == "One can only weigh what is described."


def test_match_has_rows_and_distinct_choices(questions: dict[str, Question]) -> None:
    match = questions["who-does-what"]
    assert match.type is QuestionType.MATCH
    assert [(choice.id, choice.html) for choice in match.choices] == [("1", "The office"), ("2", "The researcher")]
    assert [(row.id, row.html, row.choice) for row in match.rows] == [
        ("1", "List posts", "2"),
        ("2", "Read letters", "1"),
        ("3", "Ask early", "2"),
    ]


def test_number_and_text(questions: dict[str, Question]) -> None:
    number, text = questions["how-many"], questions["which-word"]
    assert (number.type, number.number, number.tolerance, number.why) == (QuestionType.NUMBER, "4", "1", "Four.")
    assert (text.type, text.accepted, text.why) == (QuestionType.TEXT, ("fundamental research", "basic research"), "That one.")


def test_the_registers() -> None:
    bundle, _ = read_bundle(tree())
    source = bundle.sources["nsdd-189"]
    assert (source.title, source.address, source.status) == (
        "National Security Decision Directive 189",
        "https://example.org/a_b_c",
        "in force",
    )
    overlay = bundle.overlays["whom-to-ask"]
    assert overlay.title == "At Calder University"
    assert '<a href="mailto:office@calder.example">the office</a>' in overlay.html
    assert '<a href="/learn/modules/small/open">the page</a>' in overlay.html
    course = bundle.courses["small"]
    assert (course.modules, course.pages, course.minutes, course.completes_by) == (("small",), (), 11, "pages+quiz")
    assert course.html == "<p>What the course is.</p>"


def test_a_course_can_name_single_pages() -> None:
    bundle, said = read_bundle(broken("modules/courses/small.md", "modules: [small]", "pages: [small/open, small/closing]"))
    course = bundle.courses["small"]
    assert said == []
    assert course.pages == (("small", "open"), ("small", "closing"))
    assert (course.modules, course.minutes) == (("small",), 4 + 1 + 5)


def test_a_module_compiles_to_the_same_without_its_neighbours() -> None:
    files = broken(OPEN_PATH, "[link](index.md)", "[link](../other/page.md#part)")
    part = read_bundle(files)[0].modules["small"].pages[1].parts[0]
    assert isinstance(part, Html)
    assert 'href="/learn/modules/other/page#page--part"' in part.html


def test_what_cannot_be_read_is_left_out_and_the_rest_is_there() -> None:
    bundle, said = read_bundle(broken(OPEN_PATH, "minutes: 4", "minutes: soon"))
    assert [page.slug for page in bundle.modules["small"].pages] == ["index", "closing"]
    assert [(complaint.path, complaint.line) for complaint in said] == [(OPEN_PATH, 3)]


def test_files_are_read_from_a_folder(tmp_path: Path) -> None:
    for path, data in tree().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / "modules" / ".hidden").write_text("x")
    (tmp_path / "modules" / "small" / "link.md").symlink_to(tmp_path / OPEN_PATH)
    (tmp_path / "README.md").write_text("x")
    assert files_under(tmp_path) == tree()
    assert files_under(tmp_path / "nowhere") == {}


def test_the_example_has_no_fault() -> None:
    assert complaints(tree(), today=TODAY) == []
    assert RING_PATH in tree()
