from __future__ import annotations

import pytest
from flask import Flask

from app.access.principals import Grip, Permission, Principal
from app.menu import menu_for

OFFICER = Principal(1, "c", "Sam", "sam@calder.example", "en", "UTC", 0, (Grip(frozenset({Permission.SEE_CHECKS})),))


@pytest.mark.parametrize(
    ("path", "words", "where"),
    [
        ("/", "Learning", "page"),
        ("/checks", "Checks", "page"),
        ("/checks/w2Isy3lojqAR2WYugRuFCg/people/3", "Checks", "true"),
        ("/teams/new", "Teams", "true"),
        ("/teamster", "", ""),
        ("/privacy", "", ""),
    ],
)
def test_the_menu_says_where_one_is_also_on_pages_below(one_app: Flask, path: str, words: str, where: str) -> None:
    with one_app.test_request_context(path):
        found = [(label, told) for _address, label, told in menu_for(OFFICER) if told]
    assert found == ([(words, where)] if words else [])
