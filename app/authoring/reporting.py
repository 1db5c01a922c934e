"""What the addresses of sources turned out to be, as a table and as lines for the console."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from app.authoring.visiting import Outcome, Visit
from app.catalogue.shapes import Source

COLUMNS = ("source", "title", "address", "read_on", "outcome", "status", "leads_to", "remark")
WORTH_SAYING = (Outcome.GONE, Outcome.MOVED, Outcome.UNCLEAR, Outcome.NOT_ASKED)


def link_table(sources: Sequence[Source], visits: Mapping[str, Visit]) -> list[list[object]]:
    """Heads first, then one row for each source; those beyond the limit are `not asked`."""
    table: list[list[object]] = [list(COLUMNS)]
    for source in sources:
        visit = visits.get(source.address) or Visit(source.address, Outcome.NOT_ASKED, remark="beyond the limit")
        facts = (visit.outcome.value, visit.status or "", visit.leads_to, visit.remark)
        table.append([source.id, source.title, source.address, source.read_on.isoformat(), *facts])
    return table


def link_lines(sources: Sequence[Source], visits: Mapping[str, Visit]) -> list[str]:
    """What an author should look at, the worst first; how many of each at the end."""
    lines = []
    for outcome in WORTH_SAYING:
        for source in sources:
            visit = visits.get(source.address)
            if visit is not None and visit.outcome is outcome:
                more = visit.leads_to or visit.remark or (visit.status and f"answer {visit.status}") or ""
                lines.append(f"{source.id}: {outcome}: {source.address}" + (f" ({more})" if more else ""))
    counts = Counter(visit.outcome for visit in visits.values())
    return [
        *lines,
        ", ".join(f"{outcome}: {counts[outcome]}" for outcome in Outcome if counts[outcome]) or "No source has an address.",
    ]
