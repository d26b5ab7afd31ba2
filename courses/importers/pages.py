"""A page of a course pack: facts in YAML between two lines `---`, and Markdown below them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from courses.importers.messages import OutlineError

_RULE = re.compile(r"^---[ \t]*$", re.MULTILINE)


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block, which is how a person would, and nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _as_block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _as_block)


def write_yaml(told: Mapping[str, Any]) -> str:
    return yaml.dump(dict(told), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)


def read_yaml(text: str, name: str) -> dict[str, Any]:
    """A mapping. Raises OutlineError naming the file; an alias can unfold a few lines into gigabytes and is refused."""
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise OutlineError("pack-page", name=name)
        told = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise OutlineError("pack-page", name=name) from error
    if not isinstance(told, dict):
        raise OutlineError("pack-page", name=name)
    return told


def write_page(facts: Mapping[str, Any], body: str) -> str:
    """Facts that say nothing are left out."""
    told = {key: value for key, value in facts.items() if value not in (None, "", [])}
    return f"---\n{write_yaml(told)}---\n{body}\n"


def read_page(text: str, name: str) -> tuple[dict[str, Any], str]:
    pieces = _RULE.split(text, maxsplit=2)
    if len(pieces) != 3 or pieces[0].strip():  # noqa: PLR2004 (before, facts, body)
        raise OutlineError("pack-page", name=name)
    return read_yaml(pieces[1], name), pieces[2].removeprefix("\n").removesuffix("\n")
