"""Files, functions and names stay small and telling. There are no exceptions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

FORBIDDEN = {"utils", "util", "common", "helpers", "helper", "core", "misc", "base", "manager", "service", "handler", "handlers"}


def sources(project: Path, *folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((project / folder).rglob("*.py"))


def test_no_file_is_past_its_size(project: Path) -> None:
    limits = [("app", 300), ("migrations", 300), ("tests", 400), ("bench", 300)]
    long = [
        f"{path.relative_to(project)}: {lines} lines, {limit} at most"
        for folder, limit in limits
        for path in sources(project, folder)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > limit
    ]
    assert not long


def test_no_template_is_past_its_size(project: Path) -> None:
    long = [
        str(path.relative_to(project))
        for path in (project / "app/templates").rglob("*.html")
        if len(path.read_text(encoding="utf-8").splitlines()) > 120
    ]
    assert not long


def test_no_function_or_class_is_past_its_size(project: Path) -> None:
    long = []
    for path in sources(project, "app", "bench"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.end_lineno is None:
                continue
            limit = 150 if isinstance(node, ast.ClassDef) else 40
            if node.end_lineno - node.lineno + 1 > limit:
                long.append(f"{path.relative_to(project)}:{node.lineno} {node.name}")
    assert not long


def test_views_and_commands_are_sentences(project: Path) -> None:
    long = []
    for path in sources(project, "app"):
        if "views" not in path.parts and path.stem not in ("views", "commands"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.decorator_list:
                continue
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body and body[-1].end_lineno and body[-1].end_lineno - body[0].lineno + 1 > 15:
                long.append(f"{path.relative_to(project)}:{node.lineno} {node.name}")
    assert not long


def test_no_name_says_nothing(project: Path) -> None:
    found = [
        str(path.relative_to(project))
        for path in (project / "app").rglob("*")
        if path.stem in FORBIDDEN and path.name != "base.html" and "__pycache__" not in path.parts
    ]
    assert not found


def test_every_folder_says_what_it_is(project: Path) -> None:
    silent = []
    for path in (project / "app").rglob("__init__.py"):
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            silent.append(str(path.relative_to(project)))
    assert not silent


def test_imports_stand_at_the_top(project: Path) -> None:
    hidden = []
    for path in sources(project, "app"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                hidden += [
                    f"{path.relative_to(project)}:{inner.lineno}"
                    for inner in ast.walk(node)
                    if isinstance(inner, ast.Import | ast.ImportFrom)
                ]
    assert not hidden
