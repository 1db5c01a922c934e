"""The head of the chain: its last seal. Kept in a file outside the database, and sent out of the building once a day, so that
whoever rules the database alone cannot cut the chain or begin it anew unseen."""

from __future__ import annotations

import datetime as dt
import email
import json
import os
import re
from dataclasses import dataclass
from email.policy import default
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import Seal
from app.errors import Invalid

FILE = "sealed-head"
LINES = re.compile(r"^[> \t]*seal[ \t]+(\d+)\s+[> \t]*mark[ \t]+([0-9a-f]{64})\s+[> \t]*made[ \t]+(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Head:
    number: int
    mac: str
    sealed_at: dt.datetime

    def __str__(self) -> str:
        """Three short lines that survive mail."""
        return f"seal {self.number}\nmark {self.mac}\nmade {self.sealed_at.astimezone(dt.UTC).isoformat()}"


def newest_head(session: Session) -> Head | None:
    seal = session.execute(select(Seal).order_by(Seal.id.desc()).limit(1)).scalar_one_or_none()
    return Head(seal.id, seal.mac, seal.sealed_at) if seal else None


def is_in_chain(session: Session, head: Head | None) -> bool:
    """Whether the chain still passes through `head`. No head is in every chain."""
    return head is None or session.execute(select(Seal.mac).where(Seal.id == head.number)).scalar_one_or_none() == head.mac


def parse_head(text: str) -> Head:
    """From the file, from the public JSON, or from a saved letter, as it came or copied. Raises `Invalid`."""
    text = plain_text(text)
    found = LINES.search(text)
    if not found:
        raise Invalid("There is no head in this file: three lines that begin with seal, mark and made.")
    return Head(int(found[1]), found[2], dt.datetime.fromisoformat(found[3]))


def plain_text(text: str) -> str:
    """What was meant to be read: the words of a letter, the head within the public JSON, or the text itself."""
    if LINES.search(text):
        return text
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return body_of(text)
    return str(data.get("head", "")) if isinstance(data, dict) else ""


def body_of(letter: str) -> str:
    """The words of a letter, with long lines whole again. Of what is no letter: the text."""
    part = email.message_from_string(letter, policy=default).get_body(("plain",))
    return str(part.get_content()) if part else ""


def read_head(path: Path) -> Head | None:
    """None where the file is absent. Raises `Invalid`."""
    return parse_head(path.read_text(encoding="utf-8", errors="replace")) if path.exists() else None


def write_head(path: Path, head: Head) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="ascii") as file:
        file.write(f"{head}\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
