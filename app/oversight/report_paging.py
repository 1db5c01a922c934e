"""One page of the people in a report."""

from __future__ import annotations

from typing import Any

from app.accounts.searching import PAGE_SIZE
from app.oversight.reminding import mailings_by_code
from app.oversight.report_wording import people_heading
from app.oversight.reporting import Asked, people_asked
from app.requirements.listing import count_listed, page_of_listed
from app.web.requests import reading


def page_shown(asked: Asked, state: str, *, page: int) -> dict[str, Any]:
    """What the template shows; a page past the last is the last."""
    listed = people_asked(asked, state)
    total = count_listed(reading(), listed)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    found = page_of_listed(reading(), listed, number=number, size=PAGE_SIZE)
    return {
        "found": found,
        "title": people_heading(asked, total),
        "total": total,
        "number": number,
        "pages": pages,
        "mailings": mailings_by_code(reading(), [one.code for one in found]),
    }
