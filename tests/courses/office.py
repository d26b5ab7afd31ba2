"""Small Word and Excel files as trainers make them."""

import io
import zipfile
from collections.abc import Sequence

import docx
import openpyxl
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph


def word() -> Document:
    return docx.Document()


def saved(document: Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sheet(rows: Sequence[Sequence[object]], **more: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for name, content in {"大纲": rows, **more}.items():
        page = book.create_sheet(name)
        for row in content:
            page.append(list(row))
    book.remove(book["Sheet"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def set_property(paragraph: Paragraph, tag: str, value: object) -> None:
    element = OxmlElement(tag)
    element.set(qn("w:val"), str(value))
    paragraph._p.get_or_add_pPr().append(element)


def add_list(document: Document, number: int, levels: Sequence[tuple[str, str]], *, starts: int | None = None) -> None:
    """Define a list: (numFmt, lvlText) a level, numbered `number`; `starts` begins the first level elsewhere."""
    root = document.part.numbering_part.element
    shown = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:pPr><w:ind w:left="{420 * (index + 1)}" w:hanging="420"/></w:pPr></w:lvl>'
        for index, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{shown}</w:abstractNum>'))
    add_number(document, number, number, starts=starts)


def add_number(document: Document, number: int, definition: int, *, starts: int | None = None) -> None:
    """One more list of an existing definition."""
    override = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{starts}"/></w:lvlOverride>' if starts else ""
    document.part.numbering_part.element.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{definition}"/>{override}</w:num>')
    )


def listed(document: Document, text: str, number: int, level: int = 0) -> Paragraph:
    paragraph = document.add_paragraph(text)
    settings = paragraph._p.get_or_add_pPr()
    settings.append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
    )
    return paragraph


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The archive with some entries replaced or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            if entry.filename not in changes:
                new.writestr(entry, old.read(entry))
        for name, content in changes.items():
            new.writestr(name, content)
    return stream.getvalue()
