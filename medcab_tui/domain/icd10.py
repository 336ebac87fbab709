"""What a diagnosis must be to be kept: a code as ICD-10 writes them, with a name (DOMAIN.md §2, …11.1005)."""

from __future__ import annotations

import re
from functools import lru_cache

from medcab_tui.domain.dictionaries import LONGEST, foreign
from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.patients import Coded

_CODE = re.compile(r"[A-Z]\d\d(\.\d{1,2})?")
_SHORTEST_DISPLAY = 3
_LONGEST_DISPLAY = 255


def check_diagnosis(coded: Coded, field: str = "diagnosis") -> None:
    """A well-formed code with a name of three characters or more; raises Invalid.

    What came from another system by a dictionary of its own keeps its code as it is.
    """
    fault = _fault(coded)
    if fault == "diagnosis.display":
        raise Invalid("diagnosis.display", field)
    if fault:
        raise Invalid("diagnosis.code", field)


@lru_cache(maxsize=512)
def _fault(coded: Coded) -> str:
    """The code of what is wrong, empty if nothing is. The same few illnesses come again and again."""
    if foreign(coded.version) and len(coded.code) <= LONGEST:
        return "" if 0 < len(coded.display.strip()) <= _LONGEST_DISPLAY else "diagnosis.display"
    if not _CODE.fullmatch(coded.code):
        return "diagnosis.code"
    if not _SHORTEST_DISPLAY <= len(coded.display.strip()) <= _LONGEST_DISPLAY:
        return "diagnosis.display"
    return ""
