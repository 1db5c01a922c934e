"""Where things lie on the disk."""

from pathlib import Path

APP = Path(__file__).resolve().parents[1]
STATIC = APP / "static"
TEMPLATES = APP / "templates"
PROJECT = APP.parent
