"""A QR code as one `<svg>`, of a fixed size and mask, so that it costs a millisecond and looks alike from paper to paper."""

import html
import io

import segno

VERSION = 5
MASK = 2
QUIET = 4
"""Version 5 at error level M holds 84 bytes in 37 modules; QUIET is the empty margin readers need, in modules."""


def _encode(text: str) -> segno.QRCode:
    version = VERSION if len(text.encode()) <= 84 else None
    return segno.make_qr(text, error="m", version=version, mask=MASK, boost_error=False, encoding="utf-8")


def qr_svg(text: str, *, label: str = "") -> str:
    """`text` as a QR code for inline HTML or paper: black on nothing, so it wants a white ground.

    `label` is its accessible name; without one it is hidden from assistive technology, as beside the same text in words.
    Longer than 84 bytes of UTF-8 it grows; beyond 2,331 bytes segno refuses with a ValueError.
    """
    out = io.BytesIO()
    _encode(text).save(
        out,
        kind="svg",
        xmldecl=False,
        border=QUIET,
        omitsize=True,
        svgclass="ow-qr",
        lineclass=None,
        dark="#000",
        nl=False,
    )
    access = f'role="img" aria-label="{html.escape(label)}"' if label else 'aria-hidden="true"'
    return out.getvalue().decode().replace("<svg ", f'<svg {access} shape-rendering="crispEdges" ', 1)
