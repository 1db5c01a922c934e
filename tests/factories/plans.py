"""A small form for a plan, and answers to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from app.catalogue.plan_shapes import LivePlan
from app.catalogue.queries import current_registers
from tests.factories.content import AT, SMALL, publish_files

PLAN_TEXT = """---
title: Plan a loan
summary: Questions before a key goes to another house.
sources: [locks-1]
reviewed_on: 2026-11-01
next_review_on: 2027-11-01
---
There is no score. See [Lending](keys/lending.md).

## gains What it brings {side=benefit}

Begin here.

### what-for What does it bring? {type=text}

A sentence.

### both Do both gain?

- Yes
  - settled: Both houses gain.
- Not yet
  - ask: What would the other house like?

## holder The holder

### known Do you know the holder?

- Yes, on paper
  - settled: You know the holder.
- Partly
  - ask: Who holds the key at night?
  - measure: Write down the name.
  - whom: whom-to-ask
- I do not know yet

### doors Which doors? {type=multiple}

- The store
  - measure: Write down the name.
- The archive
  - ask: Who else is in there?
  - whom: whom-to-ask

### else Anything else? {type=text}
"""

PLAN: dict[str, bytes] = SMALL | {"modules/plan.md": PLAN_TEXT.encode()}
"""SMALL with a form: two sections, five questions."""

ANSWERS: dict[str, Any] = {"what-for": "A warm room.", "both": "1", "known": "2", "doors": ["1", "2"]}
"""One question each of holder and doors, one measure, one text of the institution."""

FIELDS: dict[str, Any] = {f"q-{slug}": answer for slug, answer in ANSWERS.items()}


def publish_plan(session: Session, *, files: dict[str, bytes] | None = None, at: dt.datetime = AT) -> LivePlan:
    publish_files(session, files or PLAN, at=at)
    plan = current_registers(session).plan
    assert plan is not None
    return plan
