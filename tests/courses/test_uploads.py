"""What may be uploaded, told by content; each bad file is refused in a sentence that says what to do."""

import contextlib
import io
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from courses.uploads import kinds, pictures
from courses.uploads.kinds import FileKind
from courses.uploads.problems import UploadError
from courses.uploads.taking import Taken, take
from tests import files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MP3 = b"\xff\xfb\x90\x00" + bytes(600)


def taken(data: bytes, name: str = "", **options: bool) -> Taken:
    return take(io.BytesIO(data), name, len(data), **options)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (files.pdf(), "讲义.pdf", kinds.PDF),
        (files.pdf(), "讲义", kinds.PDF),
        (files.word(), "讲义.docx", kinds.DOCX),
        (files.sheet(), "台账.xlsx", kinds.XLSX),
        (files.slides(), "幻灯片.pptx", kinds.PPTX),
        (files.picture("PNG"), "图.png", kinds.PNG),
        (files.picture("JPEG"), "图.jpeg", kinds.JPEG),
        (files.picture("JPEG"), "其实是.png", kinds.JPEG),
        (files.picture("WEBP"), "图.webp", kinds.WEBP),
        (files.film(), "片.mp4", kinds.MP4),
        (files.film(b"M4A "), "音.m4a", kinds.M4A),
        (b"\x1a\x45\xdf\xa3\x93\x42\x82\x88webm" + bytes(99), "片.webm", kinds.WEBM),
        (MP3, "音.mp3", kinds.MP3),
        (b"ID3\x04" + bytes(99), "音.mp3", kinds.MP3),
        ("客户,金额\n张三,20".encode("gb18030"), "表.csv", kinds.CSV),
        ("# 要点".encode(), "要点.md", kinds.MD),
        ("要点".encode(), "要点.txt", kinds.TXT),
    ],
)
def test_the_content_says_what_a_file_is(data: bytes, name: str, kind: FileKind):
    assert taken(data, name).kind == kind


REFUSED = {
    "nothing": (b"", "a.pdf", "文件是空的"),
    "a program called a PDF": (b"MZ\x90\0" + bytes(99), "讲义.pdf", "可以运行的程序"),
    "a script": (b"#!/bin/sh\nrm -rf /", "讲义.txt", "可以运行的程序"),
    "a docx that is an xlsx": (files.sheet(), "讲义.docx", "文件名是 .docx，内容却是“Excel 表格（.xlsx）”"),
    "a pptx that is a docx": (files.word(), "幻灯片.pptx", "文件名是 .pptx，内容却是“Word 文档（.docx）”"),
    "a picture called a PDF": (files.picture(), "讲义.pdf", "文件名是 .pdf，内容却是“PNG 图片”"),
    "an SVG with script": (SVG, "图.svg", "SVG 图片里可以藏脚本"),
    "an SVG called a PNG": (SVG, "图.png", "SVG 图片里可以藏脚本"),
    "an SVG in UTF-16": (SVG.decode().encode("utf-16"), "图.svg", "SVG 图片里可以藏脚本"),
    "a web page called a text": (b"  <!DOCTYPE html><script>1</script>", "a.txt", "网页文件里可以藏脚本"),
    "text called a web page": (b"hello", "a.html", "认不出这种文件"),
    "text called a PDF": (b"hello", "a.pdf", "认不出这种文件"),
    "a zip": (files.zipped({"a.txt": b"1"}), "a.zip", "这是压缩包"),
    "a zip called a docx": (files.zipped({"a.txt": b"1"}), "a.docx", "这是压缩包"),
    "an old Word file": (OLE, "a.doc", "旧格式的 Office 文件"),
    "a document with macros": (files.slides(**{"ppt/vbaProject.bin": b"x"}), "a.pptx", "文件里有宏"),
    "a PDF with a password": (files.pdf(password="x"), "a.pdf", "打开密码"),
    "half a PDF": (files.pdf()[:200], "a.pdf", "文件已损坏"),
    "half a picture": (files.photograph()[:-300], "a.jpg", "文件已损坏"),
    "half a film": (files.film()[:-20], "a.mp4", "文件已损坏"),
    "a film without pictures": (files.film(boxes=(b"moov",)), "a.mp4", "文件已损坏"),
    "a film of an iPhone": (files.film(b"qt  "), "a.mov", "这种视频（MOV）"),
    "a photograph of an iPhone": (files.film(b"heic"), "a.heic", "这种图片（HEIC）"),
    "a GIF": (b"GIF89a" + bytes(99), "a.gif", "这种图片（GIF）"),
    "text that is none": (bytes(range(256)) * 9, "a.txt", "认不出文字的编码"),
    "a large text": (b"a" * (kinds.TEXT + 1), "a.txt", "文件是 6 MB，这类文件最大 5 MB"),
}


@pytest.mark.parametrize(("data", "name", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_taken_is_refused_in_words(data: bytes, name: str, sentence: str):
    with pytest.raises(UploadError, match=sentence):
        taken(data, name)


def test_an_office_file_that_unpacks_to_gigabytes_is_refused_unopened():
    bomb = files.slides(**{f"ppt/slides/slide{number}.xml": bytes(30 << 20) for number in range(2)})
    started = time.process_time()
    with pytest.raises(UploadError, match="大得不合常理"):
        taken(bomb, "a.pptx")
    assert time.process_time() - started < 0.5


def test_a_table_of_contents_that_is_itself_a_bomb_is_not_read():
    with pytest.raises(UploadError, match="大得不合常理"):
        taken(files.zipped({"[Content_Types].xml": bytes(2 << 20)}), "a.docx")


@pytest.mark.parametrize("size", [(30_000, 30_000), (10_000, 9_500), (8_000, 7_000)])
def test_a_picture_of_too_many_pixels_is_refused_before_any_is_decoded(size):
    data = files.huge_png(*size)
    tracemalloc.start()
    with pytest.raises(UploadError, match=f"图片有 {size[0] * size[1] // 1_000_000} 百万像素，最多 50 百万"):
        taken(data, "大图.png")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


@pytest.mark.parametrize("data", [files.photograph(), files.noted_png()], ids=["jpeg", "png"])
def test_a_picture_keeps_its_pixels_and_nothing_else(data: bytes):
    assert b"Secret Camera" in data
    stored = taken(data).stream.read()
    assert b"Secret" not in stored
    image = Image.open(io.BytesIO(stored))
    image.load()
    assert dict(image.getexif()) == {}
    assert pictures.is_plain(stored, taken(data).kind)


def test_a_photograph_stands_upright():
    assert Image.open(io.BytesIO(files.photograph())).size == (48, 32)
    assert Image.open(taken(files.photograph()).stream).size == (32, 48)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA", "P"])
def test_a_picture_taken_once_is_taken_again_as_it_is(form: str, mode: str):
    if form == "JPEG" and mode in {"RGBA", "P"}:
        mode = "CMYK"
    once = taken(files.picture(form, mode=mode)).stream.read()
    assert taken(once, keep_plain=True).stream.read() == once


def test_a_picture_with_something_behind_its_end_is_never_kept_as_it_is():
    for form, kind in (("PNG", kinds.PNG), ("JPEG", kinds.JPEG), ("WEBP", kinds.WEBP)):
        clean = taken(files.picture(form)).stream.read()
        assert pictures.is_plain(clean, kind)
        assert not pictures.is_plain(clean + b"<script>", kind)
        assert b"<script>" not in taken(clean + b"<script>", keep_plain=True).stream.read()


def test_text_is_kept_as_utf8_and_a_table_so_that_excel_reads_it():
    assert taken("客户,金额".encode("gb18030"), "a.csv").stream.read() == b"\xef\xbb\xbf" + "客户,金额".encode()
    assert taken("客户".encode("utf-16"), "a.txt").stream.read() == "客户".encode()


@given(st.binary(max_size=200), st.sampled_from(["", "a.pdf", "a.png", "a.docx", "a.mp4", "a.txt", "a.exe"]))
def test_whatever_comes_is_taken_or_refused_in_words(data: bytes, name: str):
    with contextlib.suppress(UploadError):
        assert taken(data, name).size > 0


@pytest.mark.parametrize(
    "head", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x20\0\0\0WEBP", b"%PDF-1.7", b"PK\x03\x04"]
)
@given(rest=st.binary(max_size=300))
def test_a_head_without_a_body_is_refused(head: bytes, rest: bytes):
    with pytest.raises(UploadError):
        taken(head + rest)
