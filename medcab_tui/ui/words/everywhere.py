"""What any room may say: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "forbidden": (N_("Your role does not allow this."), N_("Ask the administrator for the right.")),
    "action.reused": (
        N_("The same request came again with other content."),
        N_("Nothing was written. Close the sheet, open it again and repeat."),
    ),
    "template.missing": (N_("This template is there no more."), N_("Open the page of templates again.")),
    "template.stale": (
        N_("The template was changed meanwhile: you saw edition {seen}, now it is {current}."),
        N_("Nothing was overwritten. Open it again and repeat."),
    ),
    "template.abbreviation": (
        N_("An abbreviation has {least} to {most} letters and digits, no spaces."),
        N_("Type a short one, for example гб, or none."),
    ),
    "template.taken": (
        N_("This abbreviation stands for another text: {title}."),
        N_("Choose another abbreviation, or change that template."),
    ),
    "template.parts": (
        N_("A template of a whole record names its parts."),
        N_("Begin each with its head: «Complaints: …», «Objective: …»."),
    ),
    "template.field": (N_("A record has no such part."), N_("Choose one from the list.")),
    "template.shipped": (
        N_("Templates that come with the program are not changed."),
        N_("Make a copy of your own."),
    ),
    "template.sharing": (
        N_("Your role does not share templates."),
        N_("Keep it for yourself, or ask the head of the department."),
    ),
    "template.department": (N_("You are in no department."), N_("Keep it for yourself.")),
    "template.many": (N_("You have {most} templates already."), N_("Withdraw one first.")),
    "filter.name": (
        N_("The filter needs a name."),
        N_("Type a word or two: it stands in the list of filters."),
    ),
    "filter.empty": (N_("The filter leaves nothing out."), N_("Choose something first, then keep it.")),
    "filter.many": (
        N_("{most} filters are kept for this list already: each has a digit."),
        N_("Remove one with Del, then keep this one."),
    ),
    "filter.missing": (N_("This filter is kept no more."), N_("Open the filters again.")),
    "batch.large": (
        N_("Too many objects in one go: at most {most}."),
        N_("Load them in smaller parts."),
    ),
    "theme.broken": (
        N_("Theme file {name}: {reason}."),
        N_("Mend it, or choose another theme. The file: {path}."),
    ),
}
