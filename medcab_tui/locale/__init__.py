"""The languages the cabinet speaks: source strings are English, the Russian catalogue is complete.

`_("…")` is called when a text is shown, never at import, because the language is chosen at start.
Tables of texts mark them with `N_("…")` and translate when they are shown.
"""

from __future__ import annotations

import gettext as _gettext
from functools import lru_cache
from pathlib import Path

from medcab_tui.locale.catalogue import Catalogue

LANGUAGES = ("ru", "en")
DEFAULT = "ru"
DOMAIN = "medcab"
FOLDER = Path(__file__).parent

_chosen = DEFAULT


def use(language: str) -> None:
    """Speak this language from now on.

    Raises ValueError for a language that is not among `LANGUAGES`.
    """
    global _chosen  # noqa: PLW0603 - one process speaks to one person
    if language not in LANGUAGES:
        raise ValueError(language)
    _chosen = language


def language() -> str:
    """The language in use: "ru" or "en"."""
    return _chosen


def _(message: str) -> str:
    """The message in the language in use, or itself where the catalogue has none."""
    return _catalogue(_chosen).gettext(message) if message else ""


def said_in(language: str, message: str) -> str:
    """The message in this language, whatever the one in use."""
    return _catalogue(language).gettext(message) if message else ""


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool knows
    """Mark a text of a table for the catalogue; it is translated when it is shown."""
    return message


def NN_(singular: str, plural: str) -> tuple[str, str]:  # noqa: N802 - N_ of both forms
    """Mark a text with a number for the catalogue; whoever shows it asks `ngettext`."""
    return singular, plural


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of the message for this number: Russian has three."""
    return _catalogue(_chosen).ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """The message where the same English word has different Russian ones."""
    return _catalogue(_chosen).pgettext(context, message)


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> _gettext.NullTranslations:
    compiled = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not compiled.exists():
        return _gettext.NullTranslations()
    try:
        return Catalogue(compiled)
    except (OSError, ValueError):  # English still tells what is wrong
        return _gettext.NullTranslations()
