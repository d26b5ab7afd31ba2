"""Drawing documents as a warm worker does. Run in a process of its own, so that the peak of memory is theirs alone."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from time import perf_counter

from tests.bench.measure import Measure

TIMES = 5


def _draw_all() -> dict[str, float]:
    """Seconds for each document, the median of TIMES after one warming call, and the process's peak in MiB."""
    from django.utils import timezone

    from documents import attendance_sheet, binding, certificate_sheets, pdf
    from documents.certificates import issue
    from tests.documents.worlds import ALL_PRESENT, attended_cohort
    from tests.factories import UserFactory

    pdf.warm_up()
    now = timezone.now()
    large = attended_cohort(*[ALL_PRESENT] * 60)
    small = attended_cohort(*[ALL_PRESENT] * 36)
    issued = issue(cohort=small, by=UserFactory(admin=True), now=now)

    def certificates() -> None:
        singles: list[bytes] = []
        for start in range(0, len(issued), certificate_sheets.BATCH):
            batch = issued[start : start + certificate_sheets.BATCH]
            singles += certificate_sheets.draw(batch, base_url="https://lectern.example.org")
        binding.join(singles, title="全班", language="zh-hans")

    return {
        "register": _seconds(lambda: attendance_sheet.draw(large, now=now)),
        "certificates": _seconds(certificates),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _seconds(work: Callable[[], object]) -> float:
    work()
    samples = []
    for _ in range(TIMES):
        start = perf_counter()
        work()
        samples.append(perf_counter() - start)
    return sorted(samples)[TIMES // 2]


def drawing() -> Iterator[Measure]:
    """A register of 60 trainees in 4 sessions; 36 certificates as single files and bound together."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
    environment.pop("DATABASE_URL", None)
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.documents"], check=True, capture_output=True, env=environment
    )
    values = json.loads(child.stdout.splitlines()[-1])
    yield Measure("documents: register of 60 × 4", values["register"], "s", 1)
    yield Measure("documents: 36 certificates, single and bound", values["certificates"], "s", 3)
    yield Measure("documents: peak memory of the two", values["peak"], "MiB", 400)


def _main() -> None:
    import django
    from django.test.utils import setup_databases, teardown_databases

    django.setup()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        print(json.dumps(_draw_all()))
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    _main()
