"""What can go wrong for a person, as a small tree. `web.failing` turns it into HTTP, `commands` into exit codes.

    Failure
    ├── Invalid        422   what was sent cannot be accepted; says what to change
    ├── NotSignedIn    401   nobody is signed in, or no longer
    ├── NotAllowed     403   this person may not do this
    ├── NotFound       404   no such thing, or not for this person to know
    ├── Conflict       409   true a moment ago, no longer: someone or something was faster
    ├── Gone           410   was here once: a link already used or too old
    ├── Throttled      429   too many tries; says when to come back
    ├── Unavailable    503   a part that is needed does not answer
    └── Misconfigured   -    a setting that is missing or unsafe; the program refuses to start

The message of each says what is true, then what to do next, in the voice of the product. It is one string, which translators find
(`make strings`), and names what is put into it: `Invalid("Use at least %(count)s characters", count=12)`.
"""

from __future__ import annotations

from typing import Any


class Failure(Exception):
    status = 500

    def __init__(self, message: str = "", **facts: Any) -> None:
        super().__init__(message)
        self.text, self.facts = message, facts

    @property
    def message(self) -> str:
        """In English, as commands and the log say it; to readers `web.languages.said` says it in theirs."""
        return self.text % self.facts if self.facts else self.text

    def __str__(self) -> str:
        return self.message


class Invalid(Failure):
    """`field` names the input that is at fault, where there is one."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None, **facts: Any) -> None:
        super().__init__(message, **facts)
        self.field = field


class NotSignedIn(Failure):
    status = 401


class NotAllowed(Failure):
    status = 403


class NotFound(Failure):
    status = 404


class Conflict(Failure):
    status = 409


class Gone(Failure):
    status = 410


class Throttled(Failure):
    status = 429

    def __init__(self, message: str, *, retry_after: int, **facts: Any) -> None:
        """`retry_after` in seconds."""
        super().__init__(message, **facts)
        self.retry_after = retry_after


class Unavailable(Failure):
    status = 503


class Misconfigured(Failure):
    pass
