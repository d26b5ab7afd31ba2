import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.placeholders import KNOWN, Kind, faults, names, pieces, used
from documents.sample_names import longest, rarest

PLAIN = st.text(st.characters(exclude_characters="{}｛｝*\r", exclude_categories=["Cs"]), max_size=12)
SLOTS = st.sampled_from(sorted(KNOWN))


@given(st.lists(st.tuples(PLAIN, SLOTS, st.integers(0, 1)), max_size=6), PLAIN)
def test_a_text_taken_apart_says_the_same(parts, end):
    text = "".join(f"{plain}{{{KNOWN[key][which]}}}" for plain, key, which in parts) + end
    assert not faults(text)
    written = {Kind.TEXT: lambda piece: piece.value, Kind.BREAK: lambda _: "\n"}
    apart = pieces(text)
    assert (
        "".join(written[piece.kind](piece) for piece in apart if piece.kind in written)
        == "".join(plain for plain, _, _ in parts) + end
    )
    assert [piece.value for piece in apart if piece.kind is Kind.SLOT] == [key for _, key, _ in parts]
    assert used([text]) == {key for _, key, _ in parts}


@given(st.text(max_size=60))
def test_any_text_is_either_faulty_or_taken_apart(text):
    if not faults(text):
        bold = [piece for piece in pieces(text) if piece.kind is Kind.BOLD]
        assert len(bold) % 2 == 0


@pytest.mark.parametrize(
    ("text", "unknown", "unpaired"),
    [
        ("{姓名}和{name}", (), False),
        ("｛姓名｝", (), False),
        ("{ Name }", (), False),
        ("{科程}", (("科程", "课程"),), False),
        ("{nmae}", (("nmae", "name"),), False),
        ("{xyz}{xyz}", (("xyz", ""),), False),
        ("{姓名", (), True),
        ("姓名}", (), True),
        ("{{姓名}}", (), True),
        ("{}", (("", ""),), False),
    ],
)
def test_faults_name_what_is_unknown_and_what_was_meant(text, unknown, unpaired):
    found = faults(text)
    assert (found.unknown, found.unpaired) == (unknown, unpaired)


def test_every_name_that_is_offered_is_understood():
    for language in ("zh-hans", "en"):
        assert not faults("".join(names(language)))


def test_two_stars_make_bold_and_an_odd_pair_stands_for_itself():
    assert [piece.kind for piece in pieces("a**b**c")] == [Kind.TEXT, Kind.BOLD, Kind.TEXT, Kind.BOLD, Kind.TEXT]
    assert [(piece.kind, piece.value) for piece in pieces("a**b")] == [(Kind.TEXT, "a**b")]


def test_the_hardest_names_of_a_cohort():
    roster = ["王小明", "阿卜杜拉·买买提", "Anna Müller", "李喆", "张䶮"]
    assert (longest(roster), rarest(roster)) == ("阿卜杜拉·买买提", "张䶮")
    assert rarest(["王小明", "李喆"]) == "李喆"
    assert rarest(["张䶮", "吴𠮷"]) == "吴𠮷"
    assert "" not in (longest([]), rarest([]))
