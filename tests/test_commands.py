from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from app.commands import OPENWARD

WIDTH = 80


def commands_of(group: click.Group) -> dict[str, click.Command]:
    within = click.Context(group)
    return {name: command for name in group.list_commands(within) if (command := group.get_command(within, name))}


def every_group(group: click.Group) -> Iterator[click.Group]:
    yield group
    for command in commands_of(group).values():
        if isinstance(command, click.Group):
            yield from every_group(command)


def test_every_command_answers_to_the_name_it_is_found_by() -> None:
    for group in every_group(OPENWARD):
        assert {name: command.name for name, command in commands_of(group).items()} == {name: name for name in commands_of(group)}


def test_every_line_of_help_ends_as_it_was_written() -> None:
    for group in every_group(OPENWARD):
        room = WIDTH - 6 - max(map(len, commands_of(group)))
        for name, command in commands_of(group).items():
            assert not command.get_short_help_str(room).endswith("..."), f"{group.name} {name}: its first sentence is too long"


@pytest.mark.parametrize("words", [["nonsense"], ["status", "--nonsense"], ["audit", "chekc"], ["content", "new"]])
def test_wrong_use_is_told_before_a_setting_is_asked_for(words: list[str]) -> None:
    result = CliRunner().invoke(OPENWARD, words)
    assert result.exit_code == 2
    assert "Usage: openward" in result.output
    assert "OPENWARD_SECRET_KEY" not in result.output


def run(words: list[str], tmp_path: Path, project: Path) -> subprocess.CompletedProcess[str]:
    """Where nothing was ever set."""
    return subprocess.run(
        [sys.executable, "-c", "from app import main; main()", *words],
        cwd=tmp_path,
        env={"PYTHONPATH": str(project), "OPENWARD_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_setting_ends_with_4_and_says_what_to_do(tmp_path: Path, project: Path) -> None:
    done = run(["status"], tmp_path, project)
    assert done.returncode == 4
    assert done.stderr.startswith("OPENWARD_SECRET_KEY is missing")


@pytest.mark.parametrize(("words", "said"), [(["content", "check"], "In order: 4 courses"), (["rules", "check"], "In order: ")])
def test_files_are_checked_without_an_installation(words: list[str], said: str, tmp_path: Path, project: Path) -> None:
    done = run(words, tmp_path, project)
    assert (done.returncode, done.stdout.startswith(said)) == (0, True), done.stderr


def test_a_module_is_begun_without_an_installation(tmp_path: Path, project: Path) -> None:
    done = run(["content", "new", "module", "my-module"], tmp_path, project)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "modules/my-module/index.md").is_file()
