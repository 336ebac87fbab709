"""`medcab journal verify`: whether the chain of the journal holds, and what that cannot prove."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from medcab_tui.commands.faults import FAILED
from medcab_tui.commands.signing_in import signed_in
from medcab_tui.locale import N_, _, ngettext
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.cabinet.journal import Verdict

_BROKEN = {
    "changed": N_("Row {row} is not what was written."),
    "forged": N_("Row {row} was written anew by somebody without the key."),
    "missing": N_("After row {row} rows are gone or moved."),
    "anchor": N_("Row {row} is not the one that was anchored: the chain was rewritten."),
    "truncated": N_("After row {row} the end of the journal was cut off."),
    "rolled_back": N_(
        "The keyring knows a row {row} that this store does not have: an older copy was put in its place."
    ),
}
_KEYRING = {
    "off": N_("The keyring was not asked: the settings say so."),
    "absent": N_("There is no keyring here: what was cut off together with anchor.log is not noticed."),
    "locked": N_("The keyring is locked: unlock it and repeat, it may know more."),
    "hanging": N_("The keyring does not answer: it was not asked what it knows."),
    "faulty": N_("The keyring does not keep what it is given: it was not asked what it knows."),
}
_BROKEN_SOMEHOW = N_("The journal does not hold from row {row} on.")


def verify_journal(chosen: Settings, login: str | None) -> int:
    """Print the verdict; `FAILED` when the journal was tampered with."""
    verdict = signed_in(chosen, login, lambda cabinet: cabinet.journal.verify())
    for line in told(verdict):
        sys.stdout.write(f"{line}\n")
    return 0 if verdict.whole else FAILED


def accept(chosen: Settings, login: str | None) -> int:
    """End the keyring's alarm about a store that was put back."""
    if signed_in(chosen, login, lambda cabinet: cabinet.journal.accept()):
        told = _("Accepted: from now on the keyring vouches for the journal as it is.")
    else:
        told = _("The keyring has nothing to say against this store.")
    sys.stdout.write(f"{told}\n")
    return 0


def told(verdict: Verdict) -> list[str]:
    """The verdict in sentences."""
    if verdict.broken_at is not None:
        broken = _(_BROKEN.get(verdict.what, _BROKEN_SOMEHOW)).format(row=verdict.broken_at)
        told = [broken, _("Keep this copy as it is, and compare it with your backups.")]
        if verdict.what == "rolled_back":
            told.append(
                _("If you know how it came about: medcab journal accept. The journal will say who did.")
            )
        return told
    lines = [ngettext("{n} row holds.", "{n} rows hold.", verdict.rows).format(n=verdict.rows)]
    for row in verdict.restored:
        lines.append(
            _(
                "Row {row}, {at}: a backup had taken the place of the store; {n} rows after row {after} were"
                " lost by it. If nobody restored one then, somebody cut them off."
            ).format(row=row.sequence, at=f"{row.at:%Y-%m-%d %H:%M} UTC", n=row.lost, after=row.after)
        )
    if verdict.witnessed:
        lines.append(_("The keyring vouches for row {row}.").format(row=verdict.witnessed))
    elif verdict.keyring in _KEYRING:
        lines.append(_(_KEYRING[verdict.keyring]))
    if verdict.unproven:
        lines.append(
            ngettext(
                "The last {n} row stands after the last anchor: somebody who holds today's key could have"
                " rewritten it, and this check could not tell.",
                "The last {n} rows stand after the last anchor: somebody who holds today's key could have"
                " rewritten them, and this check could not tell.",
                verdict.unproven,
            ).format(n=verdict.unproven)
        )
    return lines
