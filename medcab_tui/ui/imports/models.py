"""The forms of an import. Loads pydantic: import it only when a form is opened."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, create_model

from medcab_tui.domain.import_columns import Field
from medcab_tui.domain.imports import Doubt
from medcab_tui.locale import N_
from medcab_tui.ui.documents.models import Path
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line
from medcab_tui.ui.imports.words import FIELDS

DOUBTS: Final = (
    (Doubt.ASIDE, N_("who may be here already: list them, take nothing in")),
    (Doubt.NEW, N_("who may be here already: open a card of their own")),
    (Doubt.SAME, N_("who may be here already: fill the card that is here")),
)


class ImportChartsForm(Form):
    """What is to be taken in."""

    path: Annotated[Path, Shown(N_("File or folder"), picks=True, loose=True)]
    doubt: Annotated[Doubt, Shown(N_("Doubtful people"), choices=DOUBTS)] = Doubt.ASIDE
    source: Annotated[Line, Shown(N_("Other system"), mask=N_("as the file says, if left empty"))] = ""


def columns_form() -> type[BaseModel]:
    """A field for everything that a column of a list can be."""
    fields: dict[str, Any] = {
        one.value: (Annotated[int | None, Shown(FIELDS[one], picks=True)], None) for one in Field
    }
    return create_model("ColumnsForm", __base__=Form, **fields)
