"""Content as JSON text and back, and the digests that name it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from app.catalogue.files import quiz_path
from app.catalogue.lab_shapes import Clause, Clauses, Placing, Sort, SortItem, SortPlace, Stage
from app.catalogue.library.compiling import PARTS
from app.catalogue.library.shapes import Library
from app.catalogue.plan_shapes import PlanChoice, PlanForm, PlanQuestion, PlanSection
from app.catalogue.shapes import (
    Aimed,
    Bundle,
    Check,
    Checklist,
    Choice,
    CourseContent,
    Html,
    ModuleContent,
    Objective,
    Overlay,
    OverlayText,
    PageContent,
    Part,
    Path,
    Question,
    QuestionType,
    QuizContent,
    Row,
    Scenario,
    Source,
    Step,
    Way,
)

RENDERER = "4"
"""Raised when the same source would compile to something else; caches of another renderer are made anew."""

Json = dict[str, Any]


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over lines `<SHA-256 of the bytes>  <path>`, sorted by path: what `sha256sum` prints, hashed once more."""
    lines = (f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def files_of(bundle: Bundle, module: str) -> dict[str, bytes]:
    """The sources of one module: its pages, its pictures and its quiz."""
    folder, quiz = f"modules/{module}/", bundle.modules[module].quiz
    chosen = {path: data for path, data in bundle.files.items() if path.startswith(folder)}
    if quiz is not None:
        chosen[quiz_path(quiz.slug)] = bundle.files[quiz_path(quiz.slug)]
    return chosen


def course_files_of(bundle: Bundle, slug: str) -> dict[str, bytes]:
    """A course's own sources: its file, and its quiz where it has one."""
    quiz = bundle.courses[slug].quiz
    paths = [f"modules/courses/{slug}.md", *([quiz_path(quiz.slug)] if quiz else [])]
    return {path: bundle.files[path] for path in paths}


def module_to_json(module: ModuleContent) -> str:
    return _dump(module)


def module_from_json(text: str) -> ModuleContent:
    data = json.loads(text)
    return ModuleContent(
        **_only(data, "slug", "title", "summary", "audience", "minutes"),
        objectives=tuple(Objective(**objective) for objective in data["objectives"]),
        pages=tuple(_page(page) for page in data["pages"]),
        quiz=_quiz(data["quiz"]) if data["quiz"] else None,
        reviewed_on=dt.date.fromisoformat(data["reviewed_on"]),
        next_review_on=dt.date.fromisoformat(data["next_review_on"]),
    )


def course_to_json(course: CourseContent) -> str:
    return _dump(course)


def course_from_json(text: str) -> CourseContent:
    data = json.loads(text)
    pages = tuple((module, page) for module, page in data.pop("pages"))
    quiz = _quiz(data.pop("quiz")) if data["quiz"] else data.pop("quiz")
    for name in ("paths", "fields", "by_path"):
        data[name] = tuple((slug, said) for slug, said in data[name])
    return CourseContent(modules=tuple(data.pop("modules")), pages=pages, quiz=quiz, **data)


def sources_to_json(sources: Mapping[str, Source]) -> str:
    return _dump(dict(sources))


def sources_from_json(text: str) -> dict[str, Source]:
    return {slug: _source(data) for slug, data in json.loads(text).items()}


def overlays_to_json(overlays: Mapping[str, OverlayText]) -> str:
    return _dump(dict(overlays))


def overlays_from_json(text: str) -> dict[str, OverlayText]:
    return {name: OverlayText(**data) for name, data in json.loads(text).items()}


def plan_to_json(plan: PlanForm | None) -> str:
    return _dump(plan)


def plan_from_json(text: str) -> PlanForm:
    data = json.loads(text)
    days = (dt.date.fromisoformat(data[name]) for name in ("reviewed_on", "next_review_on"))
    sections = tuple(_plan_section(section) for section in data["sections"])
    return PlanForm(data["title"], data["summary"], data["html"], sections, tuple(data["sources"]), *days)


def _plan_section(data: Json) -> PlanSection:
    return PlanSection(questions=tuple(_plan_question(question) for question in data.pop("questions")), **data)


def _plan_question(data: Json) -> PlanQuestion:
    return PlanQuestion(choices=tuple(_plan_choice(choice) for choice in data.pop("choices")), **data)


def _plan_choice(data: Json) -> PlanChoice:
    lists = (tuple(data[name]) for name in ("settled", "asks", "measures", "whom"))
    return PlanChoice(data["id"], data["text"], *lists)


def library_to_json(library: Library, register: str) -> str:
    """`register` is the slug of its item."""
    return _dump(PARTS[register](library))


def _dump(value: object) -> str:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: object) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def _only(data: Json, *names: str) -> Json:
    return {name: data[name] for name in names}


def _page(data: Json) -> PageContent:
    return PageContent(
        **_only(data, "slug", "title", "minutes", "words", "digest", "language", "was"),
        objectives=tuple(data["objectives"]),
        topics=tuple(data["topics"]),
        sources=tuple(data["sources"]),
        paths=tuple(data["paths"]),
        parts=tuple(_part(part) for part in data["parts"]),
    )


def _quiz(data: Json) -> QuizContent:
    questions = tuple(_question(question) for question in data.pop("questions"))
    return QuizContent(questions=questions, **data)


def _question(data: Json) -> Question:
    return Question(
        **_only(data, "slug", "objective", "prompt", "number", "tolerance", "why", "page", "line"),
        type=QuestionType(data["type"]),
        choices=tuple(Choice(**choice) for choice in data["choices"]),
        rows=tuple(Row(**row) for row in data["rows"]),
        accepted=tuple(data["accepted"]),
        topics=tuple(data["topics"]),
    )


def _part(data: Json) -> Part:
    if data["part"] == "path":
        inner = tuple(part for part in map(_part, data["parts"]) if not isinstance(part, Path | Aimed))
        return Path(tuple(data["paths"]), inner, data["words"])
    match data["part"]:
        case "html":
            return Html(data["html"])
        case "check":
            return Check(_question(data["question"]))
        case "scenario":
            steps = tuple(_step(step) for step in data["steps"])
            return Scenario(data["slug"], data["title"], steps, tuple(data["fields"]), data["slot"])
        case "checklist":
            return Checklist(data["slug"], data["title"], tuple(data["items"]))
        case "sort":
            return _sort(data)
        case "clauses":
            items = tuple(_clause(item) for item in data["items"])
            return Clauses(**_only(data, "slug", "title", "html"), items=items)
        case "overlay":
            return Overlay(data["name"])
    raise ValueError(f"There is no part of the kind {data['part']!r}.")


def _step(data: Json) -> Step:
    ways = tuple(Way(**way) for way in data.pop("ways"))
    return Step(ways=ways, **data)


def _sort(data: Json) -> Sort:
    return Sort(
        **_only(data, "slug", "title", "html"),
        places=tuple(SortPlace(**place) for place in data["places"]),
        worked=tuple(_sort_item(item) for item in data["worked"]),
        items=tuple(_sort_item(item) for item in data["items"]),
    )


def _sort_item(data: Json) -> SortItem:
    placings = (Placing(**_only(one, "id", "sponsor", "why"), places=tuple(one["places"])) for one in data["placings"])
    return SortItem(data["html"], tuple(placings))


def _clause(data: Json) -> Clause:
    stage = data.pop("stage")
    return Clause(**data, stage=Stage(stage) if stage else None)


def _source(data: Json) -> Source:
    published_on = data.pop("published_on")
    read_on = dt.date.fromisoformat(data.pop("read_on"))
    return Source(read_on=read_on, published_on=dt.date.fromisoformat(published_on) if published_on else None, **data)
