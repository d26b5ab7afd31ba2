from collections.abc import Iterator

from django.contrib.auth.hashers import check_password, make_password

from tests.bench.measure import Measure, cpu_ms


def password_hash() -> Iterator[Measure]:
    """The costliest part of a sign-in; a whole class does it in the same minute."""
    stored = make_password("一个够长的口令 2026")
    assert check_password("一个够长的口令 2026", stored)
    yield Measure("sign-in: check of the password", cpu_ms(lambda: check_password("一个错误的口令", stored)), "ms", 60)
