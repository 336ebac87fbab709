"""What rich and Textual keep for speed beyond any widget: measured texts, drawn lines. Locking forgets it."""

from __future__ import annotations

import sys
from functools import _lru_cache_wrapper
from types import ModuleType
from typing import Final

_DRAWING: Final = ("rich.", "textual.", "medcab_tui.ui.")


def forget_drawn() -> None:
    """Empty every function cache of what draws; they fill again by themselves."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith(_DRAWING) and isinstance(module, ModuleType):
            for value in tuple(vars(module).values()):
                _empty(value)
                if isinstance(value, type) and value.__module__.startswith(_DRAWING):
                    for method in tuple(vars(value).values()):
                        _empty(method)


def _empty(value: object) -> None:
    function = getattr(value, "__func__", value)
    if isinstance(function, _lru_cache_wrapper):
        function.cache_clear()
