from functools import lru_cache

from courses.importers.labels import announced
from courses.importers.markers import Reader
from courses.importers.nodes import NodeKind
from courses.importers.styles import Group, Rank


def kind_of(marker: str, title: str, depth: int, *, has_children: bool) -> NodeKind:
    """What a line is, by its own words first, then by its place: parts on top, topics with children, points."""
    named = announced(marker) or (announced(title) if depth else None)
    if named:
        return named
    if depth == 0 or _is_part(marker):
        return NodeKind.PART
    return NodeKind.TOPIC if has_children else NodeKind.POINT


@lru_cache(maxsize=512)
def _is_part(marker: str) -> bool:
    read, _ = Reader().read(f"{marker} ")
    return read.group == Group.NUMBER and read.rank < Rank.CHINESE
