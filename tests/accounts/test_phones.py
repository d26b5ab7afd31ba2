import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.phones import normalise_phone


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "+86 138 1234 5678",
        "+8613812345678",
        "0086-138-1234-5678",
        "86 13812345678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "（+86）138 1234 5678",
        "138\u30001234\u30005678",
        " 138\u20131234\u20135678\n",
    ],
)
def test_a_mainland_mobile_is_one_number_however_it_is_typed(typed):
    assert normalise_phone(typed) == "13812345678"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+852 9123 4567", "+85291234567"),
        ("00852 9123 4567", "+85291234567"),
        ("＋１ (415) 555-2671", "+14155552671"),
    ],
)
def test_other_numbers_keep_their_country_code(typed, stored):
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "abc", "1381234567", "138123456789", "12812345678", "010-88886666", "+86 10 8888 6666", "9123 4567"]
)
def test_what_is_no_mobile_and_names_no_country_is_refused(typed):
    assert normalise_phone(typed) is None


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing(text):
    phone = normalise_phone(text)
    assert phone is None or normalise_phone(phone) == phone
