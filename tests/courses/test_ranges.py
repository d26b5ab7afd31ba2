import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.ranges import Part, UnsatisfiableError, wanted


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", Part(0, 0)),
        ("bytes=0-", Part(0, 99)),
        ("bytes=10-19", Part(10, 19)),
        ("bytes=90-200", Part(90, 99)),
        ("bytes=-1", Part(99, 99)),
        ("bytes=-500", Part(0, 99)),
        ("BYTES=5-5", Part(5, 5)),
        # Not for us to understand: the whole is sent.
        ("", None),
        ("bytes=0-1,4-5", None),
        ("bytes=5-2", None),
        ("bytes=a-b", None),
        ("bytes=-", None),
        ("items=0-1", None),
        ("bytes=٠-١", None),
    ],
)
def test_a_range_of_a_hundred_bytes(header: str, part: Part | None):
    assert wanted(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999-"])
def test_a_range_behind_the_end_cannot_be_satisfied(header: str):
    with pytest.raises(UnsatisfiableError):
        wanted(header, 100)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_a_part_lies_inside_the_file(first: int, last: int, size: int):
    try:
        part = wanted(f"bytes={first}-{last}", size)
    except UnsatisfiableError:
        assert first >= size
    else:
        assert part is None or list(range(size))[part.first : part.last + 1] == list(range(size))[first : last + 1]
