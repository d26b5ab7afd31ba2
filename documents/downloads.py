"""Handing a finished file to a browser."""

from __future__ import annotations

import io
from typing import IO

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404


def stored(file: FieldFile, name: str) -> FileResponse:
    """The stored file, saved by the browser as `name`; 404 when it is no longer there."""
    try:
        return _attachment(file.open("rb"), name)
    except (FileNotFoundError, ValueError) as error:
        raise Http404 from error


def made(content: bytes, name: str) -> FileResponse:
    return _attachment(io.BytesIO(content), name)


def _attachment(content: IO[bytes] | File[bytes], name: str) -> FileResponse:
    response = FileResponse(content, as_attachment=True, filename=name)
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"  # a PDF is packed already: gzip would take time and hide the length
    return response
