"""The seal: a rosette of fine lines drawn from the SHA-256 of a code. Same code, same seal, on screen and on paper.

It is a courtesy to the eye, not a proof: anyone can draw the seal of any code.
"""

import hashlib
from collections.abc import Iterator

INK = "#5b2f86"
HALF = 50
OPENED = "translate(5 -5)"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _outer_circles(digest: bytes) -> Iterator[str]:
    count, radius = 18 + digest[0] % 19, 27 + digest[1] % 9
    for step in range(count):
        yield f'<circle cx="{44 - radius}" r="{radius}" transform="rotate({_short(step * 360 / count)})"/>'


def _inner_ellipses(digest: bytes) -> Iterator[str]:
    count, long_half, short_half = 3 + digest[2] % 6, 40 - digest[3] % 6, 18 + digest[4] % 12
    turn = digest[5] / 255 * 180 / count
    for step in range(count):
        angle = _short(turn + step * 180 / count)
        for line in range(3):
            yield f'<ellipse rx="{long_half - 2 * line}" ry="{short_half - 2 * line}" transform="rotate({angle})"/>'


def seal_svg(code: str) -> str:
    """The seal of `code` as one `<svg>`, for inline HTML and for paper; the sheet's `.ow-seal` overrules its colour and line.

    Draw the code exactly as issued: case and hyphens count. Its ids come from the code, so one page may show many seals,
    but each code once.
    """
    digest = hashlib.sha256(code.encode()).digest()
    ident = "s" + digest.hex()[:8]
    lines = "".join([*_outer_circles(digest), *_inner_ellipses(digest)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ow-seal" viewBox="-{HALF} -{HALF} {2 * HALF} {2 * HALF}" '
        f'fill="none" stroke="{INK}" stroke-width=".35" aria-hidden="true">'
        f'<defs><clipPath id="{ident}a"><path d="M-{HALF}-{HALF}H0V0H{HALF}V{HALF}H-{HALF}Z"/></clipPath>'
        f'<clipPath id="{ident}b"><path d="M0-{HALF}H{HALF}V0H0Z"/></clipPath></defs>'
        f'<g clip-path="url(#{ident}a)"><g id="{ident}">{lines}</g></g>'
        f'<g transform="{OPENED}"><use href="#{ident}" clip-path="url(#{ident}b)"/></g></svg>'
    )
