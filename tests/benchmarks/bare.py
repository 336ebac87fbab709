"""The reference for starting and for memory: the smallest Textual app that shows a word."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        yield Static("bare-textual-ready")


if __name__ == "__main__":
    Bare().run()
