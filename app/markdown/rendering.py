"""Nodes into HTML that is safe to print: every tag, attribute, class and address is on a list, and there is no style."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import nh3
from markdown_it.renderer import RendererHTML

from app.markdown.documents import PARSER, Node
from app.markdown.dressing import dress

CLASSES = {
    "table": {"ow-rows", "ow-block"},
    "td": {"ow-num"},
    "th": {"ow-num"},
    "section": {"ow-block", "ow-case"},
    "ol": {"ow-footnotes"},
    "aside": {"ow-margin"},
    "div": {"ow-block", "ow-note"},
    "p": {"ow-note__title"},
    "span": {"ow-block__kind"},
    "figure": {"ow-figure", "ow-block"},
}
HEADINGS = {"h2", "h3", "h4", "h5", "h6"}
INLINE = {"a", "b", "br", "code", "em", "img", "span", "strong", "sup"}
BLOCKS = {"aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol", "p", "pre", "section", "ul"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href", "id", "aria-label"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "li": {"id"},
    "td": {"data-label"},
    "section": {"aria-labelledby"},
    "aside": {"id", "aria-label"},
} | {heading: {"id"} for heading in HEADINGS}
VALUES = {
    "th": {"scope": {"col", "row"}, "role": {"columnheader", "rowheader"}},
    "td": {"role": {"cell"}},
    "table": {"role": {"table"}},
    "thead": {"role": {"rowgroup"}},
    "tbody": {"role": {"rowgroup"}},
    "tr": {"role": {"row"}},
    "a": {"role": {"doc-noteref", "doc-backlink"}},
    "div": {"role": {"note"}},
}
CLEANER = nh3.Cleaner(
    tags=INLINE | BLOCKS | TABLES | HEADINGS,
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)

RENDERER = RendererHTML(PARSER)


def clean(html: str) -> str:
    return CLEANER.clean(html)


def render(nodes: Iterable[Node], *, prefix: str) -> str:
    """Not yet cleaned: `clean` comes last, when everything around it is there."""
    tokens = dress([token for node in nodes for token in node.to_tokens()], prefix=prefix)
    return RENDERER.render(tokens, PARSER.options, {})


def render_inline(node: Node) -> str:
    """The inside of one paragraph, cleaned: fit for a label or a list item."""
    return clean(render([child for child in node.children if child.type == "inline"], prefix="")).strip()


def render_block(nodes: Sequence[Node], *, prefix: str) -> str:
    return clean(render(nodes, prefix=prefix)).strip()
