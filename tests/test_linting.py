from __future__ import annotations

import pytest
from justhtml import JustHTML

from tests.linting import complaints_about

GOOD = (
    '<!doctype html><html lang="en"><head><title>Keys - Openward</title><script src="/a.js"></script></head><body><h1>Keys</h1>'
    '<form method="post"><input type="hidden" name="csrf_token" value="x"><label for="who">Who</label><input id="who" name="who">'
    '</form><img src="/a.svg" alt="A key"><p aria-describedby="who">End</p></body></html>'
)


def complaints(page: str) -> list[str]:
    return complaints_about(JustHTML(page, sanitize=False, collect_errors=True))


def test_a_page_as_it_should_be() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("<h1>Keys</h1>", "<h1>Locks</h1>", "does not begin with the heading"),
        ("<h1>Keys</h1>", "<h1>Keys</h1><h1>Keys</h1>", "2 level-one headings"),
        (' lang="en"', "", "no language"),
        ('<label for="who">', '<label for="whom">', "for=whom points nowhere"),
        ('<label for="who">Who</label>', "", "field who has no label"),
        ('aria-describedby="who"', 'aria-describedby="gone"', "aria-describedby=gone points nowhere"),
        ("<p ", '<p id="who" ', "id who stands 2 times"),
        ("<p ", '<p style="color: red" ', "inline style on <p>"),
        ("<p ", '<p onclick="go()" ', "inline onclick on <p>"),
        (' src="/a.js"', "", "inline script"),
        ("</head>", "<style>p {}</style></head>", "inline style"),
        (' alt="A key"', "", "image without alt"),
        ('name="csrf_token"', 'name="other"', "form without a token"),
        ("End</p>", "End</div></p>", "unexpected-end-tag"),
    ],
)
def test_what_is_wrong_is_found(old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    assert any(complaint in found for found in complaints(GOOD.replace(old, new, 1)))
