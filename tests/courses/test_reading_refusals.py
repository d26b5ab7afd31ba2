"""Every file that is not read gets a sentence that says what to do."""

import io
import zipfile

import pytest

from courses.importers.messages import OutlineError
from courses.importers.reading import read_file
from tests.courses import office

TYPES = (
    b'<?xml version="1.0"?><Types><Override PartName="/%s"'
    b' ContentType="application/vnd.openxmlformats-officedocument.%s.main+xml"/></Types>'
)
SLIDES = TYPES % (b"p.xml", b"presentationml.presentation")


def word() -> bytes:
    document = office.word()
    document.add_paragraph("一、获客")
    return office.saved(document)


def packed(entries: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def encrypted() -> bytes:
    data = bytearray(word())
    start = 0
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            data[start + offset] |= 1
            start += 4
    return bytes(data)


def damaged() -> bytes:
    data = bytearray(packed({"[Content_Types].xml": TYPES % (b"word/document.xml", b"wordprocessingml.document")}))
    data[60] ^= 0xFF
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
LAUGHS = (
    b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<document><body><p><r><t>&b;</t></r></p></body></document>"
)
LAUGHING_SHEET = office.repacked(office.sheet([("甲",)]), {"xl/worksheets/sheet1.xml": LAUGHS})
CASES = {
    "a docx that is an xlsx": ("a.docx", office.sheet([("一、获客",)]), "docx-is-xlsx"),
    "an xlsx that is a docx": ("a.xlsx", word(), "xlsx-is-docx"),
    "a .doc": ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "old-word"),
    "a .xls": ("a.xls", OLE + "Workbook".encode("utf-16-le"), "old-excel"),
    "another OLE file": ("a.msg", OLE, "word-file"),
    "a docx with a password": ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    "an encrypted zip": ("a.docx", encrypted(), "encrypted"),
    "slides": (
        "a.pptx",
        packed({"[Content_Types].xml": SLIDES}),
        "slides-file",
    ),
    "a plain zip": ("a.zip", packed({"outline.txt": "一、获客".encode()}), "archive"),
    "half a zip": ("a.docx", word()[:2000], "broken-file"),
    "a damaged entry": ("a.docx", damaged(), "broken-file"),
    "broken XML": ("a.docx", office.repacked(word(), {"word/document.xml": b"<w:document><w:body>"}), "broken-file"),
    "a billion laughs": ("a.docx", office.repacked(word(), {"word/document.xml": LAUGHS}), "broken-file"),
    "laughs in a sheet": (
        "a.xlsx",
        office.repacked(office.sheet([("甲",)]), {"xl/worksheets/sheet1.xml": LAUGHS}),
        "broken-file",
    ),
    "a large bomb": ("a.docx", office.repacked(word(), {"word/media/a.xml": bytes(30 << 20)}), "bomb"),
    "a dense bomb": ("a.docx", office.repacked(word(), {"word/media/a.xml": bytes(8 << 20)}), "bomb"),
    "thousands of entries": ("a.docx", office.repacked(word(), {f"x/{n}": b"" for n in range(2_100)}), "bomb"),
    "a PDF": ("a.pdf", b"%PDF-1.7 ...", "pdf-file"),
    "rich text": ("a.rtf", b"{\\rtf1 outline}", "word-file"),
    "a picture": ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary"),
}


@pytest.mark.parametrize(("name", "data", "code"), CASES.values(), ids=CASES.keys())
def test_a_file_that_is_no_outline_is_refused_with_advice(name, data, code):
    with pytest.raises(OutlineError) as refusal:
        read_file(name, data)
    assert refusal.value.code == code
    assert refusal.value.render().endswith("。")


def test_a_wrong_ending_of_a_name_does_not_matter_to_a_text():
    assert read_file("大纲.docx", "一、获客\n二、风控".encode()).outline.title == "大纲"
