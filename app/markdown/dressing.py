"""Tokens made ready to print: tables with scopes and labels and no style, pictures as figures, footnotes with ids."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

Attributes = dict[str, str | int | float]

BACK = "\u21a9\ufe0e"


def full_id(prefix: str, slug: str) -> str:
    return f"{prefix}--{slug}"


def dress(tokens: Sequence[Token], *, prefix: str) -> list[Token]:
    """Copies; the tokens given stay as they are."""
    dressed = [_dress_footnote(token.copy(), prefix) for token in tokens]
    for token in dressed:
        if token.children:
            token.children = [_dress_footnote(child.copy(), prefix) for child in token.children]
    _dress_tables(dressed)
    _dress_figures(dressed)
    return dressed


def _dress_tables(tokens: Sequence[Token]) -> None:
    """The first cell of each row becomes its head."""
    heads: list[str] = []
    column = 0
    for place, token in enumerate(tokens):
        if token.type == "table_open":
            token.attrs, heads = {"class": "ow-rows ow-block", "role": "table"}, []
        elif token.type in ("thead_open", "tbody_open"):
            token.attrs = {"role": "rowgroup"}
        elif token.type == "tr_open":
            token.attrs, column = {"role": "row"}, 0
        elif token.type == "th_open":
            heads.append(_words(tokens[place + 1]))
            token.attrs = _aligned(token) | {"scope": "col", "role": "columnheader"}
        elif token.type == "td_open":
            token.attrs = _aligned(token) | _cell(heads, column)
            token.tag = "td" if column else "th"
        elif token.type == "td_close":
            token.tag = "td" if column else "th"
            column += 1


def _words(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline")).strip()


def _aligned(token: Token) -> Attributes:
    return {"class": "ow-num"} if "right" in str(token.attrs.get("style", "")) else {}


def _cell(heads: Sequence[str], column: int) -> Attributes:
    if column == 0:
        return {"scope": "row", "role": "rowheader"}
    label = heads[column] if column < len(heads) else ""
    return {"role": "cell", "data-label": label} if label else {"role": "cell"}


def _dress_figures(tokens: Sequence[Token]) -> None:
    """A picture alone in its paragraph is a figure; its title is the caption."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        if opening.type == "paragraph_open" and not opening.hidden and [child.type for child in children] == ["image"]:
            opening.tag = closing.tag = "figure"
            opening.attrs = {"class": "ow-figure ow-block"}
            caption = escape(str(children[0].attrs.get("title", "")))
            inline.children = children + ([_html(f"<figcaption>{caption}</figcaption>")] if caption else [])


def _dress_footnote(token: Token, prefix: str) -> Token:
    if token.type == "footnote_block_open":
        token.tag, token.attrs = "ol", {"class": "ow-footnotes"}
    elif token.type == "footnote_block_close":
        token.tag = "ol"
    elif token.type == "footnote_open":
        token.tag, token.attrs = "li", {"id": full_id(prefix, f"fn{_number(token)}")}
    elif token.type == "footnote_close":
        token.tag = "li"
    elif token.type == "footnote_ref":
        number, there = _number(token), escape(full_id(prefix, f"fn{_number(token)}"))
        here = escape(_reference_id(token, prefix))
        label = f"Footnote {number}"
        return _html(f'<sup><a href="#{there}" id="{here}" role="doc-noteref" aria-label="{label}">{number}</a></sup>')
    elif token.type == "footnote_anchor":
        back, repeat = escape(_reference_id(token, prefix)), int(token.meta.get("subId", 0))
        label = f"Back to footnote {_number(token)}" + (f", place {repeat + 1}" if repeat else "")
        return _html(f' <a href="#{back}" role="doc-backlink" aria-label="{label}">{BACK}</a>')
    return token


def _number(token: Token) -> int:
    return int(token.meta["id"]) + 1


def _reference_id(token: Token, prefix: str) -> str:
    repeat = int(token.meta.get("subId", 0))
    return full_id(prefix, f"fnref{_number(token)}" + (f"-{repeat + 1}" if repeat else ""))


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
