"""Icons are drawn inline, and no template names one that `./run` would not copy."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

ROOT = Path(settings.BASE_DIR)
NAMED = re.compile(r"""{%\s*icon\s+["']([^"']+)["']|\bicon=["']([^"']+)["']""")


def drawn(name: str) -> str:
    return Template("{% load icons %}{% icon name %}").render(Context({"name": name}))


def listed() -> set[str]:
    return set((ROOT / "static/icons.txt").read_text(encoding="utf-8").split())


def test_an_icon_is_an_inline_drawing_that_screen_readers_pass_over():
    svg = drawn("check-lg")
    assert svg.startswith('<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path')
    assert svg.endswith("</svg>")


def test_every_listed_icon_can_be_drawn():
    assert [name for name in sorted(listed()) if "<path" not in drawn(name)] == []


def test_every_icon_a_template_names_is_listed():
    pages = (ROOT / "templates").rglob("*.html")
    named = {
        name for page in pages for pair in NAMED.findall(page.read_text(encoding="utf-8")) for name in pair if name
    }
    assert sorted(named - listed()) == []


@pytest.mark.parametrize("name", ["no-such-icon", "../../css/app", "check lg", ""])
def test_an_unknown_icon_is_left_out_with_a_warning(name):
    with pytest.warns(RuntimeWarning, match="static/icons.txt"):
        assert drawn(name) == ""
