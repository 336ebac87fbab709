"""Values to take by a key instead of one that was refused: «8 (912) …» → «+7 912 …?»."""

from __future__ import annotations

from collections.abc import Callable

from medcab_tui.domain import mending
from medcab_tui.locale import N_, _
from medcab_tui.ui.forms.fields import Choice

LATIN_LOOKS = N_("look-alike letters made Cyrillic")
LAYOUT = N_("the same keys in the other layout")
SPACED = N_("with spaces between the words")
COUNTRY = N_("with the country code")


def names_meant(text: str) -> tuple[Choice, ...]:
    """A name in Cyrillic, and why it is thought to be meant."""
    return tuple(Choice(name, _(_why_name(text, name)), name) for name in mending.names_meant(text))


def _why_name(text: str, name: str) -> str:
    if mending.first_latin(text) is not None:
        alike = "".join(mending.ALIKE.get(letter, letter) for letter in text)
        return LATIN_LOOKS if alike.replace(" ", "") == name.replace(" ", "") else LAYOUT
    return SPACED if text.replace(" ", "") == name.replace(" ", "") else ""


def phones_meant(text: str) -> tuple[Choice, ...]:
    """A phone with its country code."""
    return tuple(Choice(one, _(COUNTRY), one) for one in mending.phones_meant(text))


def plain(meant: Callable[[str], tuple[str, ...]]) -> Callable[[str], tuple[Choice, ...]]:
    """Values that need no word beside them."""

    def offers(text: str) -> tuple[Choice, ...]:
        return tuple(Choice(one, "", one) for one in meant(text))

    return offers


emails_meant = plain(mending.emails_meant)
addresses_meant = plain(mending.addresses_meant)
digits_meant = plain(mending.digits_meant)
codes_meant = plain(mending.codes_meant)
