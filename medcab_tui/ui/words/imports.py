"""Charts in files: what a refusal of a file says, and why one entry of it was not kept."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    # files
    "import.empty_folder": (
        N_("There is no file with charts in the folder {name}."),
        N_("Files end with .json, .ndjson, .csv or .tsv."),
    ),
    "import.files": (N_("More than {most} files at once."), N_("Import them folder by folder.")),
    "import.blank": (N_("There is nothing in the file."), N_("Export it again.")),
    "import.packed": (N_("This is a packed file."), N_("Unpack it and import what is in it.")),
    "import.nothing": (
        N_("There are no resources in the file."),
        N_("Import a FHIR Bundle, NDJSON, or a list of patients as CSV."),
    ),
    "import.not_json": (
        N_("This is neither JSON nor a table."),
        N_("Import a FHIR Bundle, NDJSON, or a list of patients as CSV."),
    ),
    "import.json": (
        N_("The JSON is wrong at entry {place}."),
        N_("Export the file again; nothing of it was taken in."),
    ),
    "import.cut": (
        N_("The file breaks off at entry {place}."),
        N_("It was cut short on its way: copy it again. Nothing of it was taken in."),
    ),
    "import.bytes": (
        N_("Entry {place} is not in UTF-8, and FHIR is written in nothing else."),
        N_("Export the file again in UTF-8."),
    ),
    "import.changed": (
        N_("The file {name} was changed meanwhile."),
        N_("Import it again; what was taken in is not taken in twice."),
    ),
    # tables
    "import.no_table": (
        N_("{name} is no table: its first line does not name columns."),
        N_("Export a list with headings, divided by commas, semicolons or tabulators."),
    ),
    "import.not_text": (N_("This is no text."), N_("Export the list as CSV in UTF-8 or Windows-1251.")),
    "import.not_utf8": (
        N_("The text is UTF-8, but some of it is broken."),
        N_("The file was damaged on its way. Export or copy it again."),
    ),
    "import.long_line": (
        N_("Line {place} is longer than any row of a list."),
        N_("Check that it is the right file."),
    ),
    "import.quote": (
        N_("A quotation mark opens in line {place} and is never closed."),
        N_("Mend the line, or export the list again."),
    ),
    "import.no_names": (
        N_("No columns are known to be surname and given name. Columns: {there}."),
        N_("Say which they are: surname=…, given=…, or name=… for all in one."),
    ),
    "import.no_birth": (
        N_("No column is known to be the date of birth. Columns: {there}."),
        N_("Say which it is, like birth=3."),
    ),
    "import.no_column": (
        N_("There is no column «{column}». Columns: {there}."),
        N_("Write its heading, or its number from 1."),
    ),
    "import.no_field": (
        N_("«{name}» is nothing a list can tell of a patient."),
        N_("There are: {fields}."),
    ),
    "import.columns_form": (
        N_("«{part}» does not say which column is what."),
        N_("Write it as surname=Фамилия, birth=3."),
    ),
    "import.columns_file": (
        N_("{name} is no file of columns."),
        N_('Write lines like surname = "Фамилия" into it (TOML).'),
    ),
    "import.aside": (
        N_("What stands in the Bundle beside its entries is too long."),
        N_("Export it again without the narrative of the Bundle itself."),
    ),
}

ENTRIES: Final[dict[str, str]] = {
    "import.json": N_("It is wrong JSON."),
    "import.bytes": N_("It is not in UTF-8."),
    "import.long": N_("It is longer than 16 MB."),
    "import.deep": N_("It goes deeper than any resource does."),
    "import.letters": N_("There is half a letter in it, which nothing can keep."),
    "import.number": N_("There is a number in it that is none, or has no end."),
    "import.twice": N_("It says something twice: which of both holds is not guessed."),
    "import.no_resource": N_("There is no resource in it."),
    "import.row": N_("Its quotation marks are wrong."),
    "import.cells": N_("It has more cells than there are columns."),
    "import.no_patient": N_(
        "The patient it is about was not taken in. Once they are, import the file again, and it comes."
    ),
    "import.nobodys": N_("It does not say whose it is."),
    "import.other_person": N_(
        "This name was another person's before. If the file is of another system, name it: --source."
    ),
    "import.doubtful": N_(
        "May be here already: {who}. Look, then import again: as a new card, or into that one."
    ),
    "import.here": N_("Is here already: {who}. That card is left as it is; what belongs to it is added."),
    "import.lacks_sex": N_(
        "No sex, which a card needs: write male or female into gender and import the file again. Only "
        "what was left is taken in then."
    ),
    "import.lacks_birth": N_(
        "No full date of birth, which a card needs; here stands «{said}». Write it into birthDate as "
        "1990-05-17 and import the file again. Only what was left is taken in then."
    ),
    "import.lacks_both": N_(
        "No sex and no full date of birth, which a card needs; here stands «{said}». Write male or female"
        " into gender, the date into birthDate as 1990-05-17, and import the file again. Only what was "
        "left is taken in then."
    ),
    "import.row_sex": N_(
        "No sex, which a card needs: write м or ж into its column and import the list again. Only who was"
        " left is taken in then."
    ),
    "import.row_birth": N_(
        "No full date of birth, which a card needs; here stands «{said}». Write it into its column as "
        "17.05.1990 and import the list again. Only who was left is taken in then."
    ),
    "import.row_both": N_(
        "No sex and no full date of birth, which a card needs; here stands «{said}». Write both into "
        "their columns (м or ж, 17.05.1990) and import the list again. Only who was left is taken in "
        "then."
    ),
    "import.died": N_("That the patient died has no place in a card."),
    "import.withdrawn": N_("It was withdrawn there, or is over."),
    "import.edited": N_(
        "It says something else now, but was changed here: left as it is here. Compare both and change the"
        " card if that is right."
    ),
    "import.no_drug": N_("It does not say which medicine."),
    "import.undated": N_("It does not say when."),
    "import.order": N_("It ends before it begins."),
    "import.no_sign": N_("What was a vital sign before is none now."),
    "import.elsewhere": N_("The file is elsewhere and did not come with it."),
}
"""Why one entry was not kept: no refusals, so that a remedy is told only where there is one."""
