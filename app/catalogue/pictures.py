"""Pictures: what they are, how large, and that an SVG only draws."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from xml.parsers import expat

from app.catalogue.addresses import picture_address
from app.markdown.problems import Problem

SIZE_LIMIT = 1_000_000
DEPTH_LIMIT = 100
SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "webp": b"RIFF"}
SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath"}
STRUCTURE = {"svg", "g", "defs", "title", "desc", "metadata", "use", "symbol", "switch", "view", "style"}
PAINT = {"marker", "pattern", "linearGradient", "radialGradient", "stop", "clipPath", "mask"}
FILTERS = {"filter", "feBlend", "feColorMatrix", "feComposite", "feFlood", "feGaussianBlur", "feMerge", "feMergeNode", "feOffset"}
DRAWING = SHAPES | STRUCTURE | PAINT | FILTERS
FOREIGN = re.compile(r"""@import|expression\s*\(|javascript:|\\|url\(\s*(?!["']?#)""", re.IGNORECASE)
ENCODING = re.compile(rb"""\A<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")
"""How a text in UTF-16 or UTF-32 begins; expat would follow it whatever it is told."""
INSIDE = "Keep everything inside the file."


@dataclass(frozen=True)
class Picture:
    """`size` is width and height in pixels, where the file says them."""

    address: str
    size: tuple[int, int] | None


def read_picture(data: bytes, ending: str) -> tuple[Picture, list[Problem]]:
    address = picture_address(hashlib.sha256(data).hexdigest(), ending)
    if len(data) > SIZE_LIMIT:
        return Picture(address, None), [Problem(1, f"The picture is larger than {SIZE_LIMIT:,} bytes. Make it smaller.")]
    if ending == "svg":
        svg = _Svg()
        svg.read(data)
        return Picture(address, svg.size), svg.problems
    if not data.startswith(SIGNATURES[ending]) or (ending == "webp" and data[8:12] != b"WEBP"):
        return Picture(address, None), [Problem(1, f"The picture is not what its name says: no {ending.upper()} is inside.")]
    size = (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) if ending == "png" else None
    return Picture(address, size), []


class _Svg:
    """Reads a drawing element by element; nothing is built, and nothing outside it is opened."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.size: tuple[int, int] | None = None
        self.open: list[str] = []
        self.style = ""
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.ProcessingInstructionHandler = self._refuse
        self.parser.StartDoctypeDeclHandler = self._refuse

    def read(self, data: bytes) -> None:
        if ENCODING.match(data) or data.startswith(WIDE):
            self._complain("The picture is not UTF-8. Save it as plain SVG in UTF-8.")
            return
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            self.problems.append(
                Problem(error.lineno, "The picture cannot be read as SVG from here on. Save it again as plain SVG.")
            )
        except _Stop:
            pass

    def _complain(self, text: str) -> None:
        self.problems.append(Problem(max(self.parser.CurrentLineNumber, 1), text))

    def _refuse(self, *_: object) -> None:
        self._complain("The picture has a DOCTYPE or an instruction. Save it as plain SVG without them.")
        raise _Stop

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if not self.open:
            self.size = _size_of(attributes)
        if (not self.open and name != "svg") or len(self.open) > DEPTH_LIMIT:
            self._complain("The picture is not a drawing: its outermost element is not <svg>, or it is nested too deeply.")
            raise _Stop
        self.open.append(name)
        if name not in DRAWING:
            self._complain(
                f"The picture has <{tag[:40]}>. A picture only draws: no script, no link, no animation, nothing foreign."
            )
        for key, value in attributes.items():
            self._look_at(key[:40], key.rpartition(":")[2].lower(), value)

    def _look_at(self, key: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self._complain(f"The picture has {key}=, which would run. Remove it.")
        elif name in ("href", "src", "base") and not value.strip().startswith("#"):
            self._complain(f"The picture's {key}= points outside it. {INSIDE}")
        elif FOREIGN.search(value):
            self._complain(f"The picture's {key}= loads something from elsewhere. {INSIDE}")

    def _text(self, text: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += text

    def _end(self, _: str) -> None:
        if self.open.pop() == "style" and FOREIGN.search(self.style):
            self._complain(f"The picture's style loads something from elsewhere. {INSIDE}")
            self.style = ""


class _Stop(Exception):
    """The picture is refused; what follows need not be read."""


def _size_of(attributes: dict[str, str]) -> tuple[int, int] | None:
    numbers = re.findall(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?", attributes.get("viewBox", ""))
    if len(numbers) != 4:
        numbers = ["0", "0", *(attributes.get(side, "").removesuffix("px") for side in ("width", "height"))]
    if not all(re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,6})?", number) for number in numbers[2:]):
        return None
    width, height = (round(float(number)) for number in numbers[2:])
    return (width, height) if min(width, height) > 0 else None
