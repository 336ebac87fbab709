"""`medcab remind`: telling what falls due while nobody is there, and the key that needs."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

from medcab_tui.commands.faults import printable, say
from medcab_tui.commands.opening import ring_of
from medcab_tui.commands.process import forbid_tracing
from medcab_tui.commands.signing_in import signed_in
from medcab_tui.locale import _, ngettext
from medcab_tui.settings import Settings

NOT_ENABLED: Final = 3
"""The exit code when there is no key to open the store with."""

EVERY_MINUTES: Final = 10


def run(chosen: Settings, key_file: Path | None) -> int:
    """Tell what falls due. Silent unless somebody looks on: cron mails what is said."""
    from medcab_tui.domain.errors import Refused
    from medcab_tui.ui.words import words_of

    forbid_tracing()
    try:
        told = asyncio.run(_reminded(chosen, key_file))
    except Refused as refused:
        if not refused.code.startswith(("service.", "keyring.")):
            raise
        say(words_of(refused).whole)
        return NOT_ENABLED
    if sys.stdout.isatty():
        _tell(ngettext("{n} reminder was told.", "{n} reminders were told.", told).format(n=told))
    return 0


async def _reminded(chosen: Settings, key_file: Path | None) -> int:
    from medcab_tui.cabinet.service import Service
    from medcab_tui.cabinet.surroundings import Surroundings

    service = await Service.open(
        chosen.store, Surroundings.real(chosen.zone), None if key_file else ring_of(chosen), key_file
    )
    try:
        return await service.remind()
    finally:
        service.close()


def enable(chosen: Settings, login: str | None, key_file: Path | None) -> int:
    """Give this machine a key for the service."""
    from medcab_tui.domain.errors import Refused
    from medcab_tui.ui.words import words_of

    if key_file is not None:
        say(
            _(
                "The file opens the whole store: whoever can read it, a backup of it or this account can"
                " decrypt every record. A keyring is safer."
            )
        )
    try:
        signed_in(chosen, login, lambda cabinet: cabinet.unattended.enable(key_file))
    except Refused as refused:
        if key_file is not None or not refused.code.startswith("keyring."):
            raise
        say(f"{words_of(refused).whole} {_('Or keep the key in a file: --key-file FILE.')}")
        return 1
    _tell(_("This machine reminds and exchanges with services without a password now."))
    if key_file is None:
        _tell(_("The key lies in the keyring: whoever uses this account while it is unlocked can use it."))
    _tell(_("Let it run: medcab remind --print-timer and medcab sync --print-timer show how."))
    return 0


def disable(chosen: Settings, login: str | None, key_file: Path | None) -> int:
    """Take every key of the service away."""
    renewed = signed_in(chosen, login, lambda cabinet: cabinet.unattended.disable(key_file))
    _tell(_("No machine reminds or exchanges without a password any more."))
    if renewed:
        _tell(_("The store has a new key."))
    else:
        _tell(
            _(
                "The store keeps its key. If somebody may have copied that of the service, let an"
                " administrator give it a new one: medcab trust off, with the store open nowhere else."
            )
        )
    return 0


def status(chosen: Settings, login: str | None) -> int:
    """Whether there is a service, who enabled it, when it told something last."""
    from medcab_tui.cabinet.surroundings import Surroundings
    from medcab_tui.ui.shell.dates import stamp

    found = signed_in(chosen, login, lambda cabinet: cabinet.unattended.status())
    if not found.by:
        _tell(_("No machine reminds or exchanges without a password. To let this one: medcab remind enable."))
    for name in found.by:
        _tell(_("Enabled by: {name}").format(name=name))
    if found.told_last is not None:
        when = stamp(found.told_last, Surroundings.real(chosen.zone).zone)
        _tell(_("Last reminder: {when}").format(when=when))
    elif found.by:
        _tell(_("There were no reminders yet."))
    return 0


def print_timer(chosen: Settings, key_file: Path | None, command: str = "remind") -> int:
    """A service and a timer of systemd, and a line for cron that does the same."""
    words = [_program(), command, "--store", str(chosen.store.absolute())]
    if key_file is not None:
        words += ["--key-file", str(key_file.absolute())]
    unit = " ".join(_in_unit(word) for word in words)
    line = shlex.join(words).replace("%", r"\%")
    bus = "" if key_file else f"DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/{os.geteuid()}/bus "
    told = [
        f"# ~/.config/systemd/user/medcab-{command}.service — {_('what is run')}",
        "[Unit]",
        f"Description=medcab {command}",
        "",
        "[Service]",
        "Type=oneshot",
        "UMask=0077",
        "NoNewPrivileges=yes",
        f"ExecStart={unit}",
        "",
        f"# ~/.config/systemd/user/medcab-{command}.timer — {_('when it is run')}",
        "[Timer]",
        f"OnCalendar=*:0/{EVERY_MINUTES}",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
        f"# {_('switch it on')}: systemctl --user enable --now medcab-{command}.timer",
        "",
        f"# {_('or, in the table of cron (crontab -e)')}:",
        f"*/{EVERY_MINUTES} * * * * {bus}{line}",
    ]
    _tell("\n".join(told))
    return 0


def _program() -> str:
    """Where this program lies, for those who look it up elsewhere."""
    return shutil.which("medcab") or str(Path(sys.argv[0]).absolute())


def _in_unit(word: str) -> str:
    """A word as systemd reads it."""
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"' if quoted != word or any(letter in word for letter in " '\t;") else word


def _tell(line: str) -> None:
    sys.stdout.write(printable(f"{line}\n", sys.stdout))
