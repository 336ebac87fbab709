"""A place to write one text from two."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea


class OwnText(TextArea):
    """Several lines of plain text; the section keys stay the section's."""

    DEFAULT_CSS = """
    OwnText.-textual-compact, OwnText.-textual-compact:focus {
        border: none; padding: 0 1; width: 1fr; height: 1fr; margin: 0 2;
        background: $medcab-panel; color: $medcab-text;
    }
    """

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(
            "",
            soft_wrap=True,
            show_line_numbers=False,
            tab_behavior="focus",
            compact=True,
            theme="css",
            id=id,
        )
        self.cursor_blink = False
        self.highlight_cursor_line = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key not in ("f6", "f7"):
            await super()._on_key(event)
