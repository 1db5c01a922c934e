"""Data as the callers hand it to the press, and what a reader finds in a PDF."""

import io
from collections.abc import Iterator
from typing import Any

import pypdf

from app.documents.qr import qr_svg
from app.documents.seal import seal_svg

CODE = "7K4M-Q2XN-8TRD-6WZA"
ADDRESS = f"openward.calder.example/verify/{CODE}"
LONG_NAME = (
    "Maximiliana Konstantinopoulou-Österreicher de la Santísima Trinidad y Fernández-Villaverde von Hohenzollern-Sigmaringen I"
)
TOPICS = [
    "Cybersecurity",
    "International collaboration",
    "Foreign interference",
    "Proper use of funds",
    "Disclosure",
    "Conflict of commitment and of interest",
    "Export control",
    "Foreign travel",
]


def certificate(**changes: object) -> dict[str, object]:
    labels = {
        "heading": "Certificate of completion",
        "version": "Version",
        "date": "Completed",
        "length": "Length",
        "topics": "Topics",
        "code": "Code",
        "address": "To verify",
        "qr": "The address to verify, as a QR code",
        "demo": "DEMONSTRATION",
    }
    return {
        "lang": "en",
        "paper": "a4",
        "title": "Certificate of completion, Jonas Weber",
        "product": "Openward",
        "institution": "Calder University",
        "name": "Jonas Weber",
        "completed": "completed, on 9 March 2026,",
        "course": "Research security, the full course",
        "version": "2.0, digest 9c41 e07b 52d8",
        "date": "9 March 2026, 15:12 (America/New_York)",
        "length": "200 minutes",
        "topics": TOPICS,
        "code": CODE,
        "address": ADDRESS,
        "qr": qr_svg(f"https://{ADDRESS}"),
        "seal": seal_svg(CODE),
        "demo": False,
        "labels": labels,
    } | changes


def record(rows: int, **changes: object) -> dict[str, object]:
    labels = {
        "heading": "Training record",
        "course": "Course",
        "version": "Version",
        "completed": "Completed on",
        "minutes": "Minutes",
        "code": "Certificate",
        "state": "State",
        "empty": "Nothing has been completed yet.",
        "page": "Page {page} of {pages}",
        "address": "To verify",
        "demo": "DEMONSTRATION: an invented record",
        "qr": "The address to verify, as a QR code",
    }
    one = {
        "course": "Research security, the full course",
        "version": "2.0",
        "completed": "9 March 2026",
        "minutes": 200,
        "code": CODE,
        "state": "In force",
    }
    return {
        "lang": "en",
        "paper": "a4",
        "title": "Training record, Jonas Weber",
        "product": "Openward",
        "institution": "Calder University",
        "name": "Jonas Weber",
        "made": "Made on 22 November 2026 at 16:04 (America/New_York)",
        "rows": [one | {"course": f"Course {number}"} for number in range(1, rows + 1)],
        "address": "openward.calder.example/verify",
        "demo": False,
        "labels": labels,
    } | changes


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def root_of(pdf: bytes) -> Any:
    return read(pdf).trailer["/Root"]


def bare(words: str) -> str:
    """Without white space: where a line breaks is the paper's affair, and readers of PDFs take a wide kern for a space."""
    return "".join(words.split())


def text_of(pdf: bytes) -> str:
    return bare("".join(page.extract_text() for page in read(pdf).pages))


def claims_ua(pdf: bytes) -> bool:
    metadata = root_of(pdf)["/Metadata"].get_object().get_data()
    return b"<pdfuaid:part>1</pdfuaid:part>" in metadata


def tags(pdf: bytes) -> Iterator[Any]:
    """Every element of the tag tree, in reading order."""
    waiting = [root_of(pdf)["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            waiting.extend(reversed(node))
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if "/S" in node:
                yield node
            if "/K" in node:
                waiting.append(node["/K"])


def tag_names(pdf: bytes) -> list[str]:
    return [str(tag["/S"]) for tag in tags(pdf)]
