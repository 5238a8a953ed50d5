"""Trees of the demonstration's province, made many rows at a time."""

from __future__ import annotations

from treebeard.mp_tree import MP_Node

AT_ONCE = 500


def new_root_path(model: type[MP_Node]) -> str:
    """The path of a new tree behind those that are there."""
    last = model.get_last_root_node()
    return last._inc_path() if last else model._get_path("", 1, 1)
