"""Compiling: JSON and back without a difference, and digests that anybody can reckon again."""

from __future__ import annotations

import hashlib
import json

from app.catalogue import compiling
from app.catalogue.reading import read_bundle
from tests.catalogue.example import FILES, OPEN_PATH, tree

BUNDLE, _ = read_bundle(tree())


def test_everything_survives_the_trip_through_json() -> None:
    module, course = BUNDLE.modules["small"], BUNDLE.courses["small"]
    assert compiling.module_from_json(compiling.module_to_json(module)) == module
    assert compiling.course_from_json(compiling.course_to_json(course)) == course
    assert compiling.sources_from_json(compiling.sources_to_json(BUNDLE.sources)) == BUNDLE.sources
    assert compiling.overlays_from_json(compiling.overlays_to_json(BUNDLE.overlays)) == BUNDLE.overlays


def test_the_trip_is_the_same_each_time() -> None:
    text = compiling.module_to_json(BUNDLE.modules["small"])
    assert compiling.module_to_json(compiling.module_from_json(text)) == text
    assert json.loads(text)["pages"][1]["parts"][0]["part"] == "html"


def test_the_files_of_a_module_are_its_pages_its_pictures_and_its_quiz() -> None:
    assert set(compiling.files_of(BUNDLE, "small")) == {path for path in FILES if "small" in path and "courses" not in path}


def test_a_digest_is_the_sum_of_the_sums() -> None:
    files = {"b": b"2", "a": b"1"}
    listed = f"{hashlib.sha256(b'1').hexdigest()}  a\n{hashlib.sha256(b'2').hexdigest()}  b\n"
    assert compiling.digest_of(files) == hashlib.sha256(listed.encode()).hexdigest()


def test_a_digest_changes_with_a_byte_and_with_a_name() -> None:
    files = compiling.files_of(BUNDLE, "small")
    digest = compiling.digest_of(files)
    renamed = {path.replace("open", "opened"): data for path, data in files.items()}
    assert compiling.digest_of(files | {OPEN_PATH: files[OPEN_PATH] + b" "}) != digest
    assert compiling.digest_of(renamed) != digest
    assert compiling.digest_of(dict(reversed(files.items()))) == digest
