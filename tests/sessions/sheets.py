"""Workbooks as a bank's secretary makes them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def workbook(rows: Sequence[Any], change: Callable[[Worksheet], object] | None = None) -> bytes:
    """The bytes of an .xlsx with these rows of cells; `change` works on the sheet before it is saved."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if change:
        change(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
