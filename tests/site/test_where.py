"""The README's last table answers "where is…?" in one guess, and every answer exists."""

from __future__ import annotations

import re
from pathlib import Path

EXAMPLES = {
    "<module>/<page>": "disclosure/index",
    "<module>": "disclosure",
    "<type>": "single",
    "<letter>": "certificate",
    "<folder>": "records",
}


def test_every_answer_exists(project: Path) -> None:
    readme = (project / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Where is…?")[2]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 12
    for row in rows:
        answers = re.findall(r"`([^`]+)`", row.split("|")[2])
        assert answers, row
        for answer in answers:
            for name, example in EXAMPLES.items():
                answer = answer.replace(name, example)
            assert (project / answer).exists(), f"{row}: there is no {answer}"


def test_pictures_and_links_of_the_documents_exist(project: Path) -> None:
    for document in (project / "README.md", *sorted((project / "docs").rglob("*.md"))):
        if document.name == "writing.md":
            continue
        for target in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document.name}: {target}"
