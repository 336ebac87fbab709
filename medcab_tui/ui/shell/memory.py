"""What one worker's sitting remembers over a lock: names of commands and ids of places, never a text."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from medcab_tui.ui.shell.history import History

USED: Final = 12
"""Commands of the palette that come first because they were used last."""


class Memory(Struct):
    """Made anew at every sign-in of somebody else and at sign-out."""

    used: list[str] = field(default_factory=list)
    """Ids of the palette's entries, the last used first."""
    history: History = field(default_factory=History)
    """The way back and forth."""
    hidden: set[str] = field(default_factory=set)
    """Sections whose preview is hidden."""

    def note_used(self, name: str) -> None:
        """This command was used now."""
        if name in self.used:
            self.used.remove(name)
        self.used.insert(0, name)
        del self.used[USED:]
