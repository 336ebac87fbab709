"""The door, and proving who sits here: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "sign_in.wrong": (
        N_("Login or password did not match."),
        N_("Check the layout, capitals and spaces, then try again."),
    ),
    "sign_in.wait": (
        N_("Too many attempts. The next one in {seconds} s."),
        N_("The wait grows with every failure and survives a restart."),
    ),
    "sign_in.blocked": (
        N_("Signing in with this login is blocked after too many failures."),
        N_("Use the recovery code (F7), or ask the administrator."),
    ),
    "sign_in.expired": (
        N_("The code was waited for too long."),
        N_("Begin with the password again."),
    ),
    "second_factor.needed": (
        N_("The password is right; this login takes a code as well."),
        N_("Type the code of the app, or a recovery code."),
    ),
    "second_factor.wrong": (
        N_("The code did not match."),
        N_("Look at the app once more: it shows another one every 30 seconds."),
    ),
    "second_factor.used": (
        N_("This code was used just now; it is no failure."),
        N_("The next code in {seconds} s."),
    ),
    "second_factor.clock": (
        N_("The code is right, but a later one was used before: this machine's clock was set back."),
        N_("Set the clock right, or use a recovery code."),
    ),
    "second_factor.digits": (
        N_("A code has six digits."),
        N_("Type those that the app shows."),
    ),
    "second_factor.shape": (
        N_("This is neither a code of the app nor a recovery code."),
        N_("Type six digits, or the ten signs of a recovery code."),
    ),
    "second_factor.none": (
        N_("There is no second factor here."),
        N_("It is set up in Settings, My data."),
    ),
    "second_factor.stale": (
        N_("The second factor was changed in another window."),
        N_("Look at it in Settings, My data, and repeat."),
    ),
    "second_factor.oneself": (
        N_("This is your own second factor."),
        N_("Give it up in Settings, My data."),
    ),
    "step_up.needed": (
        N_("This takes your password or a code once more."),
        N_("Prove that it is you, then repeat."),
    ),
    "step_up.wrong": (
        N_("The password did not match."),
        N_("Check the layout and capitals, then try again."),
    ),
    "recovery.mistyped": (
        N_("The recovery code has a slip in it."),
        N_("Compare it letter by letter with what you wrote down."),
    ),
    "recovery.wrong": (
        N_("This recovery code does not open this store."),
        N_("Check whether it belongs to this cabinet; an administrator can set a new password."),
    ),
    "recovery.untrusted": (
        N_("This machine is not trusted by the store."),
        N_("Type the recovery code, or ask an administrator: medcab workers password."),
    ),
    "keyring.off": (
        N_("The keyring is switched off by the settings."),
        N_("Set keyring = true, or MEDCAB_KEYRING=true, and repeat."),
    ),
    "keyring.absent": (
        N_("There is no keyring here that can be trusted."),
        N_("Start one, for example gnome-keyring, in this session and repeat; medcab doctor looks for it."),
    ),
    "keyring.locked": (N_("The keyring is locked."), N_("Unlock it and repeat.")),
    "keyring.hanging": (N_("The keyring does not answer."), N_("Start it anew and repeat.")),
    "keyring.faulty": (
        N_("The keyring does not keep what it is given."),
        N_("Look at it with its own program; medcab doctor tells which one it is."),
    ),
}
