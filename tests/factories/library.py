"""A small reading room beside the small tree of content. Its terms are none that a definition in a lesson names."""

from __future__ import annotations

from tests.factories.content import SMALL, changed

GLOSSARY = """---
title: Glossary
---
## key-keeper Key holder

- also: keeper of keys, warden
- see: lock-hygiene

Whoever signed for a key. See [lock hygiene](glossary:lock-hygiene).

### The locksmiths, 2020 {sources=locks-1}

Whoever can open the door.

### The doors {sources=locks-1}

Whoever is let in.

## lock-hygiene Lock hygiene

- also: safekeeping of keys

### The locksmiths {sources=locks-1}

Clean hands and a written list, as **façades** demand.
"""

CASES = """---
title: Cases
signs:
  no-list: A list that nobody keeps
  courtesy: A courtesy
---
## drawer-settled The settled drawer

- who: A school of keys
- when: 2024
- kind: settlement
- status: Allegations settled; no finding of liability
- signs: no-list
- beside: drawer-mended
- topics: disclosure
- sources: locks-1

### What happened

The drawer stood open for a year.

### What to recognise

A drawer without a list.

### What a good institution does

It keeps the list.

## drawer-mended The mended drawer

- who: Another school
- when: 2025
- kind: correction
- status: Told by the school itself
- signs: no-list, courtesy
- sources: locks-1

### What happened

They counted, and told.

### What to recognise

A key lent out of courtesy.

### What a good institution does

It counts every year.
"""

CARDS = """---
title: Around the world
---
## guild-rules Rules of the guild

- place: Lockland
- also: the guild code
- reviewed_on: 2026-11-01
- sources: locks-1

### What it is

A code of [lock hygiene](glossary:lock-hygiene).

### Whom it binds

The guild.

### What it asks of a researcher

A signature.
"""

LIBRARY: dict[str, bytes] = {
    "modules/glossary.md": GLOSSARY.encode(),
    "modules/cases.md": CASES.encode(),
    "modules/cards.md": CARDS.encode(),
}
WITH_LIBRARY: dict[str, bytes] = SMALL | LIBRARY


def in_glossary(old: str, new: str) -> dict[str, bytes]:
    return changed(WITH_LIBRARY, "modules/glossary.md", old, new)


def in_cases(old: str, new: str) -> dict[str, bytes]:
    return changed(WITH_LIBRARY, "modules/cases.md", old, new)


def in_cards(old: str, new: str) -> dict[str, bytes]:
    return changed(WITH_LIBRARY, "modules/cards.md", old, new)
