"""The phone of a tape: it takes a secret off the screen, as an app does, and tells the code of the moment."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

_GROUPS: Final = re.compile(r"(?<![A-Z2-7])[A-Z2-7]{4}(?: [A-Z2-7]{4})+(?![A-Z2-7])")
_LETTERS: Final = 32
"""Of a secret of 20 bytes."""


class Phone:
    """Knows the last secret that was shown in groups of four."""

    def __init__(self) -> None:
        self._secret = b""

    def look(self, screen: Sequence[str]) -> None:
        """Take a secret, if a whole one stands there."""
        letters = "".join(found.replace(" ", "") for line in screen for found in _GROUPS.findall(line))
        if len(letters) == _LETTERS:
            self._secret = base64.b32decode(letters)

    def code(self, now: datetime) -> str:
        """Six digits; nothing while no secret was seen."""
        if not self._secret:
            return ""
        import pyotp

        return pyotp.TOTP(base64.b32encode(self._secret).decode()).at(now)
