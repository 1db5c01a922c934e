"""The table of settings in `docs/running.md`, from the settings themselves: a test keeps the two alike."""

from __future__ import annotations

from pathlib import Path

from app.settings import Settings

BEGIN = "<!-- settings: written by `python -m app.operating.documenting`, kept true by a test -->"
END = "<!-- end of settings -->"


def settings_table() -> str:
    lines = ["| variable | default | what it is |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = field.default
        shown = ", ".join(default) if isinstance(default, tuple) else "" if default is None else str(default)
        choices = getattr(field.annotation, "__args__", ())
        words = (field.description or "") + (
            f" One of {', '.join(choices)}." if choices and all(isinstance(c, str) for c in choices) else ""
        )
        lines.append(f"| `OPENWARD_{name.upper()}` | {f'`{shown}`' if shown else ''} | {words} |")
    return "\n".join(lines)


def with_table(document: str) -> str:
    """The document with its table renewed."""
    before, _begin, rest = document.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    return f"{before}{BEGIN}\n{settings_table()}\n{END}{after}"


if __name__ == "__main__":
    path = Path(__file__).resolve().parents[2] / "docs" / "running.md"
    path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")
