"""`medcab workers`: who may sign in. Adding and removing needs no password but the administrator's own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from medcab_tui.commands.faults import FAILED, printable, say
from medcab_tui.commands.signing_in import asked, fit_password, signed_in
from medcab_tui.locale import N_, _
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.domain.accounts import NewWorker, Role, Worker

_ROLES = {
    "clinician": N_("clinician"),
    "nurse": N_("nurse"),
    "head": N_("head"),
    "administrator": N_("administrator"),
    "licensing": N_("licensing specialist"),
}


def show(chosen: Settings, login: str | None) -> int:
    """Print a line for every worker: login, name, post, department, roles."""
    from medcab_tui.domain.cleaning import one_line

    for worker in signed_in(chosen, login, lambda cabinet: cabinet.accounts.workers()):
        roles = ", ".join(sorted(_(_ROLES[role.value]) for role in worker.roles))
        name = " ".join(filter(None, (worker.surname, worker.given, worker.patronymic)))
        told = (worker.login, name, worker.post, worker.department, roles)
        sys.stdout.write("\t".join(one_line(each) for each in told) + "\n")
    return 0


def add(chosen: Settings, login: str | None, new: str, roles: Sequence[str]) -> int:
    """Ask for the new worker's name, post and password, and let them in."""
    from medcab_tui.domain.accounts import Role

    worker = _described(new, frozenset(map(Role, roles)))
    password = fit_password(_("New worker's password: "), new)
    say(_("Now sign in yourself."))
    signed_in(chosen, login, lambda cabinet: cabinet.accounts.add_worker(worker, password))
    sys.stdout.write(printable(_("Added: {login}").format(login=worker.login) + "\n", sys.stdout))
    return 0


def remove(chosen: Settings, login: str | None, gone: str) -> int:
    """Remove a worker and re-key the store."""
    rekeyed = signed_in(chosen, login, lambda cabinet: _removed(cabinet, gone))
    if rekeyed is None:
        say(_("There is no worker with the login {login}.").format(login=gone))
        return FAILED
    sys.stdout.write(printable(_("Removed: {login}").format(login=gone) + "\n", sys.stdout))
    if not rekeyed:
        say(
            _(
                "The store is open elsewhere, so it keeps its key for now. It gets a new one when an"
                " administrator next signs in alone."
            )
        )
    return 0


def give_password(chosen: Settings, login: str | None, forgetful: str) -> int:
    """Let a worker in again who lost the password, or was blocked."""
    password = fit_password(_("New password: "), forgetful)
    say(_("Now sign in yourself."))
    if not signed_in(chosen, login, lambda cabinet: _given(cabinet, forgetful, password)):
        say(_("There is no worker with the login {login}.").format(login=forgetful))
        return FAILED
    told = _("A new password was set: {login}").format(login=forgetful)
    sys.stdout.write(printable(f"{told}\n", sys.stdout))
    return 0


def lift_second_factor(chosen: Settings, login: str | None, bereft: str) -> int:
    """Let a worker in by the password alone who lost the phone."""
    if not signed_in(chosen, login, lambda cabinet: _lifted(cabinet, bereft)):
        say(_("There is no worker with the login {login}.").format(login=bereft))
        return FAILED
    told = _("The password alone lets in: {login}").format(login=bereft)
    sys.stdout.write(printable(f"{told}\n", sys.stdout))
    return 0


def renew_recovery_code(chosen: Settings, login: str | None) -> int:
    """Print a new recovery code; the one before opens nothing any more."""
    code = signed_in(chosen, login, lambda cabinet: cabinet.accounts.new_recovery_code())
    say(
        _(
            "Write it down on paper and keep it apart from this machine."
            " The code before opens nothing any more."
        )
    )
    sys.stdout.write(f"{code}\n")
    return 0


async def _removed(cabinet: Cabinet, gone: str) -> bool | None:
    """Whether the store was re-keyed; None if there is no such worker."""
    found = await _found(cabinet, gone)
    return await cabinet.accounts.remove_worker(found.id) if found else None


async def _given(cabinet: Cabinet, login: str, password: str) -> bool:
    """Whether there is such a worker, who now has this password."""
    found = await _found(cabinet, login)
    if found is not None:
        await cabinet.accounts.give_password(found.id, password)
    return found is not None


async def _lifted(cabinet: Cabinet, login: str) -> bool:
    """Whether there is such a worker, who is asked for no code now."""
    found = await _found(cabinet, login)
    if found is not None:
        await cabinet.second_factor.lift(found.id)
    return found is not None


async def _found(cabinet: Cabinet, login: str) -> Worker | None:
    return next((worker for worker in await cabinet.accounts.workers() if _is(worker, login)), None)


def _is(worker: Worker, login: str) -> bool:
    return worker.login.casefold() == login.strip().casefold()


def _described(login: str, roles: frozenset[Role]) -> NewWorker:
    from medcab_tui.domain.accounts import NewWorker

    return NewWorker(
        login=login,
        surname=_needed(_("Surname: ")),
        given=_needed(_("Given name: ")),
        patronymic=asked(_("Patronymic (may be empty): ")),
        post=_needed(_("Post: ")),
        department=_needed(_("Department: ")),
        roles=roles,
    )


def _needed(question: str) -> str:
    """An answer; asked for again while it is empty."""
    while not (answer := asked(question)):
        say(_("This must not be empty."))
    return answer
