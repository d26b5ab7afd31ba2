from collections.abc import Iterator
from statistics import median
from time import process_time

from django.contrib.auth.hashers import make_password

from accounts.models import User
from sessions import rosters
from sessions.roster_preview import preview_of
from tests.bench.measure import Measure, cpu_ms
from tests.factories import CohortFactory, UserFactory
from tests.sessions.sheets import workbook

ROWS = 2_000
TITLES = ("序号", "姓名", "手机号码", "邮箱", "工号", "单位", "部门", "职务", "条线")


def rows() -> Iterator[Measure]:
    """A workbook of 2,000 people, half of them with an account: uploaded and judged, then written."""
    admin = UserFactory(admin=True)
    cohort = CohortFactory()
    User.objects.bulk_create(
        User(name=f"学员{number}", phone=f"137{number:08d}", organisation=cohort.client, password=make_password(None))
        for number in range(0, ROWS, 2)
    )
    data = workbook([TITLES, *(_row(number) for number in range(ROWS))])
    looked = cpu_ms(lambda: preview_of(rosters.begin(cohort, data, admin), cohort), times=2)
    yield Measure("roster of 2,000 rows, preview", looked, "ms", 3_000)

    rounds = []
    for _round in range(2):
        roster = rosters.begin(cohort, data, admin)
        start = process_time()
        rosters.confirm(roster, admin)
        rounds.append((process_time() - start) * 1000)
        assert cohort.enrolments.count() == ROWS
        rosters.undo(roster, admin)
    yield Measure("roster of 2,000 rows, confirm", median(rounds), "ms", 3_000)


def _row(number: int) -> tuple[object, ...]:
    phone = 13_700_000_000 + number
    return (
        number,
        f"学员{number}",
        phone,
        f"s{number}@example.com",
        f"{number:06d}",
        "城东支行",
        "零售部",
        "柜员",
        "零售",
    )
