"""A form whose object somebody else changed meanwhile: what both made of it becomes one, in the form again.

A field only one side changed is taken by itself; what both changed is chosen on a screen of its own. Nothing
is saved here: the form holds the outcome, over the new version, and Ctrl+S saves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.errors import Stale
from medcab_tui.locale import _
from medcab_tui.ui.forms.fields import Field
from medcab_tui.ui.forms.sheet import Start

if TYPE_CHECKING:
    from medcab_tui.ui.comparing.merge import Settled
    from medcab_tui.ui.forms.screen import FormScreen

WAS: Final = "~was."
"""Keys of a draft for what a field held when the typing began, where that is not what it holds now."""
KNOWN: Final = "~was"
"""Key of a draft that says: what is not told under `WAS` is as it was."""

Base = Mapping[str, str]


def base_kept(base: Base | None, texts: Mapping[str, str]) -> dict[str, str]:
    """What a draft keeps of the texts that both sides had seen."""
    if base is None:
        return {}
    changed = {f"{WAS}{name}": text for name, text in base.items() if texts.get(name, "") != text}
    return {KNOWN: "1", **changed}


def base_of(draft: Mapping[str, str], fields: tuple[Field, ...]) -> Base | None:
    """The texts both had seen, out of a draft; None where it does not tell."""
    if KNOWN not in draft:
        return None
    return {asked.name: draft.get(f"{WAS}{asked.name}", draft.get(asked.name, "")) for asked in fields}


async def settle(form: FormScreen, stale: Stale) -> bool:
    """Merge with what was saved meanwhile. True: nothing of it is in this form, so save it."""
    from medcab_tui.domain.merging import Fate, merged
    from medcab_tui.ui.comparing.merge import Asked, MergeScreen

    theirs = await form.sheet.theirs() if form.sheet.versioned else None
    if theirs is None:
        form.refuse(stale)
        return False
    shared = [asked for asked in form.fields if asked.name in theirs]
    other = {asked.name: theirs[asked.name].text for asked in shared}
    mine = {asked.name: form.rows[asked.name].text for asked in shared}
    base = form.base
    outcome = merged({name: base.get(name, "") for name in mine} if base is not None else {}, mine, other)
    if not {Fate.THEIRS, Fate.CLASH} & set(outcome.fates.values()):
        form.rebase(theirs)
        return True

    def settled(taken: Settled | None) -> None:
        if taken is None:
            form.keep_draft()
            form.say(_("Nothing is settled yet: your text is kept. Ctrl+S compares again."), "warning")
        else:
            _into(form, theirs, taken)

    asked = [
        Asked(
            one.name,
            one.label,
            base.get(one.name, "") if base is not None else None,
            mine[one.name],
            other[one.name],
            free=not (one.shown.choices or (one.shown.picks and not one.shown.loose)),
        )
        for one in shared
    ]
    await form.app.push_screen(MergeScreen(form.sheet.heading, asked, form.sheet.theirs_by), settled)
    return False


def _into(form: FormScreen, theirs: Mapping[str, Start], taken: Settled) -> None:
    """What was taken into the fields, over the version that was compared."""
    for name, value in taken.items():
        row = form.rows[name]
        if value.text != row.text:
            row.fill(value.text, theirs[name].picked if value.text == theirs[name].text else None)
    form.rebase(theirs)
    form.keep_draft()
    form.say(_("Both versions are merged. Read it through; Ctrl+S saves."), "warning")
