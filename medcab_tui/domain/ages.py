"""Age in full years."""

from __future__ import annotations

from datetime import date


def age(birth: date, on: date) -> int:
    """Full years on a day; born on 29 February, one is a year older on 1 March of a common year."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
