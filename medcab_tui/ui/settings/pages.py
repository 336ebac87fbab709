"""What the panels of «Настройки» say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.accounts import Organisation, Role, Worker
from medcab_tui.locale import N_, _, language
from medcab_tui.ui.verbs import VERBS, shown_key
from medcab_tui.ui.widgets.lines import Line

if TYPE_CHECKING:
    from medcab_tui.settings import Settings

ROLES: Final[dict[Role, str]] = {
    Role.CLINICIAN: N_("clinician"),
    Role.ADMINISTRATOR: N_("administrator"),
}
LANGUAGES: Final = {"ru": "русский", "en": "English"}


def me(worker: Worker, organisation: Organisation) -> list[Line]:
    """Who is signed in."""
    name = " ".join(part for part in (worker.surname, worker.given, worker.patronymic) if part)
    roles = ", ".join(_(ROLES[role]) for role in sorted(worker.roles))
    return _facts(
        (_("Name"), name),
        (_("Post"), worker.post),
        (_("Department"), worker.department),
        (_("Organisation"), organisation.name),
        (_("Login"), worker.login),
        (_("Roles"), roles),
    )


def appearance(settings: Settings, theme: str) -> list[Line]:
    """How it looks now, and how to change that for good."""
    return [
        *_facts(
            (_("Theme"), theme),
            (_("Language"), LANGUAGES.get(language(), language())),
            (_("Signs"), _("ASCII only") if settings.ascii else _("full set")),
            (_("Mouse"), _("on") if settings.mouse else _("off")),
        ),
        ((_("Ctrl+P changes theme and language until you quit"), "dim"),),
    ]


def place_of_store(settings: Settings) -> list[Line]:
    """Where the records lie and when they lock themselves."""
    return [
        *_facts(
            (_("Folder"), str(settings.store)),
            (_("Locks itself"), _("after {n} min without a key").format(n=settings.idle_minutes)),
        ),
        ((_("Encrypted; only this user of the machine can open the folder"), "dim"),),
    ]


def keys(keymap: Mapping[str, str]) -> list[Line]:
    """One's own keys, then every letter."""
    own: list[Line] = [
        ((f"{_shown(keymap[name]):<7}", "key"), (name, "text"), ("  " + _("own key"), "dim"))
        for name in sorted(keymap)
    ]
    letters: list[Line] = [
        ((f"{verb.shown_keys:<7}", "key"), (_(verb.title), "text"))
        for verb in VERBS
        if verb.shown_keys and not verb.id.startswith(("form.", "door."))
    ]
    return [*own, *letters]


def _shown(key: str) -> str:
    return ",".join(shown_key(part.strip()) for part in key.split(","))


def _facts(*facts: tuple[str, str]) -> list[Line]:
    return [((f"{name:<14}", "dim"), (text or "—", "text")) for name, text in facts]
