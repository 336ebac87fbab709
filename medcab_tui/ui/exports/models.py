"""The form of a list on its way out. Loads pydantic: import it only when the form is opened."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BaseModel, create_model

from medcab_tui.domain.exports import ChartFormat
from medcab_tui.domain.tables import Format
from medcab_tui.locale import N_
from medcab_tui.ui.documents.models import Path
from medcab_tui.ui.forms.fields import Shown
from medcab_tui.ui.forms.form import Form

FORMATS: Final[dict[Format, str]] = {
    Format.XLSX: N_("XLSX: a table for Excel and LibreOffice"),
    Format.CSV: N_("CSV: a table as text, with semicolons"),
    Format.JSON: N_("JSON: for programs"),
    Format.PDF: N_("PDF: pages to print"),
    Format.ICS: N_("ICS: for the calendar of a phone"),
}
CHART_FORMATS: Final[dict[ChartFormat, str]] = {
    ChartFormat.FHIR: N_("FHIR R4: for other medical systems"),
    ChartFormat.PDF: N_("PDF: pages to print"),
    ChartFormat.JSON: N_("JSON: for programs"),
}
WITHOUT, WITH = "without", "with"
NAMES: Final = (
    (WITHOUT, N_("without names")),
    (WITH, N_("with names: whoever opens the file learns who is treated")),
)


class ExportChartForm(Form):
    """Where a whole card goes and as what."""

    path: Annotated[Path, Shown(N_("Folder or file"), picks=True, loose=True)]
    format: Annotated[ChartFormat, Shown(N_("Format"), choices=tuple(CHART_FORMATS.items()))]


def form_of(formats: tuple[Format, ...], *, names: bool) -> type[BaseModel]:
    """The form with these formats; it asks about names where there can be any."""
    offered = tuple((one, FORMATS[one]) for one in formats)
    fields: dict[str, Any] = {
        "path": (Annotated[Path, Shown(N_("Folder or file"), picks=True, loose=True)], ...),
        "format": (Annotated[Format, Shown(N_("Format"), choices=offered)], ...),
    }
    if names:
        fields["names"] = (Annotated[str, Shown(N_("Patients' names"), choices=NAMES)], ...)
    return create_model("ExportListForm", __base__=Form, **fields)
