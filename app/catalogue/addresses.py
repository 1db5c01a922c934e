"""Where the things that texts point to are found. The only place that knows."""

from __future__ import annotations


def page_address(module: str, page: str) -> str:
    return f"/learn/modules/{module}/{page}"


def course_address(course: str) -> str:
    return f"/courses/{course}"


def term_address(term: str) -> str:
    return f"/glossary/{term}"


def case_address(case: str) -> str:
    return f"/cases/{case}"


def card_address(card: str) -> str:
    return f"/around-the-world#{card}"


def picture_address(digest: str, ending: str) -> str:
    """`digest` is the SHA-256 of the picture's bytes, in hexadecimal; `ending` has no dot."""
    return f"/media/{digest}.{ending}"
