"""Workers and their accounts: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "login.missing": (N_("A login is needed."), N_("Type letters and digits, for example ivanova.")),
    "login.long": (N_("The login is too long."), N_("Take {most} characters at most.")),
    "login.letters": (
        N_("The login has a character that does not belong there."),
        N_("Take letters and digits; dots, hyphens, underscores and @ between them."),
    ),
    "login.taken": (N_("This login is taken."), N_("Choose another one.")),
    "password.short": (N_("The password is too short."), N_("Take {least} characters or more.")),
    "password.long": (N_("The password is too long."), N_("Take {most} characters at most.")),
    "password.login": (N_("The password is the login itself."), N_("Choose another one.")),
    "password.classes": (
        N_("The password is too plain."),
        N_("It needs a small and a capital letter, a digit and a sign or a space."),
    ),
    "password.common": (
        N_("This password is among the most common ones."),
        N_("Take several words that only you would put together."),
    ),
    "organisation.missing": (N_("The organisation is needed."), N_("Type its name as on its documents.")),
    "post.missing": (N_("The post is needed."), N_("Type it as in the staff list.")),
    "roles.missing": (N_("No role was given."), N_("Choose clinician, administrator or both.")),
    "worker.missing": (N_("There is no such worker."), N_("Read the list of workers again.")),
    "worker.oneself": (N_("You cannot remove yourself."), N_("Ask another administrator.")),
    "worker.last_administrator": (
        N_("This is the last administrator."),
        N_("Name another one first: somebody must be able to add workers."),
    ),
}
