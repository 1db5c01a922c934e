"""`make bench`: a table and `var/bench.json`, with what each number should reach and whether this machine reached it."""

from __future__ import annotations

import json
import operator
import os
import platform
import sys
import tempfile
import time
from pathlib import Path

from bench.answers import measure_answers
from bench.others import complete_course, measure_memory, measure_paper, measure_quiz
from bench.pages import measure_inside, measure_pages
from bench.world import PROJECT, make_world

GOALS = {
    "lesson, % of bare": (operator.ge, 25),
    "lesson, % of bare with session": (operator.ge, 35),
    "answers at 8, % of raw": (operator.ge, 40),
    "errors at 32": (operator.le, 0),
    "whole quiz, ms of CPU": (operator.le, 20),
    "memory of two web workers and the job worker, MB (PSS)": (operator.le, 220),
    "certificate, warm, ms": (operator.le, 10),
}


def main() -> int:
    found: dict[str, float] = {"load of the machine before": os.getloadavg()[0]}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, make_world(Path(folder), learners=33) as world:
        data = Path(folder)
        found |= measure_pages(world, data) | measure_inside(world)
        found |= measure_answers(world, data)
        complete_course(world)
        found |= measure_memory(world, data)
        found |= measure_quiz(world) | measure_paper(world)
    found["seconds in all"] = time.monotonic() - began
    for name, number in found.items():
        goal = GOALS.get(name)
        verdict = "" if goal is None else f"{'reached' if goal[0](number, goal[1]) else 'FALLS SHORT'} (goal {goal[1]})"
        sys.stdout.write(f"{name:60} {number:12,.1f}   {verdict}\n")
    out = PROJECT / "var" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    machine = {"machine": platform.platform(), "python": platform.python_version()}
    out.write_text(json.dumps(machine | found, indent=2), encoding="utf-8")
    sys.stdout.write(f"Written to {out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
