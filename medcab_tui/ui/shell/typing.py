"""What people are typing, so that nothing typed is lost to a lock, a signal or a dead line."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct


class _Typed(Struct):
    read: Callable[[], dict[str, str]]
    kept: dict[str, str]


class Changed(Struct, frozen=True):
    """A draft whose text is newer than what is kept."""

    place: str
    object: str
    body: dict[str, str]


class Typing:
    """The open sheets and their texts. Each place that takes text registers how to read it."""

    def __init__(self, opened: Callable[[bool], None] = lambda _: None) -> None:
        """`opened` is told True when the first sheet opens and False when the last one closes."""
        self._opened = opened
        self._open: dict[tuple[str, str], _Typed] = {}

    def register(self, place: str, object: str, read: Callable[[], dict[str, str]]) -> None:  # noqa: A002
        """Watch a sheet. `read` gives its text as it is now; what it holds already counts as kept."""
        if not self._open:
            self._opened(True)
        self._open[(place, object)] = _Typed(read, read())

    def forget(self, place: str, object: str) -> None:  # noqa: A002
        """Stop watching: the sheet was saved or closed."""
        if self._open.pop((place, object), None) is not None and not self._open:
            self._opened(False)

    def changed(self) -> tuple[Changed, ...]:
        """What was typed since it was last kept. Reading does not mark it kept."""
        found = []
        for (place, name), typed in self._open.items():
            body = typed.read()
            if body != typed.kept:
                found.append(Changed(place, name, body))
        return tuple(found)

    def kept(self, changed: Changed) -> None:
        """This text is safe now."""
        typed = self._open.get((changed.place, changed.object))
        if typed is not None:
            typed.kept = changed.body

    def clear(self) -> None:
        """Forget every sheet."""
        self._open.clear()
