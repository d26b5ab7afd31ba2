"""A material's file on its way to a browser, once a view has found that it may go there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.cache import patch_vary_headers
from django.utils.http import content_disposition_header, parse_etags

from courses.models import Material
from courses.ranges import Part, UnsatisfiableError, wanted
from courses.uploads.kinds import of_type

BLOCK = 64 * 1024
SIGNED_FOR = 60  # seconds in which a signed link must be followed
# A file is data, not a page of ours: opened by itself it runs nothing, whatever a browser takes it for.
POLICY = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'"


class Slice:
    """Some bytes of an open file, in blocks; closing it closes the file even when nothing was read."""

    def __init__(self, file: IO[bytes], part: Part) -> None:
        self._file, self._left = file, part.length
        file.seek(part.first)

    def __iter__(self) -> Iterator[bytes]:
        while self._left and (block := self._file.read(min(BLOCK, self._left))):
            self._left -= len(block)
            yield block

    def close(self) -> None:
        self._file.close()


def file_response(request: HttpRequest, material: Material) -> HttpResponseBase:
    """The file, or the part of it that is asked for; by the proxy or the object store where the settings say so."""
    if not material.file:
        raise Http404
    kind = of_type(material.media_type)
    media_type = kind.media_type if kind else "application/octet-stream"
    saved = "download" in request.GET or kind is None or not kind.shown
    headers = {
        "Content-Type": media_type,
        "Content-Disposition": content_disposition_header(saved, material.file_name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "private, no-cache",
    }
    if settings.MATERIALS_ACCEL:
        path = quote(f"{settings.MATERIALS_ACCEL.rstrip('/')}/{material.file.name}")
        return HttpResponse(headers={**headers, "X-Accel-Redirect": path})
    if not isinstance(material.file.storage, FileSystemStorage):
        return _signed(material, headers)
    return _streamed(request, material, headers)


def _signed(material: Material, headers: dict[str, str]) -> HttpResponseRedirect:
    """A link to the object store, good for a minute, that carries our headers with it."""
    told = {
        "ResponseContentType": headers["Content-Type"],
        "ResponseContentDisposition": headers["Content-Disposition"],
    }
    storage: Any = material.file.storage  # Django's own interface knows no parameters; django-storages does
    response = HttpResponseRedirect(storage.url(material.file.name, parameters=told, expire=SIGNED_FOR))
    response["Cache-Control"] = "private, no-store"
    return response


def _streamed(request: HttpRequest, material: Material, headers: dict[str, str]) -> HttpResponseBase:
    etag = f'"{material.digest or material.pk}"'
    # A file is packed already. Named so, the compressing middleware leaves it alone, and its length and ranges hold.
    headers |= {"ETag": etag, "Accept-Ranges": "bytes", "Content-Encoding": "identity"}
    if etag in (seen := parse_etags(request.headers.get("If-None-Match", ""))) or seen == ["*"]:
        return HttpResponse(status=304, headers={name: headers[name] for name in ("ETag", "Cache-Control")})
    try:
        size = material.file.size
        if request.method == "HEAD":
            return HttpResponse(headers={**headers, "Content-Length": str(size)})
        part = _part(request, size, etag)
        file = material.file.storage.open(material.file.name or "", "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    except UnsatisfiableError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    whole = Part(0, size - 1)
    response = StreamingHttpResponse(Slice(file, part or whole), status=206 if part else 200, headers=headers)
    response["Content-Length"] = str((part or whole).length)
    if part:
        response["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    patch_vary_headers(response, ["Cookie"])
    return response


def _part(request: HttpRequest, size: int, etag: str) -> Part | None:
    """A range counts while the file is still the one that the browser has the beginning of."""
    condition = request.headers.get("If-Range")
    if condition is not None and condition.strip() != etag:
        return None
    return wanted(request.headers.get("Range", ""), size)
