"""Static files under hashed names."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from app.web.assets import HASHED, Assets, shrink_css
from app.web.places import STATIC


def nothing(environ: object, start_response: object) -> object:
    return Response("no such file", 404)(environ, start_response)  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, content in {
        "css/a.css": "/* words */\na > b { color: red; src: url(../fonts/x.woff2) format('woff2'); }\n",
        "fonts/x.woff2": "font",
        "images/mark.svg": "<svg xmlns='http://www.w3.org/2000/svg'>" + "<g/>" * 50 + "</svg>",
    }.items():
        path = tmp_path / "static" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "static"


def test_a_name_changes_with_its_content_and_with_what_it_names(root: Path, tmp_path: Path) -> None:
    before = Assets(root, tmp_path / "cache")
    assert HASHED.search(before.url("css/a.css"))
    (root / "fonts/x.woff2").write_text("another font")
    after = Assets(root, tmp_path / "cache")
    assert after.url("fonts/x.woff2") != before.url("fonts/x.woff2")
    assert after.url("css/a.css") != before.url("css/a.css")
    assert after.url("images/mark.svg") == before.url("images/mark.svg")


def test_files_are_served_for_ever_and_compressed(root: Path, tmp_path: Path) -> None:
    assets = Assets(root, tmp_path / "cache")
    client = Client(assets.wrap(nothing))  # type: ignore[arg-type]
    with client.get(assets.url("images/mark.svg"), headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"].startswith("image/svg+xml")
        assert gzip.decompress(answer.data) == (root / "images/mark.svg").read_bytes()
    with client.get(assets.url("css/a.css")) as answer:
        sheet = answer.get_data(as_text=True)
        assert assets.url("fonts/x.woff2") in sheet
        assert "words" not in sheet


@pytest.mark.parametrize("address", ["/static/css/a.css", "/static/../a.css", "/static/", "/"])
def test_everything_else_goes_on_to_the_application(root: Path, tmp_path: Path, address: str) -> None:
    client = Client(Assets(root, tmp_path / "cache").wrap(nothing))  # type: ignore[arg-type]
    assert client.get(address).status_code == 404


def test_what_an_earlier_version_left_is_still_served(root: Path, tmp_path: Path) -> None:
    former = Assets(root, tmp_path / "cache").url("css/a.css")
    (root / "css/a.css").write_text("a { color: blue }")
    client = Client(Assets(root, tmp_path / "cache").wrap(nothing))  # type: ignore[arg-type]
    with client.get(former) as answer:
        assert answer.status_code == 200


def test_an_unknown_file_is_named(root: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyError, match=r"no static file 'css/b\.css'"):
        Assets(root, tmp_path / "cache").url("css/b.css")


def test_shrinking_keeps_the_meaning() -> None:
    sheet = '/* x */ a:hover ,\n b > c { content: ": "; margin: calc(1px + 2px) 0; }\n@media print { d { color: red; } }'
    assert shrink_css(sheet) == 'a:hover ,b > c{content: ": ";margin: calc(1px + 2px) 0}@media print{d{color: red}}'


@pytest.mark.parametrize("script", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_name_no_other_file(script: Path) -> None:
    """Names are hashed, so a script that imported another would not find it."""
    assert "import " not in script.read_text()
