import io
import subprocess
import sys
from typing import Any

import pytest
from pypdf import PdfReader

from documents import pdf
from documents.pdf import Fetcher, ForbiddenAddressError


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/x.css",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "static:../config/settings.py",
        "static:/etc/passwd",
        "static:css/nothing.css",
        "css/app.css",
        "jar:file:///etc/passwd",
    ],
)
def test_a_document_reaches_neither_the_network_nor_other_files(address):
    with pytest.raises(ValueError):  # noqa: PT011 — ours, or WeasyPrint's own for an unknown scheme
        Fetcher().fetch(address)


def test_a_document_reaches_our_static_files_and_inline_data():
    assert b"--paper" in Fetcher().fetch("static:css/app.css").read()
    assert Fetcher().fetch("data:text/plain,hello").read() == b"hello"


def test_a_forbidden_address_is_named_in_the_refusal():
    with pytest.raises(ForbiddenAddressError, match="file:///etc/passwd"):
        Fetcher().fetch("file:///etc/passwd")


def render(monkeypatch, source: str) -> bytes:
    def given(name: str, context: dict[str, object]) -> str:
        return source

    monkeypatch.setattr(pdf, "render_to_string", given)
    return pdf.render("given.html", {})


def test_no_byte_of_another_file_gets_into_a_document(monkeypatch, tmp_path):
    canary = tmp_path / "canary.css"
    canary.write_text('body::before { content: "CANARY" }')
    content = render(
        monkeypatch,
        f'<html><link rel="stylesheet" href="{canary.as_uri()}"><style>@import "{canary.as_uri()}";</style>'
        f'<body>可见<img src="{canary.as_uri()}"><object data="{canary.as_uri()}"></object></body></html>',
    )
    assert PdfReader(io.BytesIO(content)).pages[0].extract_text().strip() == "可见"


def test_rare_characters_are_drawn_with_a_font_that_has_them(monkeypatch):
    reader = PdfReader(io.BytesIO(render(monkeypatch, "<html lang='zh-hans'><body>䶮㛃𠮷喆堃玥</body></html>")))
    assert reader.pages[0].extract_text().strip() == "䶮㛃𠮷喆堃玥"
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object()["/BaseFont"].split("+")[1] for font in resources["/Font"].values()]
    assert sorted(fonts) == ["Noto-Sans-CJK-SC", "Noto-Sans-SC"]


def test_another_process_draws_the_same_bytes(monkeypatch):
    source = "<html lang='zh-hans'><title>甲</title><meta name='dcterms.created' content='2026-11-24'><body>王小明 12"
    program = (
        "import django, sys; django.setup(); from documents import pdf\n"
        "pdf.render_to_string = lambda name, context: sys.argv[1]\n"
        "sys.stdout.buffer.write(pdf.render('given.html', {}))"
    )
    other = subprocess.run([sys.executable, "-c", program, source], check=True, capture_output=True).stdout
    assert other == render(monkeypatch, source)


def test_steps_are_told_while_the_work_goes_on():
    steps: list[int] = []
    pdf.render("table_card.html", {}, styles=["table_card.css"], on_step=steps.append)
    assert (steps[0], steps[-1], steps) == (1, pdf.STEPS, sorted(steps))
