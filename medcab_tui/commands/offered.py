"""The subcommands: their words and options. What they do is in the modules they name."""

from __future__ import annotations

from pathlib import Path

import click

from medcab_tui.commands import completion, spoken
from medcab_tui.commands.group import Given, medcab, placed, signing, themed
from medcab_tui.locale import N_


@medcab.command(help=N_("Open a cabinet with people who never lived, to try things out."))
@placed
@themed
@spoken.option(
    "--patients",
    type=click.IntRange(4, 5_000_000),
    default=200,
    metavar="N",
    show_default=True,
    help=N_("How many patients."),
)
@spoken.option(
    "--seed",
    type=click.IntRange(0),
    default=7,
    metavar="N",
    show_default=True,
    help=N_("Another seed, other people."),
)
@spoken.option(
    "--user", default="ivanova", metavar=N_("LOGIN"), show_default=True, help=N_("Who is signed in at once.")
)
@spoken.option("--sign-in", is_flag=True, help=N_("Begin at the door instead."))
@click.pass_obj
def demo(
    given: Given,
    store: str | None,
    language: str | None,
    theme: str | None,
    patients: int,
    seed: int,
    user: str,
    sign_in: bool,
) -> int:
    """A store of invented people: temporary, or kept in the folder that was named."""
    from medcab_tui.commands.demo import open_demo

    named = store or given.store
    chosen = given.settings(store=named, language=language, theme=theme)
    return open_demo(
        chosen, kept=named is not None, patients=patients, seed=seed, user=None if sign_in else user
    )


@medcab.command(
    cls=completion.ReadsItsOwn,
    help=N_("Play scripted sessions (tapes) against a fresh demo store, or record one."),
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, shell_complete=completion.files)
def play(arguments: tuple[str, ...]) -> int:
    """The player reads its own arguments."""
    from medcab_tui.demo.play import main as play_tapes

    return play_tapes(arguments)


@medcab.command(help=N_("Show what this terminal really sends, and which keys it can reach."))
@placed
@click.pass_obj
def keys(given: Given, store: str | None, language: str | None) -> int:
    """The terminal's keys, seen by our own driver."""
    chosen = given.settings(store=store, language=language)
    from medcab_tui.ui.terminal.keys import main as show_keys

    return show_keys(chosen.keymap)


@medcab.command(help=N_("Check terminal, letters, store, keyring; each fault with its remedy."))
@placed
@click.pass_obj
def doctor(given: Given, store: str | None, language: str | None) -> int:
    """Look at everything the cabinet needs."""
    from medcab_tui.commands.doctor import examine

    return examine(given.settings(store=store, language=language))


@medcab.command(help=N_("Copy the store into a new folder, verified. DIR must not exist yet."))
@spoken.argument("folder", metavar=N_("DIR"), type=click.Path(path_type=Path))
@placed
@signing
@click.pass_obj
def backup(given: Given, folder: Path, store: str | None, language: str | None, login: str | None) -> int:
    """Database, key slots and a manifest of hashes."""
    from medcab_tui.commands.copies import back_up

    return back_up(given.settings(store=store, language=language), login, folder)


@medcab.command(help=N_("Bring a backup back; what was in the store's folder is set aside."))
@spoken.argument("folder", metavar=N_("DIR"), type=click.Path(path_type=Path))
@placed
@click.pass_obj
def restore(given: Given, folder: Path, store: str | None, language: str | None) -> int:
    """A verified swap: nothing is overwritten."""
    from medcab_tui.commands.copies import bring_back

    return bring_back(given.settings(store=store, language=language), folder)


@medcab.command(help=N_("Make the search tables anew from the cards."))
@placed
@signing
@click.pass_obj
def reindex(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """For a search that misses somebody who has a card."""
    from medcab_tui.commands.copies import reindex as anew

    return anew(given.settings(store=store, language=language), login)


@medcab.group(help=N_("The journal of what was done."))
def journal() -> None:
    """Only a group."""


@journal.command(help=N_("Find any changed, removed, swapped or cut row of the journal."))
@placed
@signing
@click.pass_obj
def verify(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """The chain, link by link."""
    from medcab_tui.commands.journal import verify_journal

    return verify_journal(given.settings(store=store, language=language), login)


@journal.command(help=N_("End the keyring's alarm about a store that was put back to an older copy."))
@placed
@signing
@click.pass_obj
def accept(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """The journal keeps who did it."""
    from medcab_tui.commands.journal import accept as accept_store

    return accept_store(given.settings(store=store, language=language), login)


@medcab.group(help=N_("Who may sign in to this store."))
def workers() -> None:
    """Only a group."""


@workers.command("list", help=N_("Show the workers of this store."))
@placed
@signing
@click.pass_obj
def list_workers(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """Logins, names, posts."""
    from medcab_tui.commands.workers import show

    return show(given.settings(store=store, language=language), login)


@workers.command("add", help=N_("Add a worker; name, post and password are asked for."))
@spoken.argument("new", metavar=N_("LOGIN"))
@spoken.option("--administrator", is_flag=True, help=N_("May manage workers and read the journal."))
@spoken.option("--nurse", is_flag=True, help=N_("Nurse or feldsher: cards, but confirms no results."))
@spoken.option("--head", is_flag=True, help=N_("Heads a department or the institution."))
@spoken.option("--licensing", is_flag=True, help=N_("Licensing and accreditation: no cards."))
@spoken.option(
    "--clinician/--no-clinician",
    default=None,
    help=N_("May read and write cards; if no other role is named."),
)
@placed
@signing
@click.pass_obj
def add_worker(
    given: Given,
    new: str,
    administrator: bool,
    nurse: bool,
    head: bool,
    licensing: bool,
    clinician: bool | None,
    store: str | None,
    language: str | None,
    login: str | None,
) -> int:
    """A new slot, sealed without anyone else's password."""
    from medcab_tui.commands.workers import add

    held = {"administrator": administrator, "nurse": nurse, "head": head, "licensing": licensing}
    held["clinician"] = not (nurse or licensing) if clinician is None else clinician
    return add(
        given.settings(store=store, language=language),
        login,
        new,
        [role for role, given in held.items() if given],
    )


@workers.command("remove", help=N_("Remove a worker: the slot goes, and the store gets a new key."))
@spoken.argument("gone", metavar=N_("LOGIN"))
@placed
@signing
@click.pass_obj
def remove_worker(given: Given, gone: str, store: str | None, language: str | None, login: str | None) -> int:
    """Re-keying needs nobody else's password."""
    from medcab_tui.commands.workers import remove

    return remove(given.settings(store=store, language=language), login, gone)


@workers.command("password", help=N_("Set a new password for a worker who lost theirs."))
@spoken.argument("forgetful", metavar=N_("LOGIN"))
@placed
@signing
@click.pass_obj
def set_password(
    given: Given, forgetful: str, store: str | None, language: str | None, login: str | None
) -> int:
    """The slot is sealed anew with the administrator's key."""
    from medcab_tui.commands.workers import give_password

    return give_password(given.settings(store=store, language=language), login, forgetful)


@workers.command("second-factor-off", help=N_("Ask a worker who lost the phone for no code any more."))
@spoken.argument("bereft", metavar=N_("LOGIN"))
@placed
@signing
@click.pass_obj
def second_factor_off(
    given: Given, bereft: str, store: str | None, language: str | None, login: str | None
) -> int:
    """They sign in by the password alone, and are told of it."""
    from medcab_tui.commands.workers import lift_second_factor

    return lift_second_factor(given.settings(store=store, language=language), login, bereft)


@workers.command("recovery-code", help=N_("Make a new recovery code; the one before opens nothing any more."))
@placed
@signing
@click.pass_obj
def recovery_code(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """For a code that was lost, or never written down."""
    from medcab_tui.commands.workers import renew_recovery_code

    return renew_recovery_code(given.settings(store=store, language=language), login)


@medcab.group(help=N_("Machines whose keyring opens the store when a password is forgotten."))
def trust() -> None:
    """Only a group."""


@trust.command("on", help=N_("Trust this machine: its keyring gets a key that opens the store."))
@placed
@signing
@click.pass_obj
def trust_on(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """A device slot."""
    from medcab_tui.commands.trust import turn_on

    return turn_on(given.settings(store=store, language=language), login)


@trust.command("off", help=N_("Trust no machine any more, and give the store a new key."))
@placed
@signing
@click.pass_obj
def trust_off(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """A key that somebody copied opens nothing any more."""
    from medcab_tui.commands.trust import turn_off

    return turn_off(given.settings(store=store, language=language), login)


@trust.command("show", help=N_("Show how many machines are trusted, and whether this is one."))
@placed
@signing
@click.pass_obj
def trust_show(given: Given, store: str | None, language: str | None, login: str | None) -> int:
    """The slots know how many, the keyring whether this is one."""
    from medcab_tui.commands.trust import show

    return show(given.settings(store=store, language=language), login)


@medcab.command(help=N_("Set a new password with the recovery code, or without it on a trusted machine."))
@spoken.argument("login", metavar=N_("LOGIN"))
@placed
@click.pass_obj
def recover(given: Given, login: str, store: str | None, language: str | None) -> int:
    """For whoever forgot the password."""
    from medcab_tui.commands.trust import recover as recover_password

    return recover_password(given.settings(store=store, language=language), login)


@medcab.command("completion", help=N_("Print the script that lets a shell complete: bash, zsh or fish."))
@click.argument("shell", type=spoken.choice(completion.SHELLS))
def print_completion(shell: str) -> int:
    """For example: medcab completion bash > ~/.local/share/bash-completion/completions/medcab."""
    return completion.script(shell, medcab)
