"""What stands in deploy/ names commands, files, ports and settings that exist, and agrees with the program."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from app import commands as console
from app.operating.serving import SECONDS_TO_END
from app.settings import Settings

HARDENED: tuple[str, ...] = (
    "NoNewPrivileges",
    "ProtectSystem",
    "ProtectHome",
    "PrivateTmp",
    "PrivateDevices",
    "RestrictAddressFamilies",
)
HARDENED += ("CapabilityBoundingSet", "SystemCallFilter", "LockPersonality", "RestrictNamespaces", "UMask")
OPENWARD = re.compile(r'(?:/opt/openward/\.venv/bin/openward|"\$openward"|^CMD|ENTRYPOINT)\s+(.+)')


@pytest.fixture
def deploy(project: Path) -> Path:
    return project / "deploy"


def unit(path: Path) -> dict[str, list[str]]:
    """Every key of a unit with all its values."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        assert not line or line.startswith(("#", "[")) or re.match(r"[A-Z]\w+=", line), f"{path.name}: {line}"
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def require_command(words: list[str]) -> None:
    """There is such a command, and it takes such options."""
    command = console.OPENWARD.get_command(click.Context(console.OPENWARD), words[0])
    assert command is not None, f"There is no command {words[0]}"
    rest = words[1:]
    if isinstance(command, click.Group):
        command, rest = command.commands[rest[0]], rest[1:]
    command.make_context(str(command.name), list(rest), resilient_parsing=False)


def units(deploy: Path) -> list[Path]:
    return sorted((deploy / "systemd").iterdir())


def test_units_begin_commands_that_exist(deploy: Path, project: Path) -> None:
    begun = []
    for path in units(deploy):
        for line in [*unit(path).get("ExecStart", []), *unit(path).get("ExecStartPre", [])]:
            found = OPENWARD.match(line)
            assert found, line
            require_command(found[1].split())
            begun.append(found[1].split()[0])
        for document in unit(path).get("Documentation", []):
            assert (project / document.removeprefix("file:///opt/openward/")).is_file()
    assert sorted(begun) == ["backup", "db", "db", "serve", "work"]


def test_units_are_hardened_and_stop_gently(deploy: Path) -> None:
    for path in units(deploy):
        found = unit(path)
        if path.suffix == ".timer":
            assert path.with_suffix(".service").is_file()
            assert found["Persistent"] == ["yes"]
            continue
        assert [name for name in HARDENED if name not in found] == [], path.name
        assert found["User"] == ["openward"]
        assert found["StateDirectory"] == ["openward"]
        assert found["EnvironmentFile"] == ["/etc/openward/openward.env"]
    serve = unit(deploy / "systemd/openward-serve.service")
    assert int(serve["TimeoutStopSec"][0]) > SECONDS_TO_END
    (backup,) = unit(deploy / "systemd/openward-backup.service")["ExecStart"]
    assert unit(deploy / "systemd/openward-backup.service")["ReadWritePaths"][0] in backup


def test_systemd_finds_no_fault(deploy: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not on this machine")
    done = subprocess.run([program, "verify", *map(str, units(deploy))], capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if "openward" in line and "is not executable" not in line]
    assert lines == []


def test_settings_in_the_example_exist(deploy: Path) -> None:
    names = re.findall(r"^#? ?OPENWARD_(\w+)=", (deploy / "openward.env.example").read_text(), re.MULTILINE)
    assert {name.lower() for name in names} <= set(Settings.model_fields)
    assert {"SECRET_KEY", "SEAL_KEY", "BASE_ADDRESS", "TRUSTED_PROXIES"} <= set(names)


def test_nginx_agrees_with_the_program(deploy: Path) -> None:
    text = re.sub(r"#.*", "", (deploy / "nginx/openward.conf").read_text())
    (serve,) = unit(deploy / "systemd/openward-serve.service")["ExecStart"]
    port = re.search(r"--port (\d+)", serve)
    assert port
    assert f"server 127.0.0.1:{port[1]} " in text
    size = re.search(r"client_max_body_size (\d+)m;", text)
    assert size
    assert 0 <= int(size[1]) * 2**20 - Settings.model_fields["file_limit_bytes"].default < 2**20
    assert "add_header" not in text, "Openward sends every header itself"
    assert "OPENWARD_TRUSTED_PROXIES=1" in (deploy / "openward.env.example").read_text()
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "X-Request-ID $request_id", "Host $host"):
        assert f"proxy_set_header {header};" in text
    assert re.search(r"location = /metrics \{\s*return 404;\s*\}", text)
    plain, _line, _rest = text.partition("listen 443")
    assert re.search(r"location /api/ \{\s*return 403;\s*\}", plain)
    assert re.search(r"error_page 502 504 =503 @away;", text)
    assert "TLSv1.1" not in text
    assert "non_idempotent" not in text
    assert set(re.findall(r"client_\w+_timeout", text)) == {"client_header_timeout", "client_body_timeout"}
    log = re.search(r"log_format openward(.*?);", text, re.DOTALL)
    assert log
    for personal in ("remote_addr", "request_uri", "$args", '$request"', "http_user_agent", "http_referer"):
        assert personal not in log[1]


def test_nginx_takes_it(deploy: Path, tmp_path: Path) -> None:
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not on this machine")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-days", "2"]
    make += ["-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")]
    subprocess.run(make, check=True, capture_output=True)
    text = (deploy / "nginx/openward.conf").read_text()
    text = text.replace("/etc/ssl/openward", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n")
    done = subprocess.run([program, "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False)
    assert "syntax is ok" in done.stderr, done.stderr


def test_the_image_copies_what_is_there(deploy: Path, project: Path) -> None:
    lines = (deploy / "Containerfile").read_text().splitlines()
    for line in lines:
        if line.startswith("COPY") and "--from" not in line:
            assert all((project / source).exists() for source in line.split()[1:-1]), line
    (command,) = [line for line in lines if line.startswith("CMD")]
    require_command(re.findall(r'"([^"]+)"', command))
    for needed in ("app", "migrations", "modules", "quizzes", "requirements.lock"):
        assert any(line.startswith("COPY") and f" {needed}" in line for line in lines)


def test_production_begins_with_what_make_run_begins_with(deploy: Path, project: Path) -> None:
    _head, _line, rest = (project / "docs/running.md").read_text().partition("## In production\n")
    steps, _line, _rest = rest.partition("\n## ")
    begun = re.findall(r'"\$openward" ((?:content|rules) \w+ --first)', (deploy / "run.sh").read_text())
    assert len(begun) == 2
    assert [line for line in begun if f"`openward {line} " not in steps] == []


def test_upgrading_is_three_commands_that_exist(deploy: Path) -> None:
    lines = [found[1] for line in (deploy / "upgrade.sh").read_text().splitlines() if (found := OPENWARD.match(line))]
    assert lines == ['backup "$folder"', "db upgrade", "db check", "audit check"]
    for line in lines:
        require_command(line.split())


def test_the_keys_that_are_written_are_for_their_owner_alone(deploy: Path, tmp_path: Path) -> None:
    """As far as the script gets in a folder without a program: the keys come first."""
    (tmp_path / ".venv/bin").mkdir(parents=True)
    (tmp_path / ".venv/bin/python").symlink_to(sys.executable)
    given = {"PATH": os.environ["PATH"], "OPENWARD_DEMO": "0"}
    subprocess.run(["sh", str(deploy / "run.sh")], cwd=tmp_path, env=given, capture_output=True, check=False)
    written = tmp_path / ".env"
    assert "OPENWARD_SEAL_KEY=" in written.read_text()
    assert written.stat().st_mode & 0o777 == 0o600
