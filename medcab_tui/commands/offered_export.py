"""The words and options of `medcab export`."""

from __future__ import annotations

from pathlib import Path

import click

from medcab_tui.commands import completion, spoken
from medcab_tui.commands.group import Given, medcab, placed, signing
from medcab_tui.locale import N_


@medcab.group(help=N_("Take what is in the cabinet out into files."))
def export() -> None:
    """Only a group."""


@export.command(
    "patient",
    help=N_(
        "Write a whole card into a new file: FHIR R4 for other systems, PDF to print and read, or JSON.\n\n"
        "The patient is named by the id, by СНИЛС or policy, or by words that find one patient alone. Nothing"
        " is overwritten; the journal notes whose card it was and in what format."
    ),
)
@spoken.argument("patient", metavar=N_("PATIENT..."), nargs=-1, required=True)
@spoken.option(
    "--format",
    "wanted",
    type=spoken.choice(("fhir", "pdf", "json")),
    default="fhir",
    show_default=True,
    help=N_("In what format."),
)
@spoken.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar=N_("FILE"),
    default=Path(),
    shell_complete=completion.files,
    help=N_("The new file, or a folder to put it into; else it goes into the current folder."),
)
@placed
@signing
@click.pass_obj
def export_patient(
    given: Given,
    patient: tuple[str, ...],
    wanted: str,
    out: Path,
    store: str | None,
    language: str | None,
    login: str | None,
) -> int:
    """One card, whole."""
    from medcab_tui.commands.exporting import write_card

    return write_card(given.settings(store=store, language=language), login, " ".join(patient), wanted, out)
