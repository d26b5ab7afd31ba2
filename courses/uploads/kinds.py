"""The files that are taken, as a small table; how large each may be; how a page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from courses.importers.messages import gettext_noop

_MIB = 1024 * 1024
DOCUMENT, PICTURE, TEXT, FILM = 50 * _MIB, 25 * _MIB, 5 * _MIB, 200 * _MIB
MOST_BYTES = max(DOCUMENT, PICTURE, TEXT, FILM)
Shown = Literal["pdf", "picture", "video", "audio", ""]


@dataclass(frozen=True)
class FileKind:
    suffix: str
    media_type: str
    name: str  # as a sentence calls it
    most: int  # bytes
    shown: Shown = ""  # how a page shows it; "" where it can only be saved


PDF = FileKind(".pdf", "application/pdf", gettext_noop("PDF 文件"), DOCUMENT, "pdf")
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = FileKind(".docx", f"{_OFFICE}wordprocessingml.document", gettext_noop("Word 文档（.docx）"), DOCUMENT)
XLSX = FileKind(".xlsx", f"{_OFFICE}spreadsheetml.sheet", gettext_noop("Excel 表格（.xlsx）"), DOCUMENT)
PPTX = FileKind(".pptx", f"{_OFFICE}presentationml.presentation", gettext_noop("演示文稿（.pptx）"), DOCUMENT)
PNG = FileKind(".png", "image/png", gettext_noop("PNG 图片"), PICTURE, "picture")
JPEG = FileKind(".jpg", "image/jpeg", gettext_noop("JPEG 图片"), PICTURE, "picture")
WEBP = FileKind(".webp", "image/webp", gettext_noop("WebP 图片"), PICTURE, "picture")
MP4 = FileKind(".mp4", "video/mp4", gettext_noop("MP4 视频"), FILM, "video")
WEBM = FileKind(".webm", "video/webm", gettext_noop("WebM 视频"), FILM, "video")
MP3 = FileKind(".mp3", "audio/mpeg", gettext_noop("MP3 音频"), FILM, "audio")
M4A = FileKind(".m4a", "audio/mp4", gettext_noop("M4A 音频"), FILM, "audio")
TXT = FileKind(".txt", "text/plain; charset=utf-8", gettext_noop("纯文本"), TEXT)
MD = FileKind(".md", "text/markdown; charset=utf-8", gettext_noop("纯文本"), TEXT)
CSV = FileKind(".csv", "text/csv; charset=utf-8", gettext_noop("纯文本"), TEXT)

TEXTS = {kind.suffix: kind for kind in (TXT, MD, CSV)}
KINDS = (PDF, DOCX, XLSX, PPTX, PNG, JPEG, WEBP, MP4, WEBM, MP3, M4A, TXT, MD, CSV)
_BY_TYPE = {kind.media_type: kind for kind in KINDS}
# What else a name may end in and mean the same.
ALIASES = {".jpeg": ".jpg", ".m4v": ".mp4", ".markdown": ".md", ".text": ".txt"}
ACCEPT = ",".join([*(kind.suffix for kind in KINDS), *ALIASES])


def of_type(media_type: str) -> FileKind | None:
    return _BY_TYPE.get(media_type)
