"""The form of an order to the laboratory. Loads pydantic: import it only when one is opened."""

from __future__ import annotations

from typing import Annotated

from medcab_tui.domain.orders import OrderedTest
from medcab_tui.domain.patients import Coded
from medcab_tui.locale import N_
from medcab_tui.ui.documents.models import AttachForm
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line

PRIORITIES = ((False, N_("routine")), (True, N_("urgent (cito)")))


class OrderForm(Form):
    """What the laboratory is asked."""

    tests: Annotated[
        tuple[OrderedTest, ...],
        Shown(N_("Tests"), mask=N_("several with commas"), picks=True, unpicked="form.pick_tests"),
    ]
    urgent: Annotated[bool, Shown(N_("Priority"), width=24, choices=PRIORITIES)] = False
    diagnosis: Annotated[Coded | None, Shown(N_("Diagnosis ICD-10"), picks=True)] = None
    reason: Annotated[Line, Shown(N_("Reason"))] = ""


class ChoosingOrderForm(OrderForm):
    """The same where several laboratories take orders."""

    laboratory: Annotated[str, Shown(N_("Laboratory"), picks=True)]


class ResultFilesForm(AttachForm):
    """Files that are what came for an order."""

    order: Annotated[bytes | None, Shown(N_("Against the order"), picks=True)] = None
