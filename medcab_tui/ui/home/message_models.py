"""The forms of messages as pydantic models. Loads pydantic: import it only when a form is opened."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from medcab_tui.cabinet.schedule import Whom
from medcab_tui.domain.ids import Id
from medcab_tui.domain.messages import LONGEST
from medcab_tui.locale import N_
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line

Text = Annotated[str, StringConstraints(max_length=LONGEST)]


class MessageForm(Form):
    """To whom, about what, and the message itself."""

    to: Annotated[Id, Shown(N_("To whom"), picks=True, unpicked="form.pick_colleague")]
    subject: Annotated[Line, Shown(N_("Subject"))]
    text: Annotated[Text, Shown(N_("Text"), lines=6)]


class MessageAboutForm(MessageForm):
    """The same where patients may be written of: the card of the named one is a key away from the message."""

    patient: Annotated[Whom | None, Shown(N_("Patient"), picks=True, unpicked="form.pick_patient")] = None


class ApplicationForm(Form):
    """Who asks, who is to see to it, what for."""

    patient: Annotated[Whom, Shown(N_("Patient"), picks=True, unpicked="form.pick_patient")]
    to: Annotated[Id, Shown(N_("To whom"), picks=True, unpicked="form.pick_colleague")]
    subject: Annotated[Line, Shown(N_("What for"))]
    text: Annotated[Text, Shown(N_("In the patient's words"), lines=6)]


class ReplyForm(Form):
    """The answer to what is shown above it."""

    text: Annotated[Text, Shown(N_("Reply"), lines=4)]
