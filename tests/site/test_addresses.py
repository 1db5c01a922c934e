"""No file holds an address of a package index, or a path of somebody's machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

INDEXES = ("pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian.org")
PLACES = ("/work/" + "main", "/home/" + "user", "/tmp/" + "claude")


def test_no_index_and_no_machine_in_any_file(project: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=project, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    found = []
    for name in listed:
        path = project / name
        if not path.is_file() or path.suffix in (".woff2", ".ttf", ".otf", ".png"):
            continue
        content = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {word}" for word in (*INDEXES, *PLACES) if word in content]
    assert not found
