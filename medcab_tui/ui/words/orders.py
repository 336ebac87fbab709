"""Orders to the laboratory: what a refusal says."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final

from medcab_tui.locale import N_, language

WORDS: Final[dict[str, tuple[str, str]]] = {
    "order.no_tests": (N_("No test is chosen."), N_("Type a name, for example глюкоза or ОАК, and choose.")),
    "order.no_files": (N_("No file is chosen."), N_("Choose a PDF, JPG or PNG.")),
    "order.many_tests": (N_("An order holds {most} tests at most."), N_("Make two orders.")),
    "order.test": (N_("A test has no code or no name."), N_("Choose it from the list again.")),
    "order.missing": (N_("There is no such order."), N_("Read the list again.")),
    "order.stale": (
        N_("The order has moved on meanwhile."),
        N_("Look at how it stands now; then do it again."),
    ),
    "order.closed": (N_("The order is done with."), N_("There is nothing to take back.")),
    "order.accepted": (
        N_("The order was taken: {service}, number {number}."),
        N_("Call them and name the number: from here it cannot be stopped any more."),
    ),
    "order.laboratory": (
        N_("This laboratory takes no orders now."),
        N_("Choose another one, or switch it on in «Services»."),
    ),
    "order.another_patient": (
        N_("The order is of another patient."),
        N_("Choose an order of the same patient."),
    ),
}


def _title(text: str) -> str:
    """What a connection is called: its title by language, else its name as it came."""
    try:
        titles = json.loads(text)
    except ValueError:
        return text
    if not isinstance(titles, dict):
        return text
    return str(titles.get(language()) or titles.get("en") or next(iter(titles.values()), "—"))


VALUES: Final[Mapping[str, Callable[[str], str]]] = {"service": _title}
