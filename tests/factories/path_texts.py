"""The small tree with paths and fields: the course `keys-by-role`, and `keys-in-short` with a quiz of its own."""

from __future__ import annotations

from tests.factories.content import LARGE, changed

BY_ROLE = """---
title: Keys by role
summary: Lend a key so that it comes back.
modules: [keys]
completes_by: pages+quiz
paths: {student: Student, guard: Guard}
fields: {wet-labs: Wet laboratories, archives: Archives}
---
What is for you depends on what you do.
"""

IN_SHORT = """---
title: Keys in short
summary: The least there is to know.
pages: [keys/lending, keys/asking]
completes_by: pages+quiz
quiz: keys-in-short
path: short
---
Two pages and a quiz.
"""

SHORT_QUIZ = """---
title: "Quiz: keys in short"
minutes: 2
pass_mark: 1
draw: 2
---
## who-lends {objective=lend-well page=lending}

Who lends a key?

- [x] The key holder
  > The signature says so.
- [ ] The door
  > Doors lend nothing.

## who-is-asked {objective=ask-first}

Who is asked first?

- [x] The office
  > It knows.
- [ ] Nobody
  > It would be soon regretted.
"""

ROUNDS = """---
title: The rounds of a guard
minutes: 1
objectives: [know-why]
paths: [guard]
---
Count the keys each night.
"""

CASES = """::: scenario the-freezer The freezer {fields=wet-labs slot=lending-out}
### A freezer {step=start}

Somebody wants the key of the freezer.

- [Ask what for](#asked)
  > It costs a minute.

### Asked {ending=asked}

The samples stay cold.
:::

::: scenario the-box The box of letters {fields=archives slot=lending-out}
### A box {step=start}

Somebody wants the key of the box.

- [Ask what for](#asked)
  > It costs a minute.

### Asked {ending=asked}

The letters stay whole.
:::

:::: path student guard
Everybody on some path of the long course reads this.
::::

:::: path guard
A guard writes the name into the book, and the hour, and reads the page aloud to the next one on duty.

::: check book-of-keys {objective=lend-well}
Where does the name go?

- [x] Into the book
  > Where else.
- [ ] Onto a leaf
  > Leaves fly.
:::
::::

::: check date-of-return"""


def with_paths() -> dict[str, bytes]:
    files = changed(LARGE, "modules/keys/index.md", "pages: [lending, asking]", "pages: [lending, rounds, asking]")
    files = changed(files, "modules/keys/lending.md", "::: check date-of-return", CASES)
    files = changed(files, "modules/keys/lending.md", "minutes: 5", "minutes: 10")
    more = {
        "modules/courses/keys-by-role.md": BY_ROLE,
        "modules/courses/keys-in-short.md": IN_SHORT,
        "modules/keys/rounds.md": ROUNDS,
        "quizzes/keys-in-short.md": SHORT_QUIZ,
    }
    return files | {path: text.encode() for path, text in more.items()}


PATHS: dict[str, bytes] = with_paths()
