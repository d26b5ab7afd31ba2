"""A case as a file: facts between `---` lines, then a `## …` section a stage, with its questions in a list.

The section `## 教学说明` is the teaching note. A line of text that would read as one of these headings is written with
a backslash before it, so that `read_case(write_case(case)) == case`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from courses.importers.messages import OutlineError

NOTE = "教学说明"
QUESTIONS = "讨论题"
_HEADING = re.compile(r"^## +(.+?) *$", re.MULTILINE)
_ASKED = re.compile(rf"^### +{QUESTIONS} *$", re.MULTILINE)
_SHIELDED = re.compile(rf"^\\(\\*)(## |### +{QUESTIONS} *$)", re.MULTILINE)
_TO_SHIELD = re.compile(rf"^(\\*)(## |### +{QUESTIONS} *$)", re.MULTILINE)


@dataclass(frozen=True)
class StageText:
    title: str
    body: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class CaseText:
    """What a case says, wherever it is kept. `module` is the title of the outline line it is told at."""

    slug: str
    title: str
    stages: tuple[StageText, ...]
    institution: str = ""
    industry: str = ""
    facts_as_of: str = ""
    module: str = ""
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    teaching_note: str = ""


def read_case(text: str) -> CaseText:
    """Read a case file. Raises OutlineError where its facts cannot be read or a stage is missing."""
    _before, _opening, rest = text.partition("---\n")
    top, _closing, below = rest.partition("---\n")
    try:
        facts = yaml.safe_load(top)
    except yaml.YAMLError as error:
        raise OutlineError("pack-yaml") from error
    if not isinstance(facts, dict):
        raise OutlineError("pack-yaml")
    sections = _sections(below)
    note = "".join(body for title, body in sections if title == NOTE)
    stages = tuple(_stage(title, body) for title, body in sections if title != NOTE)
    if not stages:
        raise OutlineError("pack-field", field="## …")
    return CaseText(
        slug=_word(facts, "slug", required=True),
        title=_word(facts, "title", required=True),
        stages=stages,
        institution=_word(facts, "institution"),
        industry=_word(facts, "industry"),
        facts_as_of=_word(facts, "facts_as_of"),
        module=_word(facts, "module"),
        tags=_words(facts, "tags"),
        sources=_words(facts, "sources"),
        teaching_note=_bare(note),
    )


def write_case(case: CaseText) -> str:
    facts: dict[str, object] = {"slug": case.slug, "title": case.title}
    optional: dict[str, object] = {
        "institution": case.institution,
        "industry": case.industry,
        "facts_as_of": case.facts_as_of,
        "module": case.module,
        "tags": list(case.tags),
        "sources": list(case.sources),
    }
    facts |= {name: value for name, value in optional.items() if value}
    top = yaml.safe_dump(facts, allow_unicode=True, sort_keys=False, width=1000)
    parts = [_section(stage.title, stage.body, stage.questions) for stage in case.stages]
    if case.teaching_note:
        parts.append(_section(NOTE, case.teaching_note, ()))
    return f"---\n{top}---\n" + "\n".join(parts)


def _sections(text: str) -> list[tuple[str, str]]:
    pieces = _HEADING.split(text)
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _stage(title: str, text: str) -> StageText:
    pieces = _ASKED.split(text)
    questions = tuple(line[2:].strip() for line in "\n".join(pieces[1:]).splitlines() if line.startswith("- "))
    return StageText(title, _bare(pieces[0]), questions)


def _section(title: str, body: str, questions: tuple[str, ...]) -> str:
    told = f"## {title}\n\n" + (_TO_SHIELD.sub(r"\\\1\2", body) + "\n" if body else "")
    if questions:
        told += f"\n### {QUESTIONS}\n\n" + "".join(f"- {question}\n" for question in questions)
    return told


def _bare(text: str) -> str:
    return _SHIELDED.sub(r"\1\2", text.strip())


def _word(facts: Mapping[object, object], name: str, *, required: bool = False) -> str:
    value = facts.get(name)
    told = "" if value is None else str(value).strip()
    if isinstance(value, list | dict) or (required and not told):
        raise OutlineError("pack-field", field=name)
    return told


def _words(facts: Mapping[object, object], name: str) -> tuple[str, ...]:
    value = facts.get(name) or []
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise OutlineError("pack-field", field=name)
    return tuple(item.strip() for item in value)
