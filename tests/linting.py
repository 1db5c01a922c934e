"""What every page must be, whoever opens it: checked on each page that any test sees."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

HARMLESS = {"non-void-html-element-start-tag-with-trailing-solidus"}

Elements = dict[str, list[Any]]


def complaints_about(page: Any) -> list[str]:
    """The page is walked once: some thousand pages are opened by the tests, and a query walks all of it each time."""
    named: Elements = defaultdict(list)
    for node in _elements_in(page.root):
        named[node.name].append(node)
    found = [f"{error.code}" for error in page.errors if error.code not in HARMLESS]
    found += _about_words(named)
    found += _about_ids(named)
    found += _about_fields(named)
    for node in _all(named):
        found += [f"inline {name} on <{node.name}>" for name in node.attrs if name == "style" or name.startswith("on")]
    found += ["inline script" for node in named["script"] if "src" not in node.attrs]
    found += ["inline style" for _node in named["style"]]
    found += ["image without alt" for node in named["img"] if "alt" not in node.attrs]
    found += ["form without a token" for form in named["form"] if _posts(form) and not _carries_a_token(form)]
    return found


def _elements_in(node: Any) -> Iterator[Any]:
    for child in node.children or ():
        if not child.name.startswith(("#", "!")):
            yield child
            yield from _elements_in(child)


def _all(named: Elements) -> Iterator[Any]:
    for nodes in named.values():
        yield from nodes


def _posts(form: Any) -> bool:
    return str(form.attrs.get("method", "get")).lower() == "post"


def _carries_a_token(form: Any) -> bool:
    return any(node.attrs.get("name") == "csrf_token" for node in _elements_in(form))


def _words_of(node: Any) -> str:
    return " ".join(node.to_text().split())


def _about_words(named: Elements) -> list[str]:
    heads = [_words_of(head) for head in named["h1"]]
    if len(heads) != 1:
        return [f"{len(heads)} level-one headings"]
    title = _words_of(named["title"][0])
    complaints = [] if title.startswith(heads[0]) else [f"the title {title!r} does not begin with the heading {heads[0]!r}"]
    return complaints + ([] if named["html"][0].attrs.get("lang") else ["no language"])


def _about_ids(named: Elements) -> list[str]:
    counted = Counter(str(node.attrs["id"]) for node in _all(named) if "id" in node.attrs)
    complaints = [f"id {name} stands {count} times" for name, count in counted.items() if count > 1]
    for node in _all(named):
        for attribute in ("aria-labelledby", "aria-describedby", *(["for"] if node.name == "label" else [])):
            for name in str(node.attrs.get(attribute) or "").split():
                if name not in counted:
                    complaints.append(f"{attribute}={name} points nowhere")
    return complaints


def _about_fields(named: Elements) -> list[str]:
    labelled = {str(label.attrs["for"]) for label in named["label"] if "for" in label.attrs}
    complaints = []
    for field in (*named["input"], *named["select"], *named["textarea"]):
        if field.attrs.get("type") in ("hidden", "submit"):
            continue
        if field.attrs.get("id") not in labelled and not field.attrs.get("aria-label") and not field.attrs.get("aria-labelledby"):
            complaints.append(f"field {field.attrs.get('name')} has no label")
    return complaints
