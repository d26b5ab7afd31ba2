"""Pictures of a course made fit for print: inline, no larger than paper shows, the same bytes each time."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
from collections.abc import Iterator, Mapping

from PIL import Image, ImageOps

from courses.models import Course, Material
from courses.pictures import pictures_of
from documents import slice_store

WIDEST = 1400  # pixels, over the 166 mm of a page's text: 214 to the inch
MOST = 60_000_000  # pixels; more is refused before anything is unpacked
COLOURS = 4096  # a drawing has fewer

logger = logging.getLogger(__name__)


class Figures(Mapping[str, str]):
    """The `data:` address of each picture by its names. One that cannot be read is not in it: its caption stands."""

    def __init__(self, course: Course, *, for_trainers: bool) -> None:
        self._pictures = pictures_of(course, for_trainers=for_trainers)
        self._made: dict[int, str] = {}

    def __getitem__(self, name: str) -> str:
        material = self._pictures[name]
        if material.pk not in self._made:
            self._made[material.pk] = _address(material)
        if not self._made[material.pk]:
            raise KeyError(name)
        return self._made[material.pk]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pictures)

    def __len__(self) -> int:
        return len(self._pictures)


def _address(material: Material) -> str:
    """Empty when the file is no picture that can be printed."""
    try:
        with material.file.open("rb") as file:
            content = file.read()
        key = hashlib.sha256(content + f"{WIDEST}".encode()).hexdigest()
        kept = slice_store.get(key)
        if kept is None:
            kept = _encoded(content)
            slice_store.put(key, kept)
    except (OSError, Image.DecompressionBombError, SyntaxError, ValueError) as error:
        logger.warning("Picture %s cannot be printed: %s", material.pk, error)
        return ""
    kind = "png" if kept.startswith(b"\x89PNG") else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(kept).decode()}"


def _encoded(content: bytes) -> bytes:
    """Photographs as JPEG; drawings and whatever is transparent as PNG, which keeps their edges."""
    with Image.open(io.BytesIO(content)) as image:
        if image.width * image.height > MOST:
            raise ValueError(f"{image.width} × {image.height} pixels")
        photograph = image.format == "JPEG" or (image.mode == "RGB" and image.getcolors(COLOURS) is None)
        turned = ImageOps.exif_transpose(image)
    turned.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    if photograph:
        turned.convert("RGB").save(target, "JPEG", quality=85)
    else:
        turned.convert("RGBA").save(target, "PNG", optimize=True)
    return target.getvalue()
