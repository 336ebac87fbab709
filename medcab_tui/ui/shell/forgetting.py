"""What is kept beyond any widget: measured texts, drawn lines, read references for speed, stopped timers.

Locking forgets it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from contextvars import Context
from functools import _lru_cache_wrapper
from types import ModuleType
from typing import Any, Final

_CACHING: Final = ("rich.", "textual.", "medcab_tui.ui.", "medcab_tui.services.fhir.")


def forget_drawn() -> None:
    """Empty every function cache of what draws and of what reads charts; they fill again by themselves."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith(_CACHING) and isinstance(module, ModuleType):
            for value in tuple(vars(module).values()):
                _empty(value)
                if isinstance(value, type) and value.__module__.startswith(_CACHING):
                    for method in tuple(vars(value).values()):
                        _empty(method)


def forget_stopped() -> None:
    """Let go of the screens that stopped timers were set on: the loop keeps these until they would ring."""
    scheduled: Iterable[Any] = getattr(asyncio.get_running_loop(), "_scheduled", ())
    for timer in scheduled:
        if timer.cancelled():
            timer._context = Context()


def _empty(value: object) -> None:
    function = getattr(value, "__func__", value)
    if isinstance(function, _lru_cache_wrapper):
        function.cache_clear()
