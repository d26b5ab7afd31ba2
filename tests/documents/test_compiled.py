"""The compiled path and the plain one give the same page."""

import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
import weasyprint
import zxingcpp
from django.template.loader import render_to_string
from django.utils import translation
from PIL import Image, ImageChops, ImageDraw
from pypdf import PdfReader

from documents import certificate_sheets, compiled, pdf
from documents.compiled.shapes import shape_of
from documents.models import Certificate

BASE = "https://lectern.example.org"
DPI = 100
COMMON = """王明 李晓明 张伟 欧阳修远 司马相如 诸葛孔明 赵一曼 孙中山 周树人 吴承恩 郑和 冯骥才 陈景润 褚遂良 卫青
蒋兆和 沈从文 韩愈 杨振宁 朱自清 喆堃 翀祎 玥瑀 珺燚 赟曌 淼
上官婉儿 南宫问雅""".split()
LATIN = ["阿卜杜拉·买买提", "Anna Müller", "Jean-Luc O’Brien", "AVATAR To", "王小明（大）", "李 四", "张3", "Ли Вэй"]
LONG = ["䶮㛃", "阿卜杜热合曼·买买提艾力", "Alexandria Bartholomew Featherstonehaugh-Windsor"]
RARE = ["𠮷野", "𰻝面"]  # our own fonts lack these
EVERY = [*COMMON, *LATIN, *LONG, *RARE]


def certificate(name: str, number: int = 1, **fields: Any) -> Certificate:
    values = {
        "number": f"LT-2026-{number:05d}",
        "token": f"0123456789abcdefgh{number:04d}",
        "name": name,
        "course_title": "互联网新形势下个人消费信贷和小微经营信贷业务拓展与创新",
        "client_name": "海桐农村商业银行",
        "issuer": "讲台培训中心",
        "hours": Decimal(12) if number % 3 else Decimal("11.5"),
        "first_day": dt.date(2026, 11, 23),
        "last_day": dt.date(2026, 11, 24),
        "issued_on": dt.date(2026, 11, 24),
    }
    return Certificate(**{**values, **fields})


def drawn_of(one: Certificate) -> compiled.Sheet | bytes:
    return next(certificate_sheets.sheets([one], base_url=BASE))


def file_of(one: Certificate) -> bytes:
    return certificate_sheets.draw([one], base_url=BASE)[0]


def picture(content: bytes) -> Image.Image:
    """The page without what is in the square of the QR code."""
    image: Image.Image = pypdfium2.PdfDocument(content)[0].render(scale=DPI / 72).to_pil().convert("RGB")
    square = [round(place * DPI / 25.4) for place in (39.5, 148.5, 65.5, 174.5)]
    ImageDraw.Draw(image).rectangle((square[0], square[1], square[2], square[3]), fill="white")
    return image


def text(content: bytes) -> str:
    return str(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_range())


def meanings(reader: PdfReader) -> set[str]:
    """What the glyphs in a file's fonts stand for."""
    page: Any = reader.pages[0]
    maps = [font.get_object()["/ToUnicode"].get_data().decode() for font in page["/Resources"]["/Font"].values()]
    found = [meaning for each in maps for meaning in re.findall("^<[0-9a-f]{4}> <([0-9a-f]+)>$", each, re.MULTILINE)]
    return {bytes.fromhex(meaning).decode("utf-16-be") for meaning in found if meaning != "ffff"}


@pytest.mark.parametrize("number", range(len(EVERY)))
def test_both_paths_show_the_same_text_and_the_same_pixels(number):
    one = certificate(EVERY[number], number)
    ours, plain = file_of(one), certificate_sheets.draw_plainly(one, base_url=BASE)
    assert text(ours) == text(plain)
    assert ImageChops.difference(picture(ours), picture(plain)).getbbox() is None


def test_all_but_the_rare_names_are_filled_in():
    filled = [name for name in EVERY if isinstance(drawn_of(certificate(name)), compiled.Sheet)]
    assert filled == [name for name in EVERY if name not in RARE]


def test_a_rare_name_that_comes_first_does_not_speak_for_the_others():
    issuer = "一家先遇到生僻字的机构"
    drawn = [drawn_of(certificate(name, issuer=issuer)) for name in ("𠮷野", "王明")]
    assert [type(each) for each in drawn] == [bytes, compiled.Sheet]


def test_names_of_one_shape_are_laid_out_once(monkeypatch):
    laid_out: list[str] = []
    plain = certificate_sheets._page

    def noted(look: Any, texts: Any, *rest: Any) -> bytes:
        laid_out.append(texts["name"])
        return plain(look, texts, *rest)

    monkeypatch.setattr(certificate_sheets, "_page", noted)
    for number, name in enumerate(["钱学森", "邓稼先", "钱三强", "李政道"], 1):
        file_of(certificate(name, number, issuer="一家别的机构"))
    assert laid_out == ["钱学森", "钱三强"]  # the second has 11.5 hours


def test_both_paths_have_the_same_tags_and_metadata():
    one = certificate("王小明")
    ours, plain = (
        PdfReader(io.BytesIO(it)) for it in (file_of(one), certificate_sheets.draw_plainly(one, base_url=BASE))
    )
    assert ours.metadata == plain.metadata
    assert ours.metadata is not None
    assert (ours.metadata.title, ours.metadata.author) == ("LT-2026-00001 王小明", "讲台培训中心")
    assert tags(ours) == tags(plain)
    assert tags(ours)[:3] == ["/Document", "/Figure", "/Div"]
    for reader in (ours, plain):
        root: Any = reader.trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("zh-hans", True)


def tags(reader: PdfReader) -> list[str]:
    def walk(element: Any) -> list[str]:
        found = element.get_object()
        if not isinstance(found, dict):
            return []
        kids = found.get("/K", [])
        own = [str(found["/S"])] if "/S" in found else []
        return own + [tag for kid in kids for tag in walk(kid)]

    root: Any = reader.trailer["/Root"]
    return walk(root["/StructTreeRoot"])


def test_the_same_certificate_is_the_same_bytes_whatever_was_drawn_before():
    alone = file_of(certificate("王小明"))
    file_of(certificate("李晓红", 7))
    assert file_of(certificate("王小明")) == alone


def test_a_file_holds_its_own_characters_only():
    file_of(certificate("赵钱孙", 3))
    reader = PdfReader(io.BytesIO(file_of(certificate("周吴郑", 4))))
    assert meanings(reader) == {character for character in reader.pages[0].extract_text() if character != "\n"}


def test_the_code_of_each_is_read(monkeypatch):
    for number, name in enumerate(("王小明", "𠮷")):
        one = certificate(name, number)
        image = pypdfium2.PdfDocument(file_of(one))[0].render(scale=2).to_pil()
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [f"{BASE}/verify/{one.token}/"]


def test_all_in_one_document_with_a_bookmark_for_each():
    batch = [certificate(name, number) for number, name in enumerate(["王小明", "李晓红", "Anna Müller"], 1)]
    drawn = list(certificate_sheets.sheets(batch, base_url=BASE))
    content = certificate_sheets.bind(batch, drawn, title="全班")
    whole = PdfReader(io.BytesIO(content))
    assert whole.metadata is not None
    assert (whole.metadata.title, len(whole.pages)) == ("全班", 3)
    outline: Any = whole.outline
    assert [item.title for item in outline] == [f"{one.number} {one.name}" for one in batch]
    assert [whole.get_destination_page_number(item) for item in outline] == [0, 1, 2]
    pages = pypdfium2.PdfDocument(content)
    for one, page, sheet in zip(batch, pages, drawn, strict=True):
        single = file_of(one)
        assert isinstance(sheet, compiled.Sheet)
        assert sheet.file() == single
        assert page.get_textpage().get_text_range() == text(single)
        ours, alone = (it.render(scale=DPI / 72).to_pil() for it in (page, pypdfium2.PdfDocument(single)[0]))
        assert ImageChops.difference(ours.convert("RGB"), alone.convert("RGB")).getbbox() is None


def test_a_rare_name_is_bound_among_the_others():
    batch = [certificate(name, number) for number, name in enumerate(["王小明", "𠮷", "李晓红"], 1)]
    content = certificate_sheets.bind(batch, list(certificate_sheets.sheets(batch, base_url=BASE)), title="全班")
    whole = PdfReader(io.BytesIO(content))
    outline: Any = whole.outline
    assert [item.title for item in outline] == [f"{one.number} {one.name}" for one in batch]
    for one, page in zip(batch, whole.pages, strict=True):
        assert one.name in page.extract_text()


def test_another_weasyprint_is_not_filled_in_but_draws(monkeypatch):
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    one = certificate("王小明", issuer="换了版本的机构")
    assert isinstance(drawn_of(one), bytes)
    assert "王小明" in text(file_of(one))


@pytest.mark.parametrize("feature", ["body { opacity: .9 }", "html { font-family: 'Noto Sans CJK SC' }"])
def test_a_template_that_does_more_is_drawn_the_plain_way(monkeypatch, feature):
    def styled(name: str, context: dict[str, Any]) -> str:
        return render_to_string(name, context).replace("</head>", f"<style>{feature}</style></head>")

    monkeypatch.setattr(pdf, "render_to_string", styled)
    one = certificate("王小明", issuer=f"机构 {feature}")
    assert isinstance(drawn_of(one), bytes)
    assert "王小明" in "".join(text(file_of(one)).split())


def test_english_certificates_are_filled_in_too():
    with translation.override("en"):
        one = certificate("Li Xiaoming", 5)
        assert isinstance(drawn_of(one), compiled.Sheet)
        plain = certificate_sheets.draw_plainly(one, base_url=BASE)
        assert text(file_of(one)) == text(plain)
        assert ImageChops.difference(picture(file_of(one)), picture(plain)).getbbox() is None


def test_shapes_tell_apart_what_is_laid_out_differently():
    def shape(value: str) -> object:
        return shape_of({"name": value}, [])

    assert shape("王小明") == shape("李晓红")
    assert shape("12") == shape("98")
    assert shape("王明") != shape("王小明")
    assert shape("Anna") != shape("Anne")
    assert shape("（王") != shape("王（")
    assert shape_of({"hours": "12"}, ["hours"]) != shape_of({"hours": "13"}, ["hours"])
