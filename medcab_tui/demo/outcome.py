"""How a step of a tape can go wrong, and how that is told."""

from __future__ import annotations

from msgspec import Struct

from medcab_tui.demo.tape.commands import Step


class Failure(Struct, frozen=True):
    """The step that failed, why, and the screen it met."""

    step: Step
    why: str
    screen: tuple[str, ...]

    def told(self) -> str:
        """file:line, the expectation, and the screen as text."""
        if not self.screen:
            return f"{self.step.path}:{self.step.line}: {self.why}\n"
        edge = "─" * max((len(line) for line in self.screen), default=0)
        rows = "\n".join(self.screen)
        return f"{self.step.path}:{self.step.line}: {self.why}\n  {self.step.text}\n{edge}\n{rows}\n{edge}\n"


class Unmet(Exception):
    """An expectation that does not hold; the text says which."""


class Stopped(Unmet):
    """Somebody watching had enough."""
