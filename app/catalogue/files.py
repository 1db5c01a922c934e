"""Which file is what, by its path, and whether its bytes are fit to be kept for ever."""

from __future__ import annotations

import pathlib
import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from app.catalogue.heads import is_slug
from app.catalogue.shapes import INDEX
from app.markdown.documents import SIZE_LIMIT
from app.markdown.problems import Problem

ROOTS = ("modules", "quizzes")
SOURCES_PATH = "modules/sources.md"
INSTITUTION_PATH = "modules/institution.md"
PLAN_PATH = "modules/plan.md"
GLOSSARY_PATH = "modules/glossary.md"
CASES_PATH = "modules/cases.md"
CARDS_PATH = "modules/cards.md"
ENDINGS = ("svg", "png", "jpg", "jpeg", "webp")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class Kind(StrEnum):
    COURSE = "course"
    SOURCES = "sources"
    INSTITUTION = "institution"
    PLAN = "plan"
    GLOSSARY = "glossary"
    CASES = "cases"
    CARDS = "cards"
    INDEX = "index"
    PAGE = "page"
    PICTURE = "picture"
    QUIZ = "quiz"
    OTHER = "other"


REGISTERS = {
    SOURCES_PATH: Kind.SOURCES,
    INSTITUTION_PATH: Kind.INSTITUTION,
    GLOSSARY_PATH: Kind.GLOSSARY,
    CASES_PATH: Kind.CASES,
    CARDS_PATH: Kind.CARDS,
    PLAN_PATH: Kind.PLAN,
}


class Place(NamedTuple):
    """`module` is empty outside a module; `slug` is the file's name without its ending."""

    kind: Kind
    module: str
    slug: str


def page_path(module: str, page: str) -> str:
    return f"modules/{module}/{page}.md"


def quiz_path(quiz: str) -> str:
    return f"quizzes/{quiz}.md"


def files_under(root: pathlib.Path) -> dict[str, bytes]:
    """Every file in modules/ and quizzes/ below `root`. Hidden files and links are left out."""
    files: dict[str, bytes] = {}
    for folder in ROOTS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root)
            if path.is_file() and not path.is_symlink() and not any(part.startswith(".") for part in name.parts):
                files[name.as_posix()] = path.read_bytes()
    return files


def place_of(path: str) -> Place:
    if path in REGISTERS:
        return Place(REGISTERS[path], "", REGISTERS[path].value)
    parts = path.split("/")
    stem, _, ending = parts[-1].rpartition(".")
    if not all(is_slug(part) for part in [*parts[1:-1], stem]):
        return Place(Kind.OTHER, "", stem)
    match parts[:-1], ending:
        case ["quizzes"], "md":
            return Place(Kind.QUIZ, "", stem)
        case ["modules", "courses"], "md":
            return Place(Kind.COURSE, "", stem)
        case ["modules", module], "md":
            return Place(Kind.INDEX if stem == INDEX else Kind.PAGE, module, stem)
        case ["modules", module, "images"], _ if ending in ENDINGS and module != "courses":
            return Place(Kind.PICTURE, module, stem)
    return Place(Kind.OTHER, "", stem)


def read_text(data: bytes) -> tuple[str | None, list[Problem]]:
    """The text of a file, and what keeps it from being exported byte for byte. None when it cannot be read at all."""
    if len(data) > SIZE_LIMIT:
        return None, [Problem(1, f"The file is larger than {SIZE_LIMIT:,} bytes. Make two pages of it.")]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [Problem(line, "The file is not UTF-8. Save it as UTF-8.")]
    problems = []
    if text.startswith("\ufeff"):
        problems.append(Problem(1, "The file begins with a byte order mark. Save it as UTF-8 without one."))
        text = text[1:]
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        problems.append(Problem(line, "A line ends with CR. Save the file with LF line ends."))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems += _look_at_characters(text)
    return CONTROLS.sub(" ", text), problems


def _look_at_characters(text: str) -> list[Problem]:
    problems = []
    control = CONTROLS.search(text)
    if control:
        line = text[: control.start()].count("\n") + 1
        problems.append(Problem(line, f"The line has a hidden control character (U+{ord(control[0]):04X}). Remove it."))
    if not unicodedata.is_normalized("NFC", text):
        broken = (line for line, content in enumerate(text.split("\n"), start=1) if not unicodedata.is_normalized("NFC", content))
        problems.append(
            Problem(next(broken, 1), "The line has accents that are stored apart from their letters. Save the file in NFC.")
        )
    return problems
