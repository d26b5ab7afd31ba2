"""Pictures as people upload them."""

import io

from PIL import Image, ImageDraw, PngImagePlugin

PAPER = (244, 240, 232)


def scanned_seal(side: int = 600, file_format: str = "JPEG") -> bytes:
    image = Image.new("RGB", (side, side), PAPER)
    draw = ImageDraw.Draw(image)
    draw.ellipse((side * 0.1, side * 0.1, side * 0.9, side * 0.9), outline=(200, 30, 25), width=side // 20)
    draw.rectangle((side * 0.4, side * 0.4, side * 0.6, side * 0.6), fill=(200, 30, 25))
    target = io.BytesIO()
    exif = image.getexif()
    exif[0x010E] = "kept at home in Haitong"  # the description, as a phone or a scanner writes it
    image.save(target, file_format, exif=exif)
    return target.getvalue()


def logo(width: int = 800, height: int = 240) -> bytes:
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle((10, 10, width // 2, height - 10), fill=(10, 80, 120, 255))
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", "made by someone")
    target = io.BytesIO()
    image.save(target, "PNG", pnginfo=text)
    return target.getvalue()
