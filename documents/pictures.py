"""Uploaded logos, seals and signatures, drawn anew: nothing of the uploaded file itself is kept, nor its metadata."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageChops, ImageFile, ImageOps, UnidentifiedImageError

from accounts.refusals import Refusal
from documents.models import DesignPicture

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 24_000_000  # the photo of a good phone
LEAST_SIDE = 60
# What is seen in print at the size it stands there; more would only make each certificate heavier.
ROOM = {
    DesignPicture.Kind.LOGO: (560, 160),
    DesignPicture.Kind.SEAL: (340, 340),
    DesignPicture.Kind.SIGNATURE: (400, 160),
}
COLOURS = (48, 16, 8)
HEAVY = 10 * 1024
PAPER = 0.6  # of all pixels: where among them, by lightness, the paper of a scan is looked for
TRACE = 24  # fainter than this is the paper's grain


@dataclass(frozen=True)
class Drawn:
    content: bytes  # a PNG
    width: int
    height: int


def redraw(content: bytes, kind: str) -> Drawn:
    """Raises Refusal, saying what to do, for whatever is not a picture of a fitting size."""
    if len(content) > MAX_BYTES:
        raise Refusal(_("图片超过 5 MB。请缩小后再上传。"))
    image = _opened(content)
    if not _is_see_through(image):
        image = image if kind == DesignPicture.Kind.LOGO else _without_paper(image)
    box = image.getchannel("A").point(lambda value: 255 * (value > TRACE)).getbbox()
    if box is None:
        raise Refusal(_("图片是空白的。请换一张看得清的图片。"))
    image = image.crop(box)
    image.thumbnail(ROOM[DesignPicture.Kind(kind)], Image.Resampling.LANCZOS)
    return Drawn(_packed(image), *image.size)


def _opened(content: bytes) -> Image.Image:
    """As RGBA, upright. What it is, its bytes say, not its name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as source:
                _check_size(*source.size)
                with _whole_ones_only():
                    source.load()
                return ImageOps.exif_transpose(source).convert("RGBA")
    except UnidentifiedImageError as error:
        raise Refusal(_("这不是 PNG 或 JPEG 图片。请另存为 PNG 或 JPEG 再上传。")) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal(_too_large()) from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise Refusal(_("图片损坏，读不出来。请重新导出，再上传。")) from error


@contextmanager
def _whole_ones_only() -> Iterator[None]:
    """WeasyPrint has Pillow accept half a picture, for the whole process."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Refusal(_too_large())
    if min(width, height) < LEAST_SIDE:
        least = {"width": width, "height": height, "least": LEAST_SIDE}
        raise Refusal(_("图片只有 %(width)s × %(height)s 像素，印出来会糊。每边至少要 %(least)s 像素。") % least)


def _too_large() -> str:
    return _("图片超过 2400 万像素。请缩小后再上传。")


def _is_see_through(image: Image.Image) -> bool:
    return any(image.getchannel("A").histogram()[: 255 - TRACE])


def _without_paper(image: Image.Image) -> Image.Image:
    """A scanned seal or signature with its paper made clear, so that it may lie over a text."""
    red, green, blue, _alpha = image.split()
    lightness = ImageChops.darker(ImageChops.darker(red, green), blue)
    paper = _paper_of(lightness.histogram())
    darkest = max(paper - TRACE, 1)
    image.putalpha(lightness.point([_opacity(value, darkest) for value in range(256)]))
    return image


def _opacity(lightness: int, darkest: int) -> int:
    """Clear where it is as light as paper; half as light is ink already. In 16 steps, which weigh less."""
    share = min(1.0, max(0.0, (darkest - lightness) * 2 / darkest))
    return round(share * 15) * 17


def _paper_of(histogram: list[int]) -> int:
    """The lightness of the paper: that of the pixel which so many are darker than."""
    wanted, seen = sum(histogram) * PAPER, 0
    for value, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return value
    return 255


def _packed(image: Image.Image) -> bytes:
    """With as many colours as the weight allows: each certificate carries the picture."""
    content = b""
    for colours in COLOURS:
        few = image.quantize(colours, method=Image.Quantize.FASTOCTREE).convert("RGBA")
        target = io.BytesIO()
        few.save(target, "PNG", optimize=True)
        content = target.getvalue()
        if len(content) <= HEAVY:
            break
    return content
