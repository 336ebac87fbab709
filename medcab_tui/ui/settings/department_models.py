"""The form of whom a department treats. Loads pydantic: import it only when the form is opened."""

from __future__ import annotations

from typing import Annotated

from medcab_tui.domain.access import LONGEST_AREA, check_area
from medcab_tui.locale import N_
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import IsoDate, Line, by_rule


def _area(text: str) -> str | None:
    return check_area(text) if text.strip() else ""


class AssignForm(Form):
    """An area or one patient, from a day to a day."""

    department: Annotated[bytes, Shown(N_("Department"), picks=True, width=40)]
    area: Annotated[
        Annotated[Line, by_rule(_area)],
        Shown(N_("Area"), mask=N_("its number, as cards name it"), width=LONGEST_AREA),
    ] = ""
    patient: Annotated[bytes | None, Shown(N_("or one patient"), picks=True)] = None
    since: Annotated[IsoDate, Shown(N_("From the day"), width=12)]
    until: Annotated[IsoDate | None, Shown(N_("To the day"), width=12)] = None
