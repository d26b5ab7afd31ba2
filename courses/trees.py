"""The module tree of a course, built from one flat query in reading order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from courses.models import Module


@dataclass(frozen=True)
class TreeNode:
    module: Module
    children: list[TreeNode] = field(default_factory=list)

    def walk(self) -> Iterator[TreeNode]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def size(self) -> int:
        """How many lines of the outline stand in this subtree, its own included."""
        return sum(1 for _ in self.walk())


def tree_of(modules: Iterable[Module]) -> tuple[TreeNode, ...]:
    """Nest modules given in reading order; a module whose parent is not among them becomes a root."""
    roots: list[TreeNode] = []
    nodes: dict[int, TreeNode] = {}
    for module in modules:
        node = nodes[module.pk] = TreeNode(module)
        parent = nodes.get(module.parent_id) if module.parent_id else None
        (parent.children if parent else roots).append(node)
    return tuple(roots)
