"""Documents, what they are made from, and files: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "document.unsigned": (
        N_("This document leaves only signed."),
        N_("э/' signs it; then send it."),
    ),
    "document.no_service": (
        N_("No service that is switched on takes this."),
        N_("Settings, Services, switches one on."),
    ),
    "document.sent_already": (
        N_("This file is on its way to {service} already, or was taken there."),
        N_("Щ/O shows its way."),
    ),
    "document.of_card": (
        N_("What stands in this document belongs to a patient's card; your role does not open it."),
        N_("Ask one who treats the patient."),
    ),
    "paper.specialty": (
        N_("This specialty is not in the official list."),
        N_("Choose it from the list: type its code or a word."),
    ),
    "paper.answer_long": (
        N_("The field is too long: {most} characters at most."),
        N_("Shorten it."),
    ),
    "paper.long": (
        N_("The document is too long: {most} characters at most."),
        N_("Shorten its texts, or make two documents."),
    ),
    "paper.of_card": (
        N_("Documents about a patient are made by those who write in cards."),
        N_("Ask the doctor who treats the patient."),
    ),
    "paper.number_taken": (
        N_("The number was taken by somebody else meanwhile."),
        N_("Nothing was written. Save once more."),
    ),
    "paper.no_template": (
        N_("There is no template “{name}” any more."),
        N_("Put its folder back, or attach the new file as another document."),
    ),
    "paper.not_made_here": (
        N_("This document came as a file: there are no fields to amend."),
        N_("Attach the right file as another document, and withdraw this one."),
    ),
    "paper.other_patient": (
        N_("The document is another patient's."),
        N_("Open it again from its own card."),
    ),
    "paper.shape": (
        N_("A newer program kept this document's fields."),
        N_("Its file can be read; to compare its editions, update medcab."),
    ),
    "paper.page": (
        N_("The template's page does not work: {said}."),
        N_("Mend page.typ in the template's folder; nothing was written."),
    ),
    "paper.heavy": (
        N_("Making the page took too long or too much memory."),
        N_("Shorten the texts; if that is no help, the template is at fault. Nothing was written."),
    ),
    "paper.no_process": (
        N_("The process that makes pages cannot be started."),
        N_("Close other programs and save again."),
    ),
    "paper.folder_name": (
        N_("The folder's name is no name of a template."),
        N_("Use small Latin letters, digits and underscores: pool_certificate."),
    ),
    "paper.no_page": (N_("The file page.typ is empty."), N_("Write the page of the document into it.")),
    "paper.not_folder": (N_("It is no folder."), N_("A template is a folder with two files in it.")),
    "paper.no_file": (N_("The file {file} is missing."), N_("A template is template.toml and page.typ.")),
    "paper.link": (N_("{file} is a link."), N_("Copy what it points to: links are not followed.")),
    "paper.unreadable": (N_("The file {file} cannot be read."), N_("Check whose it is and its rights.")),
    "paper.large": (N_("The file {file} is larger than {most} KB."), N_("Shorten it.")),
    "paper.not_text": (N_("The file {file} is not UTF-8 text."), N_("Save it as UTF-8.")),
    "paper.toml": (N_("template.toml cannot be read: {said}."), N_("Mend the line it names.")),
    "paper.name_taken": (
        N_("A template that came with the program has this name."),
        N_("Rename the folder."),
    ),
    "paper.unknown_key": (N_("template.toml: there is no key “{key}”."), N_("Known here: {known}.")),
    "paper.wrong_key": (N_("template.toml: “{key}” is missing or wrong."), N_("Expected: {wanted}.")),
    "document.missing": (N_("There is no such document."), N_("Read the list again.")),
    "document.no_file": (N_("No file belongs to this document."), N_("Attach one: а/f.")),
    "document.stale": (
        N_("The document was changed meanwhile: you saw version {seen}, now it is {current}."),
        N_("Nothing was overwritten. Look at it again and repeat."),
    ),
    "document.withdrawn": (N_("The document is withdrawn already."), N_("Read the list again.")),
    "document.stands": (N_("The document stands: nothing is to be taken back."), N_("Read the list again.")),
    "document.twice": (
        N_("This very file is attached already: «{title}», {day}."),
        N_("Choose another file, or leave with Esc."),
    ),
    "file.missing": (
        N_("There is no such file."),
        N_("Check the path; the list under the field helps to type it."),
    ),
    "file.folder": (N_("This is a folder."), N_("Choose a file in it.")),
    "file.special": (N_("This is not an ordinary file."), N_("Choose a PDF, JPG or PNG.")),
    "file.link": (N_("This is a link, and links are not followed."), N_("Name the file itself: {path}.")),
    "file.denied": (N_("The file may not be read."), N_("Ask its owner for the right, or copy it.")),
    "file.unreadable": (N_("The file could not be read to its end."), N_("Check the disk it lies on.")),
    "file.empty": (N_("The file is empty."), N_("Save or scan it again.")),
    "file.large": (
        N_("The file has {size} MB, at most {most} MB are accepted."),
        N_("Scan it at a lower resolution, or split it."),
    ),
    "file.format": (
        N_("This is no PDF, JPG or PNG, whatever its name says."),
        N_("Save it in one of these formats."),
    ),
    "file.pixels": (
        N_("The picture has {width}×{height} pixels; at most {most} million are accepted."),
        N_("Scan it at a lower resolution."),
    ),
    "file.encrypted": (
        N_("The PDF is locked with a password."),
        N_("Save it without one, then attach it."),
    ),
    "file.damaged": (N_("The file is damaged or was cut short."), N_("Copy or scan it again.")),
    "file.heavy": (
        N_("Looking into the file took too much time or memory."),
        N_("It may be made to do harm. Print it to a new PDF, then attach that."),
    ),
    "picture.extra": (
        N_("JPG and PNG can't be painted here: the extra «pictures» is not installed."),
        N_("Install it: pip install 'medcab-tui[pictures]'."),
    ),
    "export.exists": (
        N_("There is a file of this name already."),
        N_("Nothing was overwritten. Name another."),
    ),
    "export.large": (
        N_("The files of this card are larger than {most} MB together."),
        N_("Write it out as JSON, which takes files of any size, or as PDF without them."),
    ),
    "export.many": (
        N_("There are more rows than a file of this kind takes: {most}."),
        N_("Narrow the list with a filter, or choose another format."),
    ),
    "export.heavy": (
        N_("The card is too long to be set on pages."),
        N_("Write it out as FHIR or JSON: these take any."),
    ),
    "export.names": (
        N_("Who neither treats nor books does not take names of patients out."),
        N_("Write the list without them."),
    ),
    "export.no_folder": (N_("There is no such folder."), N_("Check the path.")),
    "export.denied": (N_("Nothing may be written there."), N_("Choose another folder.")),
    "export.full": (N_("The disk is full."), N_("Make room, or choose another folder.")),
    "export.failed": (N_("The file could not be written."), N_("Check the disk, or choose another folder.")),
}
