"""Plain words out of HTML, and words folded so that both engines find the same."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

BLOCKS = {"p", "li", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "figcaption", "blockquote", "div", "aside", "section"}
STOPPED = frozenset(
    {
        *("a", "about", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "how", "i", "in", "is"),
        *("it", "its", "may", "my", "of", "on", "or", "our", "that", "the", "this", "to", "was", "we", "what", "when", "where"),
        *("which", "who", "whom", "why", "with", "you", "your"),
    }
)
"""Words that say nothing of what is looked for."""


def fold(text: str) -> str:
    """Lower case, without accents and marks, single spaces: "NSPM-33" becomes "nspm 33"."""
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(letter for letter in small if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def telling_words(folded: str) -> tuple[str, ...]:
    """Each once, those that say nothing left out unless there are no others."""
    words = tuple(dict.fromkeys(folded.split()))
    return tuple(word for word in words if word not in STOPPED) or words


class _Reader(HTMLParser):
    """Collects text, in parts that begin at each level-2 heading."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self.here = self.parts[0][2]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self.parts.append((dict(attrs).get("id") or "", [], []))
            self.here = self.parts[-1][1]
        elif tag in BLOCKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self.here = self.parts[-1][2]
        elif tag in BLOCKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        self.here.append(data)


def sections_of(html: str) -> list[tuple[str, str, str]]:
    """Of each part: the id of its level-2 heading, the heading, the text below. The first part may have no heading."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [(here, _plain(heading), _plain(text)) for here, heading, text in reader.parts]


def text_of_html(html: str) -> str:
    return " ".join(piece for _here, heading, text in sections_of(html) for piece in (heading, text) if piece)


def _plain(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
