from pathlib import Path

from django.utils import timezone

from documents import attendance_sheet, certificate_sheets
from tests.bench.drawing.certificates import BASE, roster
from tests.bench.drawing.registers import cohort_of

DOCUMENTS, FIRST = 1000, 60


def resident() -> float:
    """MiB that this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def measured() -> dict[str, float]:
    """Mostly certificates; each 20th drawn the plain way, each 50th a register instead."""
    cohort = cohort_of(30, 4)
    after_first = 0.0
    for number, certificate in enumerate(roster(DOCUMENTS), 1):
        if number % 50 == 0:
            attendance_sheet.draw(cohort, now=timezone.now())
        elif number % 20 == 0:
            certificate_sheets.draw_plainly(certificate, base_url=BASE)
        else:
            certificate_sheets.draw([certificate], base_url=BASE)
        if number == FIRST:
            after_first = resident()
    return {"growth": resident() - after_first}
