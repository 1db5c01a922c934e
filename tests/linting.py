"""What every page must be, whoever opens it: checked on each page that any test sees."""

from __future__ import annotations

from collections import Counter
from typing import Any

HARMLESS = {"non-void-html-element-start-tag-with-trailing-solidus"}


def complaints_about(page: Any) -> list[str]:
    found = [f"{error.code}" for error in page.errors if error.code not in HARMLESS]
    found += _about_words(page)
    found += _about_ids(page)
    found += _about_fields(page)
    for node in page.query("*"):
        attrs = node.attrs or {}
        found += [f"inline {name} on <{node.name}>" for name in attrs if name == "style" or name.startswith("on")]
    found += ["inline script" for node in page.query("script") if "src" not in node.attrs]
    found += ["inline style" for _node in page.query("style")]
    found += ["image without alt" for node in page.query("img") if "alt" not in node.attrs]
    found += ["form without a token" for form in page.query("form") if _posts(form) and not form.query("[name=csrf_token]")]
    return found


def _posts(form: Any) -> bool:
    return str(form.attrs.get("method", "get")).lower() == "post"


def _about_words(page: Any) -> list[str]:
    heads = [" ".join(head.to_text().split()) for head in page.query("h1")]
    if len(heads) != 1:
        return [f"{len(heads)} level-one headings"]
    title = " ".join(page.query("title")[0].to_text().split())
    complaints = [] if title.startswith(heads[0]) else [f"the title {title!r} does not begin with the heading {heads[0]!r}"]
    root = page.query("html")[0]
    return complaints + ([] if root.attrs.get("lang") else ["no language"])


def _about_ids(page: Any) -> list[str]:
    counted = Counter(str(node.attrs["id"]) for node in page.query("[id]"))
    complaints = [f"id {name} stands {count} times" for name, count in counted.items() if count > 1]
    for node in page.query("[aria-labelledby],[aria-describedby],label[for]"):
        for attribute in ("aria-labelledby", "aria-describedby", "for"):
            for name in str(node.attrs.get(attribute) or "").split():
                if name not in counted:
                    complaints.append(f"{attribute}={name} points nowhere")
    return complaints


def _about_fields(page: Any) -> list[str]:
    labelled = {str(label.attrs.get("for")) for label in page.query("label[for]")}
    complaints = []
    for field in page.query("input,select,textarea"):
        if field.attrs.get("type") in ("hidden", "submit"):
            continue
        if field.attrs.get("id") not in labelled and not field.attrs.get("aria-label") and not field.attrs.get("aria-labelledby"):
            complaints.append(f"field {field.attrs.get('name')} has no label")
    return complaints
