"""The first files of a new module: they hold together already, and wait for their words."""

from __future__ import annotations

import datetime as dt

from app.catalogue.files import page_path, quiz_path
from app.catalogue.heads import SLUG_RULE, is_slug
from app.catalogue.shapes import INDEX
from app.errors import Invalid

REVIEW_AFTER = dt.timedelta(days=182)

INDEX_TEXT = """---
title: {title}
summary: Say in one sentence what the module is about.
audience: Say whom it is for.
minutes: 1
objectives:
  first-objective: Say what a person can do afterwards.
pages: [first-page, {closing}]
quiz: "{slug}"
topics: [research-security-basics]
sources: []
reviewed_on: {today}
next_review_on: {next_review}
---
Say what is at stake.
"""

PAGE_TEXT = """---
title: First page
minutes: 2
objectives: [first-objective]
topics: [research-security-basics]
sources: []
---
Write what a person should know, in 300 to 800 words.

## A heading

Go on here.

::: check {slug}-first-check {{objective=first-objective}}
Ask something that makes the reader think.

- [x] The better answer
  > Say why it is better.
- [ ] The other answer
  > Say why it is not.
:::
"""

CLOSING_TEXT = """---
title: Whom to ask
minutes: 1
objectives: [first-objective]
topics: [research-security-basics]
sources: []
---
Say what to do next.

::: overlay whom-to-ask
:::
"""

QUIZ_TEXT = """---
title: "Quiz: {quoted}"
minutes: 2
pass_mark: 1
draw: 1
---

## {slug}-first-question {{objective=first-objective page=first-page}}

Ask something that shows whether the objective is met.

- [x] The right answer
  > Say why it is right.
- [ ] The wrong answer
  > Say why it is wrong.

## {slug}-second-question {{objective=first-objective page=first-page}}

Ask for the same objective in another way.

- [x] The right answer
  > Say why it is right.
- [ ] The wrong answer
  > Say why it is wrong.
"""


def new_module(slug: str, *, today: dt.date) -> dict[str, bytes]:
    """Files by path. They pass every check where modules/institution.md has a text `whom-to-ask`."""
    if not is_slug(slug) or slug == "courses":
        raise Invalid(f'"{slug}" cannot name a module. {SLUG_RULE}', field="slug")
    closing = "whom-to-ask"
    title = slug.replace("-", " ").capitalize()
    facts = {
        "slug": slug,
        "closing": closing,
        "today": today,
        "next_review": today + REVIEW_AFTER,
        "quoted": title,
        "title": f'"{title}"',
    }
    texts = {
        page_path(slug, INDEX): INDEX_TEXT,
        page_path(slug, "first-page"): PAGE_TEXT,
        page_path(slug, closing): CLOSING_TEXT,
        quiz_path(slug): QUIZ_TEXT,
    }
    return {path: text.format(**facts).encode() for path, text in texts.items()}
