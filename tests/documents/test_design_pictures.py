import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.refusals import Refusal
from documents.models import DesignPicture
from documents.pictures import redraw
from tests.documents.designing import designed
from tests.documents.pictures import logo, scanned_seal
from tests.factories import UserFactory

Kind = DesignPicture.Kind


def huge_png(width: int, height: int) -> bytes:
    """Some bytes that say they are a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    empty = struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + empty


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这不是 PNG 或 JPEG 图片"),
        (b"GIF89a" + b"\0" * 100, "这不是 PNG 或 JPEG 图片"),
        (b"", "这不是 PNG 或 JPEG 图片"),
        (scanned_seal()[:900], "图片损坏"),
        (huge_png(30_000, 30_000), "超过 2400 万像素"),
        (scanned_seal(40), "每边至少要 60 像素"),
        (b"\xff\xd8" + b"\0" * (5 * 1024 * 1024), "超过 5 MB"),
    ],
)
def test_what_is_no_fitting_picture_is_refused_in_words(content, told):
    with pytest.raises(Refusal, match=told):
        redraw(content, Kind.SEAL)


def test_a_blank_page_is_no_signature():
    target = io.BytesIO()
    Image.new("RGB", (300, 200), (250, 250, 250)).save(target, "PNG")
    with pytest.raises(Refusal, match="空白"):
        redraw(target.getvalue(), Kind.SIGNATURE)


@pytest.mark.parametrize("content", [scanned_seal(), scanned_seal(file_format="PNG"), logo()])
def test_nothing_of_the_uploaded_file_is_kept_but_the_picture(content):
    drawn = redraw(content, Kind.LOGO)
    assert b"Haitong" in content or b"someone" in content
    image = Image.open(io.BytesIO(drawn.content))
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (drawn.width, drawn.height))
    assert image.info == {}
    assert dict(image.getexif()) == {}
    assert len(drawn.content) < 30_000


def test_a_scanned_seal_loses_its_paper_and_keeps_its_ink():
    image = Image.open(io.BytesIO(redraw(scanned_seal(), Kind.SEAL).content))
    middle = image.getpixel((170, 170))
    assert isinstance(middle, tuple)
    red, green, _blue, alpha = middle
    assert (red > 180, green < 70, alpha > 250) == (True, True, True)
    assert image.getchannel("A").getpixel((2, 2)) == 0
    assert image.size == (340, 340)


@pytest.mark.django_db
def test_an_uploaded_picture_is_shown_at_once_and_served_to_its_people_only(client):
    trainer, design = designed()
    client.force_login(trainer)
    file = SimpleUploadedFile("seal.jpg", scanned_seal(), "image/jpeg")
    answer = client.post(f"/documents/designs/{design.pk}/upload/seal/", {"file_seal": file, "seal": ""})
    picture = DesignPicture.objects.get()
    assert f'value="{picture.pk}"' in answer.text
    shown = client.get(picture.get_absolute_url())
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    for stranger in (UserFactory(), designed(name="别人的")[0]):
        client.force_login(stranger)
        assert client.get(picture.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_a_refused_picture_leaves_the_one_before_in_its_place(client):
    trainer, design = designed()
    client.force_login(trainer)
    file = SimpleUploadedFile("seal.jpg", b"no picture", "image/jpeg")
    answer = client.post(f"/documents/designs/{design.pk}/upload/seal/", {"file_seal": file, "seal": "7"})
    assert "这不是 PNG 或 JPEG 图片。请另存为 PNG 或 JPEG 再上传。" in answer.text
    assert 'value="7"' in answer.text
    assert not DesignPicture.objects.exists()
