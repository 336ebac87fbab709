"""The form of vital signs: one line, told back as it is typed. Loads pydantic: import it only when opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from medcab_tui.domain.rules import check_reason
from medcab_tui.domain.vital_line import read_line
from medcab_tui.domain.vitals import check_measured
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line, by_rule
from medcab_tui.ui.patients.lines import Present
from medcab_tui.ui.patients.vital_words import echo


class VitalsForm(Form):
    """What was measured, as it is said."""

    line: str


class AmendedVitalsForm(VitalsForm):
    """What was measured after all, and why it was wrong."""

    reason: str


def vitals_model(
    present: Callable[[], Present],
    birth: date,
    height: Decimal | None,
    amended: datetime | None = None,
) -> type[VitalsForm]:
    """The form for one patient. amended: when that was measured which is amended."""

    def right(text: str) -> str:
        if text:
            here = present()
            check_measured(read_line(text, here.now, here.zone), here.now, birth, here.zone)
        return text

    shown = Shown(
        N_("Vital signs"),
        begun=lambda text: True,  # what is not understood yet is told by the echo
        told=_(
            "140/90 78 36.6 · BP 140/90 HR 78 T 36.6 SpO2 97 RR 16 weight 81 height 178 · yesterday 21:00"
        ),
        echo=lambda text: echo(text, present(), birth, height, amended),
    )
    if amended is None:

        class NewVitals(VitalsForm):
            line: Annotated[Line, by_rule(right), shown]

        return NewVitals

    class AmendedVitals(AmendedVitalsForm):
        line: Annotated[Line, by_rule(right), shown]
        reason: Annotated[Line, by_rule(check_reason), Shown(N_("Why amended"))]

    return AmendedVitals
