"""Handing finished files to a browser. A download that broke off goes on where it stopped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from documents import archives

FROM = re.compile(r"bytes=(\d+)-")  # how a browser goes on with a download; for other ranges it gets the whole


def stored(request: HttpRequest, file: FieldFile, name: str) -> FileResponse:
    """The stored file, saved by the browser as `name`; 404 when it is no longer there."""
    try:
        content, whole = file.open("rb"), file.size
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error
    tag = _tag(f"{file.name} {whole}")
    start = _start(request, tag, whole)
    content.seek(start)
    response = FileResponse(content, as_attachment=True, filename=name)
    _describe(response, tag, start, whole)
    return response


def packed(request: HttpRequest, entries: Sequence[archives.Entry], name: str, *, version: str) -> HttpResponseBase:
    """All of them as a ZIP, sent while it is written; version: changes whenever a byte of the archive would."""
    whole, tag = archives.length(entries), _tag(version)
    start = _start(request, tag, whole)
    response = StreamingHttpResponse(archives.stream(entries, start=start), content_type="application/zip")
    response["Content-Length"] = str(whole - start)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    _describe(response, tag, start, whole)
    return response


def _tag(version: str) -> str:
    return f'"{sha256(version.encode()).hexdigest()[:32]}"'


def _start(request: HttpRequest, tag: str, whole: int) -> int:
    """The byte to begin with: another than the first only for a browser that holds the beginning of this version."""
    asked = FROM.fullmatch(request.headers.get("Range", ""))
    if asked is None or request.headers.get("If-Range", tag) != tag:
        return 0
    start = int(asked[1])
    return start if start < whole else 0


def _describe(response: HttpResponseBase, tag: str, start: int, whole: int) -> None:
    if start:
        response.status_code = 206
        response["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
    response["Accept-Ranges"], response["ETag"] = "bytes", tag
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"  # it is packed already: gzip would take time and hide the length
