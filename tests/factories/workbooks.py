"""Workbooks by hand: small, and as wrong as a test needs them."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"
ContentType="application/xml"/><Override PartName="/xl/workbook.xml"
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override
PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
<Override PartName="/xl/styles.xml"
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="xl/workbook.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"""
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_BOOK = f"""<?xml version="1.0"?><workbook {_MAIN}
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="Roster" sheetId="1" r:id="rId1"/>
</sheets></workbook>"""
_OF_BOOK = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="worksheets/sheet1.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/><Relationship Id="rId2" Target="styles.xml"
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>"""
_STYLES = (
    f'<?xml version="1.0"?><styleSheet {_MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
)


def cell(reference: str, value: object, *, formula: str = "", is_day: bool = False) -> str:
    """`is_day`: a number that is shown as a day."""
    asked = f"<f>{escape(formula)}</f>" if formula else ""
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr">{asked}<is><t>{escape(value)}</t></is></c>'
    return f'<c r="{reference}"{" s=" + chr(34) + "1" + chr(34) if is_day else ""}>{asked}<v>{value}</v></c>'


def workbook(rows: list[list[str]], *, padding: int = 0) -> bytes:
    """`rows` are cells made by `cell`. `padding`: zeros in a part of its own."""
    lines = "".join(f'<row r="{place}">{"".join(row)}</row>' for place, row in enumerate(rows, 1))
    sheet = f'<?xml version="1.0"?><worksheet {_MAIN}><sheetData>{lines}</sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _OF_BOOK, "xl/styles.xml": _STYLES, "xl/worksheets/sheet1.xml": sheet,
    }  # fmt: skip
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, text in parts.items():
            folder.writestr(name, text)
        if padding:
            folder.writestr("xl/media/image1.bin", b"\0" * padding)
    return content.getvalue()
