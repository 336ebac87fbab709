"""What a form says about a wrong value: what to type instead. Other codes are told by `ui.words`."""

from __future__ import annotations

from collections.abc import Mapping

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.errors import Invalid
from medcab_tui.locale import N_, _
from medcab_tui.ui.words import sentence as told

SENTENCES: dict[str, str] = {
    "form.required": N_("must be filled in"),
    "form.too_short": N_("too short: at least {min_length} characters"),
    "form.too_long": N_("too long: at most {max_length} characters"),
    "form.date": N_("write the date as YYYY-MM-DD, for example 1958-03-14"),
    "form.moment": N_("write the time as YYYY-MM-DD HH:MM, for example 2026-11-20 09:15"),
    "form.no_such_day": N_("there is no such day or hour: check the numbers"),
    "form.choose": N_("choose one from the list: type its beginning, then Enter"),
    "form.pick": N_("choose a code from the list: type its beginning or a word"),
    "form.pick_colleague": N_("choose a colleague from the list: type the beginning of a name or a post"),
    "form.pick_patient": N_("choose a patient from the list: type a surname and, if need be, the birth year"),
    "form.pick_tests": N_("choose tests from the list by the beginning of a name; commas stand between"),
    "form.pick_time": N_("choose a free time from the list: type a day or an hour, for example 10:15"),
    "form.number": N_("write a number, for example 7.9"),
    "form.latin": N_("Latin letter «{letter}», number {place} from the left: Cyrillic only"),
    "form.latin_all": N_("Latin letters: switch the keyboard, Cyrillic only"),
    "form.no_space": N_("no space between «{first}» and «{second}»: each word apart"),
    "form.not_a_letter": N_("«{letter}» is not part of a name: Cyrillic letters and a hyphen only"),
    "form.email_at": N_("there is no «@»: write name@place.ru"),
    "form.email": N_("write the address as name@place.ru"),
    "form.email_letters": N_("«{letter}», number {place} from the left, is of another alphabet: retype it"),
    "form.address_short": N_("write the whole address after the index: 630099, town, street, house"),
    "form.code": N_("write the code as in its list: Latin letters, digits and points"),
    "form.code_letter": N_("«{letter}» is no letter of a code: Latin letters and digits only"),
    "form.pick_specialty": N_("choose the specialty from the official list: type its code or a word"),
    "form.address_index": N_("begin with the six-digit postal index: 630099, …"),
    "form.phone_country": N_("begin with the country code: +7 912 345-67-89"),
    "form.whole": N_("write a whole number, for example 25"),
    "form.at_least": N_("too little: at least {least}"),
    "form.at_most": N_("too much: at most {most}"),
    "form.url": N_("write the address whole, for example https://server.ru/api"),
    "form.own": N_("does not fit: {told}"),
    "form.wrong": N_("this value does not fit here"),
}
"""Sentences for the codes of the form engine, English msgids."""


def sentence(code: str, values: Mapping[str, str]) -> str:
    """What stands under the field, without markup, on one line."""
    own = SENTENCES.get(code)
    if own is not None:
        return _(own).format_map({name: one_line(value) for name, value in values.items()})
    return told(Invalid(code, None, **values))
