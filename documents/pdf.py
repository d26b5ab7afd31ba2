"""HTML → PDF. The only importer of WeasyPrint.

One font configuration, the parsed stylesheets and the image cache live as long as the process: a configuration per
document costs twice the time and grows by 0.27 MiB a document for ever. Pango is not thread-safe, hence the lock.
"""

from __future__ import annotations

import ctypes
import gc
import itertools
import logging
import os
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.template.loader import get_template, render_to_string
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from documents import confinement

STYLES = "documents/print/"
MMAP_THRESHOLD, LARGE = -3, 2**20  # of glibc's mallopt
TIDY_EVERY = 20  # documents; 2 ms each
STEPS = 7  # WeasyPrint counts its own work in seven steps
OnStep = Callable[[int], None]
OnLayout = Callable[[Any], None]  # gets WeasyPrint's document before it is drawn
Finisher = Callable[[Any, Any], None]  # gets WeasyPrint's document and its PDF before it is written

_lock = threading.RLock()
_progress = logging.getLogger("weasyprint.progress")
_progress.propagate = False  # some hundred lines for each document
_images: dict[str, Any] = {}
_libc = ctypes.CDLL(None)
_rendered = itertools.count(1)


class ForbiddenAddressError(ValueError):
    """A document asked for something that is neither inline data nor one of our static files."""


class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is untyped
    """Lets a document read `data:` and `static:` addresses, nothing else: no network and no other file."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        scheme, _, rest = url.partition(":")
        if scheme == "data":
            return super().fetch(url, headers)
        path = _static_file(rest) if scheme == "static" else None
        if path is None:
            raise ForbiddenAddressError(url[:200])
        return URLFetcherResponse(url, path.read_bytes())


def _static_file(name: str) -> Path | None:
    try:
        path = finders.find(name)
    except SuspiciousFileOperation:
        return None
    return Path(path) if isinstance(path, str) else None


def render(  # noqa: PLR0913 — each has its name
    template: str,
    context: Mapping[str, Any],
    *,
    styles: Sequence[str] = (),
    on_step: OnStep | None = None,
    tagged: bool = False,
    variant: str | None = None,
    on_layout: OnLayout | None = None,
    finisher: Finisher | None = None,
    limits: confinement.Limits | None = None,
) -> bytes:
    """The PDF of a template under templates/documents/print/; the same context gives the same bytes.

    styles: stylesheets of that folder, applied in order after base.css.
    on_step: called with 1…STEPS while the work goes on.
    tagged: with the tree of headings, paragraphs and figures that a screen reader goes by.
    variant: a standard that the file declares and keeps, such as "pdf/a-2u" for what is filed for years.
    limits: draw in a process of its own that is killed when it passes them: for what users wrote. on_layout and
    finisher must be functions of a module then.
    """
    source = render_to_string(f"{STYLES}{template}", dict(context))
    work = (source, tuple(styles), {"pdf_tags": tagged, "pdf_variant": variant}, on_layout, finisher)
    if limits is not None:
        return confinement.call(_drawn, *work, limits=limits, on_step=on_step)
    return _drawn(*work, on_step=on_step)


def _drawn(
    source: str,
    styles: Sequence[str],
    options: Mapping[str, Any],
    on_layout: OnLayout | None,
    finisher: Finisher | None,
    *,
    on_step: OnStep | None,
    pages: int | None = None,
) -> bytes:
    with _lock, _reporting(on_step, pages):
        document = _laid_out(source, styles)
        if on_layout is not None:
            on_layout(document)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves a variant's colour profile open
            pdf: bytes = document.write_pdf(**options, finisher=finisher)
        del document
        _tidy()
    return pdf


def _tidy() -> None:
    """Laid-out documents are circles of boxes, which the tuned collector leaves about for hundreds of documents."""
    if next(_rendered) % TIDY_EVERY == 0:
        gc.collect()
        _libc.malloc_trim(0)


def measure(template: str, context: Mapping[str, Any], look: OnLayout, *, styles: Sequence[str] = ()) -> None:
    """Lay a template out and look where things came to stand, without drawing it."""
    source = render_to_string(f"{STYLES}{template}", dict(context))
    with _lock:
        look(_laid_out(source, styles))


def _laid_out(source: str, styles: Sequence[str]) -> Any:
    html = weasyprint.HTML(string=source, url_fetcher=Fetcher(), base_url="static:")
    sheets = [stylesheet(name) for name in ("base.css", *styles)]
    return html.render(stylesheets=sheets, font_config=_fonts(), cache=_images)


@cache
def stylesheet(name: str) -> weasyprint.CSS:
    source = get_template(f"{STYLES}{name}").template.source  # type: ignore[attr-defined]  # of the Django backend
    return weasyprint.CSS(string=source, font_config=_fonts(), url_fetcher=Fetcher(), base_url="static:")


def forget_images() -> None:
    """Pictures within a document are kept by their whole address, and few are met again: they would only pile up."""
    with _lock:
        _images.clear()


@cache
def _fonts() -> FontConfiguration:
    """Our own fonts beside the system's, read where they lie: `@font-face` would copy 50 MB for each process."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    try:
        return FontConfiguration()
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if before is not None:
            os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def _reporting(on_step: OnStep | None, pages: int | None) -> Iterator[None]:
    if on_step is None and pages is None:
        yield
        return
    handler = _Steps(on_step, pages)
    _progress.setLevel(logging.INFO)
    _progress.addHandler(handler)
    try:
        yield
    finally:
        _progress.removeHandler(handler)
        _progress.setLevel(logging.NOTSET)


class _Steps(logging.Handler):
    """Reads the step out of WeasyPrint's own progress log: "Step 5 - Creating layout - Page 12"."""

    def __init__(self, on_step: OnStep | None, pages: int | None) -> None:
        super().__init__()
        self.on_step, self.pages = on_step, pages

    def handle(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if told.startswith("Step ") and self.on_step is not None:
            self.on_step(int(told[5]))
        page = told.rpartition(" - Page ")[2]
        if self.pages is not None and page.isdecimal() and int(page) > self.pages:
            raise confinement.TooManyPagesError
        return True


def warm_up() -> None:
    """For a worker process: fonts and styles are read before the first job, and the collector is told to leave them.

    Measured: tables 1.5 times, handouts 1.2 times as fast. What is large — a copied font has 10 MiB — goes straight
    back to the system: in the heap, smaller things would come to lie behind it (20 MiB more over 1,000 documents).
    """
    with _lock:
        _libc.mallopt(MMAP_THRESHOLD, LARGE)
        stylesheet("base.css")
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
