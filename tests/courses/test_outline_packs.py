from datetime import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.importers.nodes import Node, NodeKind, Outline
from courses.importers.outline import OutlineError, parse, to_tree
from courses.importers.packs import read_course, read_outline_md, write_course, write_outline_md

OUTLINES = Path(__file__).parent / "outlines"
PACK = Path(__file__).parents[2] / "courses" / "data" / "retail_credit"

words = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=12).map(str.strip)
titles = words.filter(bool) | st.sampled_from(["{case}", "a {case}", "**x** y", "\\", "- 1", "\\{tool}", "* *"])
markers = st.sampled_from(["", "一、", "1.1", "-", "**", "案例：", "\\", "*", "{x}"])
trees = st.recursive(
    st.builds(Node, markers, titles, st.sampled_from(NodeKind), st.just(0)),
    lambda inner: st.builds(
        Node, markers, titles, st.sampled_from(NodeKind), st.just(0), st.lists(inner, max_size=3).map(tuple)
    ),
    max_leaves=12,
)


def bare(nodes):
    """Nodes without their line numbers, which are those of the file they were read from."""
    return tuple(Node(node.marker, node.title, node.kind, 0, bare(node.children)) for node in nodes)


def pack(facts: str, modules: str = "- 甲\n") -> Outline:
    return read_course(facts, modules)


def test_the_built_in_course_carries_all_150_lines():
    outline = read_course(
        (PACK / "course.yaml").read_text(encoding="utf-8"), (PACK / "outline.md").read_text(encoding="utf-8")
    )
    tree = to_tree(outline.modules)
    assert tree == (OUTLINES / "retail_credit.tree.txt").read_text(encoding="utf-8")
    assert len(tree.splitlines()) == 150
    assert (len(outline.background), len(outline.objectives), len(outline.delivery)) == (3, 4, 5)
    assert (outline.days, outline.hours) == (2, 12)
    assert outline.blocks == ((time(9), time(12)), (time(14), time(17)))


def test_the_built_in_course_keeps_the_clients_own_text():
    assert (PACK / "outline.txt").read_bytes() == (OUTLINES / "retail_credit.txt").read_bytes()


def test_the_list_is_pleasant_to_read_and_tags_only_kinds_the_words_do_not_tell():
    nodes = (
        Node(
            "一、", "甲", NodeKind.PART, 1, (Node("", "乙", NodeKind.TOOL, 2), Node("案例：", "丙", NodeKind.CASE, 3))
        ),
    )
    assert write_outline_md(nodes) == "- **一、** 甲\n  - 乙 {tool}\n  - **案例：** 丙\n"


@settings(suppress_health_check=[HealthCheck.too_slow])  # on a busy machine drawing trees takes its time
@given(st.lists(trees, min_size=1, max_size=4).map(tuple))
def test_any_tree_survives_being_written_and_read(nodes):
    assert bare(read_outline_md(write_outline_md(nodes))) == nodes


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("- 甲\n乙\n", "pack-line", 2),
        ("- 甲\n  -\n", "pack-line", 2),
        ("- 甲\n - 乙\n", "pack-line", 2),
        ("- 甲 {song}\n", "pack-line", 1),
        ("- 甲\n    - 乙\n", "pack-depth", 2),
        ("  - 甲\n", "pack-depth", 1),
    ],
)
def test_a_line_out_of_form_is_named(text, code, line):
    with pytest.raises(OutlineError) as caught:
        read_outline_md(text)
    assert (caught.value.code, caught.value.params["line"]) == (code, line)


def test_the_facts_of_a_course_survive_being_written_and_read():
    outline = parse((OUTLINES / "retail_credit.txt").read_text(encoding="utf-8"))
    again = read_course(write_course(outline), write_outline_md(outline.modules))
    assert (again.title, again.background, again.objectives) == (outline.title, outline.background, outline.objectives)
    assert (again.audience, again.delivery) == (outline.audience, outline.delivery)
    assert (again.days, again.hours, again.blocks) == (outline.days, outline.hours, outline.blocks)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "title"),
        ({"title": 3}, "title"),
        ({"title": "甲", "background": "乙"}, "background"),
        ({"title": "甲", "objectives": ["乙", 3]}, "objectives"),
        ({"title": "甲", "days": "两天"}, "days"),
        ({"title": "甲", "days": True}, "days"),
        ({"title": "甲", "hours": -1}, "hours"),
        ({"title": "甲", "blocks": ["9-12"]}, "blocks"),
        ({"title": "甲", "blocks": ["12:00-09:00"]}, "blocks"),
        ({"title": "甲", "blocks": ["25:00-26:00"]}, "blocks"),
    ],
)
def test_a_fact_out_of_form_is_named(facts, field):
    with pytest.raises(OutlineError) as caught:
        pack(yaml.safe_dump(facts))
    assert (caught.value.code, caught.value.params) == ("pack-field", {"field": field})


@pytest.mark.parametrize("facts", ["- a list", "title: [", "!!python/object:os.system x", ""])
def test_facts_that_are_no_facts_are_refused(facts):
    with pytest.raises(OutlineError) as caught:
        pack(facts)
    assert caught.value.code == "pack-yaml"
