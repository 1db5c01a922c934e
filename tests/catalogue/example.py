"""A small tree of sources without a fault, and a way to put one in."""

from __future__ import annotations

import datetime as dt

from app.catalogue.checking import check
from app.catalogue.shapes import Complaint

TODAY = dt.date(2026, 11, 22)

COURSE = """---
title: Small
summary: What a person will be able to do.
modules: [small]
completes_by: pages+quiz
paths: {researcher: Researcher, student: Student}
---
What the course is.
"""

SOURCES = """---
title: Sources
---
## nsdd-189

- title: "National Security Decision Directive 189"
- publisher: The White House
- address: https://example.org/a_b_c
- published_on: 1985-09-21
- read_on: 2026-11-22
- status: in force
"""

INSTITUTION = """---
title: Calder University
---
## whom-to-ask At Calder University

Ask [the office](mailto:office@calder.example), or read [the page](small/open.md).
"""

INDEX = """---
title: Small
summary: Why it matters.
audience: Everybody.
minutes: 1
objectives:
  know: Say what it is.
  weigh: Weigh a case.
pages: [open, closing]
quiz: small
topics: [openness]
sources: [nsdd-189]
reviewed_on: 2026-11-22
next_review_on: 2027-05-22
---
What is at stake.
"""

OPEN = """---
title: Open by default
minutes: 4
objectives: [know, weigh]
topics: [openness]
sources: [nsdd-189]
---
Prose with a [link](index.md), [another](closing.md#what-next) and a note.[^1]

## A heading

![What it shows](images/ring.svg "A caption")

::: definition openness Openness
What everybody may read.
:::

::: case It is only a title
What was decided.
:::

::: check first {objective=know}
What is it?

- [x] This
  > Because.
- [ ] That
  > Because not.
:::

::: scenario letter The letter
### The letter arrives {step=arrives}

It has a clause.

- [Sign](#signed)
  > It costs something.
- [Ask](#asked)
  > It takes a week.

### You signed {ending=signed}

What followed.

### You asked {ending=asked}

What followed.
:::

::: checklist before Before you sign
- Read it.
- Ask.
:::

:::: path researcher student
### Only for these

::: note
Inside a path.
:::
::::

[^1]: The footnote.
"""

CLOSING = """---
title: Closing
minutes: 1
---
## What next

::: overlay whom-to-ask
:::
"""

QUIZ = """---
title: "Quiz: small"
minutes: 5
pass_mark: 2
draw: 3
---

## single {objective=know page=open}

Which one?

- [x] This
  > Because.
- [ ] That
  > Because not.

## several {objective=know type=multiple}

Which ones?

- [x] This
  > Because.
- [x] That too
  > Because.
- [ ] Not this
  > Because not.

## in-order {objective=weigh}

Put in order.

1. Describe
2. Ask
3. Agree

> One can only weigh what is described.

## who-does-what {objective=weigh}

Match.

| Duty | Who |
|---|---|
| List posts | The researcher |
| Read letters | The office |
| Ask early | The researcher |

> Both are needed.

## how-many {objective=know}

How many?

- [=] 4 ± 1
  > Four.

## which-word {objective=know}

Which word?

- [=] fundamental research | basic research
  > That one.
"""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">\n<title>Ring</title>\n<circle cx="9" cy="9" r="8"/>\n</svg>\n'

FILES = {
    "modules/courses/small.md": COURSE,
    "modules/sources.md": SOURCES,
    "modules/institution.md": INSTITUTION,
    "modules/small/index.md": INDEX,
    "modules/small/open.md": OPEN,
    "modules/small/closing.md": CLOSING,
    "modules/small/images/ring.svg": SVG,
    "quizzes/small.md": QUIZ,
}

OPEN_PATH, CLOSING_PATH, INDEX_PATH = "modules/small/open.md", "modules/small/closing.md", "modules/small/index.md"
QUIZ_PATH, COURSE_PATH, RING_PATH = "quizzes/small.md", "modules/courses/small.md", "modules/small/images/ring.svg"
SOURCES_PATH, INSTITUTION_PATH = "modules/sources.md", "modules/institution.md"


def tree(**changes: str) -> dict[str, bytes]:
    return {path: text.encode() for path, text in FILES.items()} | {path: text.encode() for path, text in changes.items()}


def broken(path: str, old: str, new: str) -> dict[str, bytes]:
    """The tree with one thing put in place of another, which must be there."""
    assert old in FILES[path], f"{old!r} is not in {path}"
    return tree(**{path: FILES[path].replace(old, new, 1)})


def complaints(files: dict[str, bytes], today: dt.date = TODAY) -> list[Complaint]:
    return check(files, today=today)
