"""Records are structs, and dataclasses where a field must not be shown or compared; never a mixture."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil

import msgspec

import medcab_tui


def _every_struct() -> list[type[msgspec.Struct]]:
    for found in pkgutil.walk_packages(medcab_tui.__path__, "medcab_tui."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    kinds, waiting = [], list(msgspec.Struct.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("medcab_tui."):
            kinds.append(kind)
    return kinds


def test_no_struct_has_a_mark_that_only_a_dataclass_heeds() -> None:
    """`field(repr=False)` of dataclasses would be taken for a plain default, and a secret would be shown."""
    every = _every_struct()
    assert len(every) > 300
    marked = [
        f"{kind.__module__}.{kind.__name__}"
        for kind in every
        if any(isinstance(default, dataclasses.Field) for default in kind.__struct_defaults__)
    ]
    assert marked == []
