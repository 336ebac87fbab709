"""The form of a template as a pydantic model. Loads pydantic: import it only when the form is opened."""

from __future__ import annotations

from typing import Annotated

from medcab_tui.domain.templates import Share, check_abbreviation
from medcab_tui.locale import N_
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line, Prose, by_rule
from medcab_tui.ui.settings.templates import FIELDS, SHARES

Abbreviation = Annotated[Line, by_rule(check_abbreviation)]


class TemplateForm(Form):
    """A text that is written again and again."""

    title: Annotated[Line, Shown(N_("Title"), width=60)]
    abbreviation: Annotated[
        Abbreviation, Shown(N_("Abbreviation"), mask=N_("гб: becomes the text at a space"), width=16)
    ] = ""
    field: Annotated[str, Shown(N_("For"), width=26, choices=tuple(FIELDS.items()))] = ""
    share: Annotated[
        Share,
        Shown(
            N_("Who sees it"),
            width=26,
            choices=tuple((share, title) for share, title in SHARES.items() if share is not Share.SHIPPED),
        ),
    ]
    body: Annotated[Prose, Shown(N_("Text"), lines=8)]
