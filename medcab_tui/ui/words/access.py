"""Cards of other departments and whom a department treats: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "card.outside": (
        N_("Another department treats this patient."),
        N_("Open the card and say why: it stays open until the end of the day."),
    ),
    "card.inside": (N_("The card is open to you already."), N_("Open it; no reason is needed.")),
    "card.journal": (
        N_("Who looked into a card is shown to the department that treats the patient."),
        N_("Ask the head of that department."),
    ),
    "access.area_missing": (N_("The area is needed."), N_("Type its number as cards name it.")),
    "access.area_long": (N_("The area is too long."), N_("Take {most} characters at most.")),
    "access.both": (
        N_("An area and a patient are two lines."),
        N_("Leave one of both empty."),
    ),
    "access.assigned": (
        N_("The department treats them on these days already."),
        N_("Look at the list; end the older line first."),
    ),
    "access.until": (N_("It would end before it began."), N_("Name a later day.")),
    "access.stands": (N_("It has no end that could be taken back."), N_("Open the page again.")),
    "access.no_department": (N_("There is no such department."), N_("Open the page again.")),
    "access.no_assignment": (N_("This line is there no more."), N_("Open the page again.")),
    "access.stale": (
        N_("The line was changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Open it again and repeat."),
    ),
    "access.not_yours": (
        N_("A head says this of their own department only."),
        N_("Ask the head of that department or the administrator."),
    ),
}
