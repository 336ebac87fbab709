"""The form of a book to import as a pydantic model. Loads pydantic: import it only when a form is opened."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from medcab_tui.locale import N_
from medcab_tui.ui.books import TITLES
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form
from medcab_tui.ui.forms.kinds import Line

Path = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4096)]


class ImportForm(Form):
    """A file of a reference book."""

    path: Annotated[Path, Shown(N_("File"), picks=True, loose=True)]
    book: Annotated[
        str | None,
        Shown(N_("Book"), mask=N_("as the file says, if left empty"), choices=tuple(TITLES.items())),
    ] = None
    version: Annotated[Line, Shown(N_("Version"), mask=N_("as the file says, if left empty"))] = ""
