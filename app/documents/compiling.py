"""The press: one warm typst compiler a process, which sees the templates and fonts beside it, and no network.

A document is a template's name and plain JSON values, already formatted and translated. Values reach the template as
data, never as markup. The same values give the same bytes. What each template wants stands at its top.
"""

import functools
import json
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

from app.errors import Failure

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
NAME = re.compile(r"[a-z]+(-[a-z]+)*")
NO_GLYPH = "could not be displayed"


class NotPrintable(Failure):
    """A document could not be compiled: an unknown template, or a value that is missing or of the wrong kind.

    `message` is for the person who asked, `detail` (also what `str` gives) for the log.
    """

    def __init__(self, detail: str) -> None:
        super().__init__("This document could not be made. Nothing else has changed. Tell us which document it was.")
        self.detail = detail

    def __str__(self) -> str:
        return self.detail


class _Press:
    """Compiles one document at a time: typst's compiler is not to be entered twice."""

    def __init__(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
        self._compiler = typst.Compiler(root=TEMPLATES, font_paths=fonts)
        self._turn = threading.Lock()

    def run(self, source: Path, data: str, *, standard: Literal["ua-1", "1.7"]) -> bytes:
        with self._turn:
            pdf = self._compiler.compile(source, format="pdf", sys_inputs={"data": data}, pdf_standards=standard, timestamp=0)
        if not isinstance(pdf, bytes):
            raise NotPrintable(f"The document {source.stem} came out as no single file.")
        return pdf


@functools.cache
def _press() -> _Press:
    return _Press()


def compile_document(template: str, data: Mapping[str, object]) -> bytes:
    """`template` with `data` as a tagged PDF: PDF/UA-1, or plain PDF 1.7 where no font here has one of its characters.

    PDF/UA allows no empty boxes; a person's name that would show one still gets its paper, without that claim.
    Raises NotPrintable.
    """
    source = TEMPLATES / f"{template}.typ"
    if not NAME.fullmatch(template) or not source.is_file():
        raise NotPrintable(f"There is no document named {template}.")
    try:
        text = json.dumps(data, ensure_ascii=False)
        try:
            return _press().run(source, text, standard="ua-1")
        except typst.TypstError as error:
            if NO_GLYPH not in str(error):
                raise
            return _press().run(source, text, standard="1.7")
    except (typst.TypstError, TypeError, ValueError) as error:
        raise NotPrintable(f"The document {template} could not be made: {error}") from error
