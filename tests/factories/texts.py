"""The words of the small tree of content."""

from __future__ import annotations

COURSE = """---
title: Looking after keys
summary: Lend a key so that it comes back.
modules: [keys]
completes_by: pages+quiz
---
A short course about the keys of a laboratory.
"""

INDEX = """---
title: Looking after keys
summary: What a key opens, to whom it may be lent, and whom to ask.
audience: Everybody who holds a key.
minutes: 2
objectives:
  know-why: Say why a key is looked after.
  lend-well: Lend a key so that it comes back.
  ask-first: Name whom to ask before lending.
pages: [lending, asking]
quiz: keys
topics: [openness]
sources: [locks-1]
reviewed_on: 2026-11-01
next_review_on: 2030-05-01
---
A key opens a door for whoever holds it. See also [Lending](lending.md).

## What a key is

![A plain drawing of a key](images/key.svg)

Keys are few.[^1]

[^1]: This is counted every year.

::: definition key-holder Key holder
Whoever signed for a key.
:::

::: check who-holds {objective=know-why}
Who answers for a key?

- [ ] Nobody
  > Somebody signed for it.
- [x] The key holder
  > The signature says so.
- [ ] The door
  > Doors sign nothing.
:::
"""

LENDING = """---
title: Lending a key
minutes: 5
objectives: [lend-well]
topics: [risk-management]
sources: [locks-1]
---
Lend a key to a person, never to a pocket.

## How to lend

| Step | Who |
|---|---|
| Ask for it back | The holder |
| Bring it back | The borrower |

::: note Worth knowing
A lent key has a date.
:::

::: case The borrowed key
A student lent her key for an hour. It came back after a week, and nobody knew who had used it.
:::

::: scenario the-visitor The visitor at the door
### A visitor asks {step=start}

A visitor asks for your key.

- [Hand it over](#handed)
  > It is quick, and you know nothing.
- [Ask what for](#asked)
  > It costs a minute.

### You asked {step=asked}

The visitor forgot a bag inside.

- [Go along](#together)
  > The bag is found, the key stays.
- [Hand it over](#handed)
  > Now you know why, but not for how long.

### The key is gone {ending=handed}

It comes back, late.

### You went along {ending=together}

Two minutes, and nothing to explain.
:::

::: check date-of-return {objective=lend-well type=multiple}
What does a lent key need?

- [x] A date
  > So that somebody notices.
- [x] A name
  > So that somebody can be asked.
- [ ] A ribbon
  > Pretty, but no help.
:::
"""

ASKING = """---
title: Whom to ask
minutes: 10
objectives: [ask-first, know-why]
topics: [disclosure]
sources: [locks-1]
---
Ask before you lend.

::: overlay whom-to-ask
:::

::: checklist before-lending Before you lend a key
- Ask what for.
- Write down the name.
- Set a date.
:::

::: sort on-the-ring Which hook is it for? {worked=1}
Four keys lie on the table.

| Hook | What hangs there |
|---|---|
| By the door | What everybody opens |
| In the safe | What few may open |
| On no hook | What opens nothing |

- The key of the kitchen
  > **By the door.** Everybody makes tea.
- The key of the cold store
  > **In the safe.** Two people may open it.
- The key of the gate
  > **Day: By the door.** It is open to all.
  >
  > **Night: In the safe + By the door.** A second one hangs in the safe.
- A broken key
  > **On no hook.** It opens nothing.
:::

::: clauses the-loan The paper for a loan
- [ ] **Date.** The key comes back on Friday.
  > A date helps everyone.
- [x] **Silence.** Nobody is told of the loan.
  > A loan that must be hidden is none.
- [x] **Copies.** The borrower may copy the key.
  > Then two keys come back, or none.
- [ ] **Loss.** Whoever loses it says so at once.
  > That is kind and quick.
:::

::: spot three-locks Which lock needs a second look?
- [ ] **Fundamental.** A theory of how pins move, to be published.
  > Nobody opens a door with it.
- [x] **Development.** A pick for every lock in town, sold to whoever asks.
  > Ask who the buyer is.
:::

:::: path student
Students ask their supervisor first.

::: note For students
A supervisor signs too.
:::
::::

::: check how-many-questions {objective=ask-first}
How many questions come before lending?

- [=] 2
  > What for, and until when.
:::
"""

QUIZ = """---
title: "Quiz: looking after keys"
minutes: 6
pass_mark: 4
draw: 6
---

## who-answers {objective=know-why page=index}

Who answers for a key?

- [x] The key holder
  > The signature says so.
- [ ] The borrower
  > Only for bringing it back.
- [ ] Nobody
  > Somebody signed.

## what-a-key-opens {objective=know-why type=multiple}

What can a lost key open?

- [x] A door
  > That is its use.
- [x] A store of samples
  > Where the door leads there.
- [ ] A book
  > Books have no lock here.

## why-count {objective=know-why}

How many keys does one holder have?

- [=] 1 ± 0.5
  > One, or one and a spare half.

## lend-in-order {objective=lend-well}

Put the steps in order.

1. Ask what for
2. Write down the name
3. Hand over the key

> A name is written before the key is gone.

## who-does-what {objective=lend-well page=lending}

Match each act with the one who does it.

| Act | Who |
|---|---|
| Asks for it back | The holder |
| Brings it back | The borrower |
| Sets the date | The holder |

> Both have a part.

## word-for-lender {objective=lend-well}

What is the one called who signed for a key?

- [=] key holder | holder
  > The register has the name.

## first-call {objective=ask-first page=asking}

Whom do you ask first?

- [ ] A friend
  > A friend does not keep the register.
- [x] The office
  > It keeps the register.

## what-to-ask {objective=ask-first}

What do you ask a borrower?

- [x] What for
  > It decides the rest.
- [ ] How old
  > That is nobody's business.
"""

KEY_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">
<circle cx="8" cy="10" r="6" fill="none" stroke="#0b5563"/><path d="M14 10h20v4" fill="none" stroke="#0b5563"/>
</svg>
"""

SOURCES = """---
title: Sources
---
## locks-1

- title: A short history of locks
- publisher: The Locksmith
- address: https://locks.example/history
- published_on: 2020-03-01
- read_on: 2026-11-01
- status: in force
"""

INSTITUTION = """---
title: Calder University
---
## whom-to-ask

Ask the [key office](mailto:keys@calder.example), extension 12.
"""

TRAVEL_INDEX = """---
title: Keys on the road
summary: What to leave at home.
audience: Everybody who travels.
minutes: 1
objectives:
  leave-it: Say which keys stay at home.
pages: [packing]
quiz: travel
topics: [international-travel]
sources: [locks-1]
reviewed_on: 2026-11-01
next_review_on: 2030-05-01
---
Most keys stay at home.
"""

PACKING = """---
title: Packing
minutes: 1
objectives: [leave-it]
topics: [international-travel]
sources: [locks-1]
---
Take the key of your suitcase. See [Lending](../keys/lending.md).

::: overlay whom-to-ask
:::
"""

TRAVEL_QUIZ = """---
title: "Quiz: keys on the road"
minutes: 2
pass_mark: 1
draw: 2
---

## suitcase {objective=leave-it}

Which key goes along?

- [x] That of the suitcase
  > You need it.
- [ ] That of the laboratory
  > It opens nothing there.

## left-at-home {objective=leave-it}

Which key stays?

- [x] That of the laboratory
  > It is safer at home.
- [ ] That of the suitcase
  > You need it.
"""

BOTH = """---
title: Keys at home and on the road
summary: Look after keys wherever you are.
modules: [keys, travel]
completes_by: quiz
---
Two modules about keys.
"""

KEYS: dict[str, str] = {
    "modules/courses/keys.md": COURSE,
    "modules/keys/index.md": INDEX,
    "modules/keys/lending.md": LENDING,
    "modules/keys/asking.md": ASKING,
    "modules/keys/images/key.svg": KEY_SVG,
    "modules/sources.md": SOURCES,
    "modules/institution.md": INSTITUTION,
    "quizzes/keys.md": QUIZ,
}

ALL: dict[str, str] = KEYS | {
    "modules/courses/keys-and-travel.md": BOTH,
    "modules/travel/index.md": TRAVEL_INDEX,
    "modules/travel/packing.md": PACKING,
    "quizzes/travel.md": TRAVEL_QUIZ,
}
