"""Texts that mean harm, and a look at what came out."""

from __future__ import annotations

from html.parser import HTMLParser

ENDLESS = {
    "stars": "*a " * 3000,
    "strong": "**" * 5000,
    "brackets": "[" * 9000,
    "brackets both ways": "[a" * 3000 + "]" * 3000,
    "links": "[a](" * 2500,
    "pictures": "![" * 3000 + "](a)" * 1000,
    "quotes": ">" * 9000,
    "lists": "- " * 4000,
    "lists and quotes": "> - " * 2500,
    "footnotes in footnotes": "[^a]: " * 1500,
    "footnotes": "[^a]" * 2400 + "\n\n[^a]: x",
    "definitions": "a\n" + ": " * 4000,
    "backticks": "".join("`" * number + " " for number in range(140)),
    "angles": "<" * 9999,
    "addresses": "<a@" * 3000,
    "entities": "&#" * 5000,
    "columns": "|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|b\n" * 1000,
    "containers": "::: a\n" * 3900,
    "containers apart": ":::: a\n\n::: b\n" * 1900,
    "closings": ":::\n" * 3900,
    "references": "".join(f"[{number}]: x\n" for number in range(3900)),
    "deeper and deeper": "\n".join("  " * number + "- a" for number in range(200)),
    "one line": "a" * 199_999,
    "one paragraph": "a *b* c\n" * 3900,
    "lines": "a\n\n" * 90_000,
    "tabs": "\t" * 9000,
    "fences": "```\n" * 3900,
    "colons": ":" * 9000,
    "braces": "## " + "{a=" * 3000,
}

PIECES = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<p style='x'>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "[a](//evil.example)",
    "![a](javascript:alert(1))",
    '![a](x "\\" onerror=\\"x")',
    '[a](x "\\"><script>")',
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)",
    "&lt;script&gt;",
    "&#x6A;avascript:x",
    "::: note",
    ":::: path a",
    "::: check a {objective=b}",
    "::: scenario a b",
    "::: definition \"x 'onload=y' <b>",
    "::: case <script>",
    "::: overlay a",
    "::: checklist a b",
    ":::",
    "::::",
    '### "><script> {step=a}',
    "## a {objective=b}",
    "- [x] yes",
    "- [ ] no",
    "- [=] 4 ± 1",
    "  > why",
    "> why",
    "1. one",
    "2. two",
    '| a | " onload=x |',
    "|:--|--:|",
    "| <script> | c |",
    "- [go](#a)",
    "[^1]",
    "[^1]: note",
    "Term",
    ": means",
    "```",
    "```html onload=x",
    "*a **b _c",
    "---",
    "\\",
    "",
    "",
]


class Looker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.harm: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "iframe", "object", "embed", "form", "input", "svg", "math", "base", "link", "meta"):
            self.harm.append(tag)
        for name, value in attrs:
            plain = "".join((value or "").split()).lower()
            if name.startswith("on") or name == "style" or (name in ("href", "src") and _is_harmful(plain)):
                self.harm.append(f"{tag} {name}={value}")


def _is_harmful(address: str) -> bool:
    scheme, colon, _ = address.partition(":")
    return bool(colon) and scheme.isalpha() and scheme not in ("http", "https", "mailto")


def harm_in(html: str) -> list[str]:
    looker = Looker()
    looker.feed(html)
    looker.close()
    return looker.harm + (["<script"] if "<script" in html.lower() else [])
