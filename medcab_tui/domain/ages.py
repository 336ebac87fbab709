"""Age in full years, and in full months of those who are younger."""

from __future__ import annotations

from datetime import date


def age(birth: date, on: date) -> int:
    """Full years on a day; born on 29 February, one is a year older on 1 March of a common year."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def months(birth: date, on: date) -> int:
    """Full months on a day; born on the 31st, one is a month older on the 1st after a shorter month."""
    return 12 * (on.year - birth.year) + on.month - birth.month - (on.day < birth.day)
