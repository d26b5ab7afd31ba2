from documents import checks


def test_this_machine_cuts_fonts_fast():
    assert checks.fonts_are_cut_by_harfbuzz() == []


def test_a_missing_library_is_named_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr(checks, "LIBRARY", "libno-such-library.so.0")
    [warning] = checks.fonts_are_cut_by_harfbuzz()
    assert (warning.id, warning.hint) == ("documents.W001", "Install it: apt-get install libharfbuzz-subset0")
