"""Read a trainer's outline, however it was typed."""

from collections.abc import Iterable, Sequence

from courses.importers import details
from courses.importers.layout import Line, content
from courses.importers.markers import Reader
from courses.importers.messages import Message, OutlineError, OutlineWarning
from courses.importers.nodes import Node, NodeKind, Outline
from courses.importers.printing import read_tree, to_json, to_text, to_tree
from courses.importers.sections import Heading, Part, Section, split
from courses.importers.styles import Group, Rank
from courses.importers.text import MAX_BYTES, decode, tidy
from courses.importers.tree import grow

__all__ = [
    "MAX_BYTES", "Message", "Node", "NodeKind", "Outline", "OutlineError", "OutlineWarning",
    "decode", "parse", "to_json", "to_text", "to_tree", "understand",
]  # fmt: skip


def parse(text: str, *, title_hint: str = "") -> Outline:
    """Read the text of an outline; `title_hint` (a file's name) stands in for a missing title.

    Raises OutlineError when there is nothing to read. Whatever the text leaves open is decided and warned of.
    """
    text = tidy(text)
    if not text.strip():
        raise OutlineError("empty")
    if printed := read_tree(text.split("\n")):
        return Outline(title=title_hint, modules=printed)
    return understand(content(text), title_hint=title_hint)


def understand(lines: Sequence[Line], *, title_hint: str = "") -> Outline:
    """Read lines that a reader of some file made: a `heading` above 0 is a level it knows, 0 leaves it to the text.

    Raises OutlineError when none of them belongs to an outline.
    """
    sections = split(lines)
    warnings: list[OutlineWarning] = []
    title, before, notes = _opening(sections)
    tree = _tree_lines(sections, before, warnings)
    if not tree:
        raise OutlineError("no-lines")
    modules, doubts = grow(tree)
    timing, remarks = details.duration(_lines(sections, Part.DURATION))
    if not title:
        title = title_hint
        warnings.append(OutlineWarning("no-title", {}, tree[0].number))
    notes += _kept_out(sections, warnings)
    return Outline(
        title=title,
        background=details.items(_lines(sections, Part.BACKGROUND)),
        objectives=details.items(_lines(sections, Part.OBJECTIVES)),
        audience="\n".join(details.items(_lines(sections, Part.AUDIENCE))),
        delivery=details.methods(_lines(sections, Part.DELIVERY)),
        days=timing.days,
        hours=timing.hours,
        blocks=timing.blocks,
        modules=modules,
        notes=notes,
        warnings=tuple(sorted([*warnings, *remarks, *doubts], key=lambda warning: warning.line)),
    )


def _opening(sections: Sequence[Section]) -> tuple[str, list[Line], tuple[str, ...]]:
    """The title, the lines before the first heading that may be outline, and those that are neither."""
    named = _lines(sections, Part.TITLE)
    lines = sections[0].lines
    if len(sections) > 1:
        rest = lines if named else lines[1:]
        title = named[0].text if named else lines[0].text if lines else ""
        has_tree = any(section.part == Part.OUTLINE for section in sections)
        return details.title_of(title), [] if has_tree else rest, tuple(line.text for line in rest) if has_tree else ()
    first = lines[0] if lines else None
    if first and len(lines) > 1 and _may_be_title(first, lines[1]):
        return details.title_of(first.text), lines[1:], ()
    return "", lines, ()


def _may_be_title(line: Line, following: Line) -> bool:
    """An unnumbered first line above a numbered one, a bigger heading, or a name in 《》."""
    marker, _ = Reader().read(line.text)
    if marker.group != Group.PLAIN or line.text.endswith((":", "：")):
        return False
    below, _ = Reader().read(following.text)
    return (
        line.text.startswith("《")
        or (line.heading == 1 and following.heading != 1)
        or (not line.heading and following.heading > 0)
        or (below.group == Group.NUMBER and below.rank <= Rank.CHINESE and not line.heading)
        or following.after_blank
    )


def _tree_lines(sections: Sequence[Section], before: list[Line], warnings: list[OutlineWarning]) -> list[Line]:
    """The lines of the outline; where no heading names it, those that are numbered like one."""
    for section in sections:
        if section.part == Part.OUTLINE:
            return [*_rest(section), *section.lines]
    found = before
    for section in sections[1:]:
        start = _first_part(section)
        if start is not None:
            found = section.lines[start:]
            del section.lines[start:]
    if found and len(sections) > 1:
        warnings.append(OutlineWarning("no-heading", {}, found[0].number))
    return found


def _first_part(section: Section) -> int | None:
    """Where an outline without a heading begins in another section: at 第一讲, Module 1 or 一、."""
    reader = Reader()
    for index, line in enumerate(section.lines):
        marker, _ = reader.read(line.text)
        if marker.group == Group.NUMBER and marker.rank <= Rank.CHINESE and marker.number == (1,):
            listed = section.part in (Part.BACKGROUND, Part.OBJECTIVES) and marker.rank == Rank.CHINESE
            if not listed:
                return index
    return None


def _lines(sections: Iterable[Section], part: Part) -> list[Line]:
    return [line for section in sections if section.part == part for line in [*_rest(section), *section.lines]]


def _rest(section: Section) -> list[Line]:
    """What stands on the heading's own line."""
    return [Line(section.number, section.heading.rest)] if section.heading and section.heading.rest else []


def _kept_out(sections: Sequence[Section], warnings: list[OutlineWarning]) -> tuple[str, ...]:
    """Sections that are no part of the course as such, each as one note under its name."""
    notes = []
    for section in sections:
        heading: Heading | None = section.heading
        if heading and heading.part == Part.OTHER:
            warnings.append(OutlineWarning("kept-out", {"heading": heading.name}, section.number))
            notes.append("\n".join([heading.name, *(line.text for line in [*_rest(section), *section.lines])]))
    return tuple(notes)
