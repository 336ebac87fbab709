"""The adapters this installation has: found by entry points, loaded only when asked for, never trusted.

An adapter is another's code. Importing it happens on a thread of its own with a deadline; whatever comes of
that, a module that raises, hangs, leaves the process or gives something of another shape, is a line of the
register with the reason, and the others work.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from enum import StrEnum
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final, TypeVar, cast

from msgspec import Struct

from medcab_tui.domain.exchange import Capability
from medcab_tui.services.adapter import GROUP, Adapter, Info

T = TypeVar("T")

SECONDS: Final = 20.0
"""An adapter that is not imported by then counts as hanging."""
OURS: Final = "medcab-tui"
_LONGEST_TOLD: Final = 200
_METHODS: Final = ("check", "pull", "push", "close")


class Wrong(StrEnum):
    """Why an adapter cannot be used."""

    IMPORT = "import"
    """Its module raised, or is not there."""
    HANGING = "hanging"
    SHAPE = "shape"
    """What the entry names is no adapter."""
    NAME = "name"
    """It calls itself otherwise than its entry."""
    DUPLICATE = "duplicate"
    """Another package has one of this name, and was first."""
    ABOUT = "about"
    """What it says of itself is not as it should be."""
    MISSING = "missing"
    """No package has one of this name."""


_LOADING: Final[dict[str, Future[Found]]] = {}


class Found(Struct, frozen=True):
    """One adapter of the register. adapter, info: None where `wrong` says why; told: the particulars."""

    name: str
    package: str
    version: str
    adapter: type[Adapter] | None = None
    info: Info | None = None
    wrong: Wrong | None = None
    told: str = ""


class AdapterFault(Exception):
    """An adapter cannot be used."""

    def __init__(self, name: str, wrong: Wrong, told: str = "") -> None:
        super().__init__(f"{name}: {wrong.value}")
        self.name = name
        self.wrong = wrong
        self.told = told


def entries() -> tuple[EntryPoint, ...]:
    """What is registered, ours first, then by package; nothing is imported."""
    found = entry_points(group=GROUP)
    return tuple(sorted(found, key=lambda entry: (_package(entry) != OURS, _package(entry), entry.name)))


def load(name: str) -> Found:
    """One adapter by its name; blocks until it is imported, and no longer than `SECONDS`."""
    for entry in entries():
        if entry.name == name:
            return _bounded(entry)
    return Found(name, "", "", wrong=Wrong.MISSING)


def register() -> tuple[Found, ...]:
    """Every adapter, the broken ones with the reason; by name. Blocks while they are imported."""
    known: dict[str, EntryPoint] = {}
    found: list[Found] = []
    for entry in entries():
        if entry.name in known:
            told = _package(known[entry.name])
            found.append(Found(*_whose(entry), wrong=Wrong.DUPLICATE, told=told))
        else:
            known[entry.name] = entry
            found.append(_bounded(entry))
    return tuple(sorted(found, key=lambda one: (one.wrong is not None, one.name)))


async def off_the_loop(work: Callable[[], T], seconds: float | None = SECONDS * 2) -> T:
    """Runs something of an adapter's on a thread that nobody waits for longer than this: TimeoutError.

    A thread of the loop's pool would be joined when the program ends; one that hangs would keep it up.
    """
    return await asyncio.wait_for(asyncio.wrap_future(_threaded(work)), seconds)


def usable(found: Found) -> tuple[type[Adapter], Info]:
    """The adapter and who it is; AdapterFault if it cannot be used."""
    if found.adapter is None or found.info is None:
        raise AdapterFault(found.name, found.wrong or Wrong.SHAPE, found.told)
    return found.adapter, found.info


def _bounded(entry: EntryPoint) -> Found:
    """Waits for it; one that hung before and still does is not begun again."""
    under_way = _LOADING.get(entry.value)
    if under_way is not None and not under_way.done():
        return Found(*_whose(entry), wrong=Wrong.HANGING)
    loading = _LOADING[entry.value] = _threaded(lambda: _loaded(entry))
    try:
        return loading.result(SECONDS)
    except TimeoutError:
        return Found(*_whose(entry), wrong=Wrong.HANGING)


def _threaded(work: Callable[[], T]) -> Future[T]:
    future: Future[T] = Future()

    def run() -> None:
        if not future.set_running_or_notify_cancel():  # once begun nobody takes it back: its end is heard
            return
        try:
            result = work()
        except Exception as error:
            future.set_exception(error)
        except BaseException as leaving:
            future.set_exception(RuntimeError(f"it tried to leave the process: {type(leaving).__name__}"))
        else:
            future.set_result(result)

    threading.Thread(target=run, daemon=True, name="adapter").start()
    return future


def _loaded(entry: EntryPoint) -> Found:
    """Imports and looks at what came."""
    whose = _whose(entry)
    try:
        candidate = entry.load()
    except BaseException as error:  # SystemExit of a module must not end the program
        return Found(*whose, wrong=Wrong.IMPORT, told=_of(error))
    try:
        wrong, told = _judged(entry.name, candidate)
    except BaseException as error:  # a property or a metaclass may raise anything
        return Found(*whose, wrong=Wrong.SHAPE, told=_of(error))
    if wrong is not None:
        return Found(*whose, wrong=wrong, told=told)
    return Found(*whose, adapter=cast("type[Adapter]", candidate), info=candidate.info)


def _judged(name: str, candidate: Any) -> tuple[Wrong | None, str]:
    """What is wrong with it, and where; None if nothing is."""
    if not inspect.isclass(candidate):
        return Wrong.SHAPE, "not a class"
    about = inspect.getattr_static(candidate, "info", None)
    if not isinstance(about, Info):
        return Wrong.SHAPE, "info"
    for method in _METHODS:
        if not callable(inspect.getattr_static(candidate, method, None)):
            return Wrong.SHAPE, method
    if about.name != name:
        return Wrong.NAME, str(about.name)
    told = _of_itself(about)
    return (Wrong.ABOUT, told) if told else (None, "")


def _of_itself(about: Info) -> str:
    """The first field of `Info` that is not as it should be; "" if all are."""
    if not _by_language(about.title) or not about.title.get("en", "").strip():
        return "title"
    for field in ("sees", "usage", "simulates"):
        if not _by_language(getattr(about, field)):
            return field
    known = isinstance(about.capabilities, frozenset) and about.capabilities
    if not known or not all(isinstance(one, Capability) for one in about.capabilities):
        return "capabilities"
    for field in ("takes", "gives"):
        kinds = getattr(about, field)
        if not isinstance(kinds, frozenset) or not all(isinstance(kind, str) and kind for kind in kinds):
            return field
    from pydantic import BaseModel

    model = about.settings()
    if not (inspect.isclass(model) and issubclass(model, BaseModel)):
        return "settings"
    from medcab_tui.services.asked import unfit

    return unfit(model)


def _by_language(texts: Any) -> bool:
    return isinstance(texts, Mapping) and all(
        isinstance(language, str) and isinstance(text, str) for language, text in texts.items()
    )


def _package(entry: EntryPoint) -> str:
    return str(entry.dist.name) if entry.dist is not None else ""


def _whose(entry: EntryPoint) -> tuple[str, str, str]:
    version = str(entry.dist.version) if entry.dist is not None else ""
    return entry.name, _package(entry), version


def _of(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_LONGEST_TOLD]
