from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.importers.outline import MAX_BYTES, OutlineError, decode

RAW = (Path(__file__).parent / "outlines" / "retail_credit.txt").read_text(encoding="utf-8")
CHINESE = "课程大纲：\n一、小微信贷的风险\n1、“老板”的人品——𠮷先生·阿不都\n"
FRENCH = "Programme de la journée : évaluer les risques, décider, suivre. Élèves et salariés d'été, à bientôt à Genève."
GERMAN = "Übersicht über Größe und Maß: Gespräche führen, Verträge prüfen, Rückstände früh erkennen. Grüße aus Köln"


def refusal(data: bytes) -> str:
    with pytest.raises(OutlineError) as caught:
        decode(data)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"])
@pytest.mark.parametrize("text", [RAW, CHINESE, "一、甲"])
def test_chinese_is_read_however_it_was_saved(text, encoding):
    assert decode(text.encode(encoding)) == text


def test_traditional_characters_in_gb18030_are_read():
    text = "課程大綱：一、個人信貸與小微經營信貸業務的拓展與創新；風險、營銷、客戶經理的職責。"
    assert decode(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        GERMAN,
        "Café",
        "naïveté générale",
        "Straße",
        "1. Gr\u00f6\u00dfe",
        "l’été s’achève « ici »",
        "Señor Muñoz, ¿qué tal?",
    ],
)
def test_western_bytes_are_refused_and_not_read_as_rare_characters(text):
    assert refusal(text.encode("cp1252")) == "encoding"


@pytest.mark.parametrize(("text", "encoding"), [("課程大綱：一、個人信貸", "big5"), ("日本語のテキスト", "shift-jis")])
def test_other_encodings_of_the_region_are_refused(text, encoding):
    assert refusal(text.encode(encoding)) == "encoding"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        ("\ufeff\n".encode(), "empty"),
        (b"PK\x03\x04\x14\x00", "word-file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "word-file"),
        (b"{\\rtf1 outline}", "word-file"),
        (b"%PDF-1.7", "pdf-file"),
        (b"\x89PNG\r\n", "binary"),
        (b"one\0two", "binary"),
        (bytes(range(1, 32)) * 3, "binary"),
        (b"\xff\xff\xff", "encoding"),
        (b"x" * (MAX_BYTES + 1), "too-big"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data, code):
    assert refusal(data) == code


def test_line_breaks_become_one_kind_and_invisible_characters_go():
    assert decode("一\r\n二\r三\v四\u2028五\u200b\x07六".encode() + b" " * 900).rstrip() == "一\n二\n三\n四\n五六"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(OutlineError):
        assert decode(data).strip()
