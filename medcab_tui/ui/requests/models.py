"""The forms of requests as pydantic models. Loads pydantic: import it only when a form is opened."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from medcab_tui.domain.accounts import Worker
from medcab_tui.domain.requests import LONGEST_NOTE
from medcab_tui.locale import N_
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line, Name, Prose

Note = Annotated[Prose, StringConstraints(max_length=LONGEST_NOTE), Shown(N_("Note"), lines=3)]


class HandOverForm(Form):
    """To whom a task is to go, and what is said along with it."""

    to: Annotated[Worker, Shown(N_("To whom"), picks=True, unpicked="form.pick_colleague")]
    note: Note = ""


class CorrectionForm(Form):
    """A worker's name and post as they should be."""

    surname: Annotated[Name, Shown(N_("Surname"), width=34)]
    given: Annotated[Name, Shown(N_("Given name"), width=34)]
    patronymic: Annotated[Name, Shown(N_("Patronymic"), width=34)] = ""
    post: Annotated[Line, StringConstraints(min_length=1), Shown(N_("Post"), picks=True, loose=True)]
    note: Note = ""
