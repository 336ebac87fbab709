"""A card outside one's department: who it is about as the list tells it, and the reason that opens it.

Nothing clinical is shown before, with one exception: the warning that stands in every list of patients. In an
emergency, a hidden anaphylaxis is a greater danger than a known one is a breach.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from medcab_tui.domain.access import SHORTEST_REASON, Outside
from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.patients import PatientRow
from medcab_tui.locale import _
from medcab_tui.ui.patients.columns import alert
from medcab_tui.ui.patients.lines import EMPTY, Present, area_words, packed
from medcab_tui.ui.patients.printing import aged, heading_name, short_sex
from medcab_tui.ui.widgets.lines import Line, wrap

if TYPE_CHECKING:
    from medcab_tui.ui.app import MedcabApp


def identity(row: PatientRow, present: Present, width: int) -> list[Line]:
    """Name, birth, age, sex, area: what a list of patients tells anyhow."""
    told = (
        row.birth.isoformat(),
        aged(row.birth, present.today),
        short_sex(row.sex),
        area_words(row.area),
    )
    runs = [(heading_name(row), "bold"), *((part, "text") for part in told if part)]
    return packed(runs, width, gap=" · ")


def outside_lines(row: PatientRow, told: Outside, present: Present, width: int) -> list[Line]:
    """The place of a card that takes a reason."""
    warned: list[Line] = [(alert(row),)] if row.alert else []
    lines: list[Line] = [*warned, *identity(row, present, width - 2), EMPTY]
    for role, text in (
        ("warning", "◐ " + treated(told)),
        ("text", _("The card opens once you say why, and stays open until the end of the day.")),
        ("text", learns(told)),
        ("dim", _("Before that it shows what every list of patients shows; of warnings nothing is hidden.")),
    ):  # fmt: skip
        lines += [((piece, role),) for piece in wrap(text, max(20, width - 4))]
    return [((" ", "text"), *line) if line else line for line in lines]


def treated(told: Outside) -> str:
    """Which department treats the patient."""
    return _("The patient is treated by: {departments}.").format(
        departments=", ".join(map(one_line, told.departments))
    )


def learns(told: Outside) -> str:
    """Who will be told."""
    if told.heads:
        heads = ", ".join(map(one_line, told.heads))
        return _("{heads} and the head of your department will be told who opened it, when and why.").format(
            heads=heads
        )
    return _("Administrators and the head of your department will be told who opened it, when and why.")


def ask_reason(
    app: MedcabApp, row: PatientRow, told: Outside, opened: Callable[[], Awaitable[None] | None]
) -> None:
    """Asks why, and opens the card; `opened` once it is."""
    from medcab_tui.cabinet.access_actions import OpenOutside
    from medcab_tui.ui.shell.reason import Reason

    cabinet = app.cabinet
    if cabinet is None:
        return
    about = "\n".join((f"{heading_name(row)} · {row.birth.isoformat()}", treated(told), learns(told)))
    suggestions = (
        _("emergency care"),
        _("consultation at the request of "),
        _("standing in for a colleague"),
    )

    async def given(reason: str | None) -> None:
        if reason is None or app.cabinet is not cabinet:
            return
        action = OpenOutside(cabinet.surroundings.ids.new(), row.id, reason)
        if await app.act(action, told=_("The card is open until the end of the day; heads were told.")):
            found = opened()
            if found is not None:
                await found

    asked = Reason(_("Open the card"), about, least=SHORTEST_REASON, suggestions=suggestions)
    app.push_screen(asked, given)
