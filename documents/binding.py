"""Finished PDFs put together, without laying anything out again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


def join(parts: Sequence[bytes], *, title: str, language: str, bookmarks: Sequence[str] | None = None) -> bytes:
    """One PDF of several; bookmarks: one for each page, else one for each part that bears its title."""
    import pikepdf  # only who joins pays its memory

    with pikepdf.new() as whole:
        with whole.open_outline() as outline:
            for part in parts:
                with pikepdf.open(io.BytesIO(part)) as source:
                    if bookmarks is None:
                        own = str(source.docinfo.get("/Title", ""))
                        outline.root.append(pikepdf.OutlineItem(own, len(whole.pages)))
                    _take_out_signatures(source)
                    whole.pages.extend(source.pages)
            for number, bookmark in enumerate(bookmarks or ()):
                outline.root.append(pikepdf.OutlineItem(bookmark, number))
        whole.docinfo["/Title"] = title
        whole.Root.Lang = pikepdf.String(language)
        whole.Root.PageMode = pikepdf.Name.UseOutlines
        target = io.BytesIO()
        whole.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return target.getvalue()


def _take_out_signatures(source: pikepdf.Pdf) -> None:
    """A signature is of one whole file; its field means nothing in another, and leads back to all of its own."""
    import pikepdf  # see above

    for page in source.pages:
        if "/Annots" in page:
            page.Annots = pikepdf.Array([each for each in page.Annots if each.get("/FT") != "/Sig"])
