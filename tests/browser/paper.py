"""What a reader has in hand: the code on a screen, a downloaded PDF."""

import io
from pathlib import Path

import pypdfium2
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page


def read_code(place: Locator) -> str:
    """What a phone's camera reads off the screen."""
    barcode = zxingcpp.read_barcode(Image.open(io.BytesIO(place.screenshot(animations="disabled"))))
    assert barcode, "no code can be read here"
    return barcode.text


def download(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def text_of(pdf: Path) -> str:
    """All its text without spaces: a name broken over two lines is still that name."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return "".join(text.split())


def picture_of(pdf: Path, *, page: int = 0, width: int = 1000) -> bytes:
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        image = sheet.render(scale=width / sheet.get_width()).to_pil()
    finally:
        document.close()
    png = io.BytesIO()
    image.save(png, "PNG")
    return png.getvalue()


def code_on(pdf: Path) -> str:
    barcode = zxingcpp.read_barcode(Image.open(io.BytesIO(picture_of(pdf, width=2000))))
    assert barcode, "no code on the first page"
    return barcode.text
