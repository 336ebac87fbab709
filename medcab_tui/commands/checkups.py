"""What `medcab doctor` looks at. A checkup needs no password and changes nothing.

The keyring is given a probe and takes it back at once: one that does not keep what it is given is no keyring.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from medcab_tui import log, settings
from medcab_tui.locale import N_, _
from medcab_tui.settings import Settings

if TYPE_CHECKING:
    from medcab_tui.store.keyring import Ring

ROOM = 200 * 1024 * 1024
"""Free bytes below which the disk is called nearly full."""
PLAINTEXT = b"SQLite format 3\0"


class Grade(StrEnum):
    """How a checkup came out."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


class Finding(Struct, frozen=True):
    """One line of the doctor: what was looked at, what was found, what to do about it."""

    grade: Grade
    what: str
    found: str
    remedy: str = ""


Checkup = Callable[[Settings], Iterator[Finding]]


def _good(what: str, found: str) -> Finding:
    return Finding(Grade.GOOD, what, found)


def _warning(what: str, found: str, remedy: str) -> Finding:
    return Finding(Grade.WARNING, what, found, remedy)


def _bad(what: str, found: str, remedy: str) -> Finding:
    return Finding(Grade.BAD, what, found, remedy)


def versions(_settings: Settings) -> Iterator[Finding]:
    """Python, Textual, SQLite with its cipher and its full-text search."""
    from importlib.metadata import version

    import apsw

    python = ".".join(map(str, sys.version_info[:3]))
    yield _good("Python", python)
    yield _good("Textual", version("textual"))
    what = "SQLite"
    if "ENABLE_FTS5" not in apsw.compile_options or not hasattr(apsw, "mc_version"):
        found = apsw.sqlite_lib_version()
        yield _bad(
            what, found, _("It has no cipher. Remove the package apsw, then install apsw-sqlite3mc again.")
        )
    else:
        yield _good(what, f"{apsw.sqlite_lib_version()}, {apsw.mc_version}")


def own_settings(chosen: Settings) -> Iterator[Finding]:
    """The settings file; a broken one is told before any checkup runs."""
    path = settings.config_path()
    what = _("Settings")
    for warning in chosen.warnings:
        yield _warning(what, warning, _("Mend the line or remove it."))
    if not chosen.warnings:
        yield _good(what, str(path) if path.exists() else _("no file, defaults ({path})").format(path=path))


def terminal(_settings: Settings) -> Iterator[Finding]:
    """The terminal's name, its size and its colours."""
    what = _("Terminal")
    name = os.environ.get("TERM", "")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        yield _warning(what, _("not a terminal"), _("Run the doctor in the terminal you will work in."))
    elif name in {"", "dumb"}:
        yield _bad(what, f"TERM={name}", _("Use another terminal, or set TERM to what yours is."))
    else:
        columns, rows = shutil.get_terminal_size()
        found = f"{name}, {columns}×{rows}"
        if columns < 80 or rows < 24:
            yield _warning(what, found, _("Make the window at least 80×24."))
        else:
            yield _good(what, found)
    yield from _colours(name)


def _colours(name: str) -> Iterator[Finding]:
    what = _("Colours")
    if os.environ.get("NO_COLOR"):
        yield _good(what, _("off, by NO_COLOR"))
    elif os.environ.get("COLORTERM", "") in {"truecolor", "24bit"} or "direct" in name:
        yield _good(what, _("16 million"))
    elif "256" in name:
        yield _good(what, "256")
    else:
        yield _warning(what, "16", _("If the terminal can do more, set COLORTERM=truecolor."))


def letters(_settings: Settings) -> Iterator[Finding]:
    """Whether the locale and the streams carry Cyrillic."""
    import codecs
    import locale

    what = _("Letters")
    try:
        locale.setlocale(locale.LC_CTYPE, "")
    except locale.Error:
        wanted = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG", "")
        yield _bad(
            what,
            _("the system has no locale {name}").format(name=wanted),
            _("Generate it (locale-gen) or set LC_ALL=C.UTF-8."),
        )
        return
    encoding = locale.getpreferredencoding(do_setlocale=False)
    utf8 = codecs.lookup(encoding).name == "utf-8"
    if utf8 and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8":
        yield _good(what, f"UTF-8: Ё й № ✓ ⚠ ✕ ● {_('(all seven should be visible)')}")
    else:
        yield _bad(what, encoding, _("Set LC_ALL to a UTF-8 locale, for example LC_ALL=C.UTF-8."))


def templates(chosen: Settings) -> Iterator[Finding]:
    """Templates of documents: those that came along, one's own, and what is wrong with a folder."""
    import asyncio

    from medcab_tui.papers.folders import found
    from medcab_tui.papers.trying import tried
    from medcab_tui.papers.typesetting import Typesetter
    from medcab_tui.ui.words import words_of

    own = chosen.file.parent / "templates" if chosen.file else None
    typesetter = Typesetter()
    try:
        known = asyncio.run(tried(found(own), typesetter))
    finally:
        typesetter.close()
    for broken in known.bad:
        words = words_of(broken.fault)
        yield _warning(_("Templates"), f"{broken.name}: {words.sentence}", words.remedy)
    if not known.bad:
        yield _good(_("Templates"), ", ".join(one.name for one in known.good))


def theme(chosen: Settings) -> Iterator[Finding]:
    """Whether the chosen theme is there."""
    from medcab_tui.ui.look import broken_themes, load_palettes
    from medcab_tui.ui.words import words_of

    own = chosen.file.parent / "themes" if chosen.file else None
    known = sorted(load_palettes(own=own))
    for broken in broken_themes((), own=own):
        words = words_of(broken)
        yield _warning(_("Theme"), words.sentence, words.remedy)
    if chosen.theme in known:
        yield _good(_("Theme"), chosen.theme)
    else:
        yield _bad(_("Theme"), chosen.theme, _("Choose one of: {names}.").format(names=", ".join(known)))


def store(chosen: Settings) -> Iterator[Finding]:
    """The folder and its files as far as they can be judged without a password."""
    what = _("Store")
    folder = chosen.store
    if not folder.exists():
        yield _warning(what, str(folder), _("It is not there yet; `medcab` founds it."))
        return
    found = [*_permissions(folder), *_database(folder / "cabinet.db"), *_slots(folder)]
    yield from found
    if all(each.grade is Grade.GOOD for each in found):
        yield _good(what, str(folder))
    free = shutil.disk_usage(folder).free
    shown = f"{free // 1024**2} MiB"
    if free < ROOM:
        yield _warning(_("Disk"), shown, _("Make room: a full disk stops all writing."))
    else:
        yield _good(_("Disk"), shown)


def _permissions(folder: Path) -> Iterator[Finding]:
    for path in (folder, *sorted(folder.iterdir())):
        state = path.lstat()
        if hasattr(os, "getuid") and state.st_uid != os.getuid():
            yield _bad(_("Store"), str(path), _("Another user owns it: chown it, or name another folder."))
        elif stat.S_ISLNK(state.st_mode):
            yield _warning(_("Store"), str(path), _("It is a link; keep the store in one place."))
        elif state.st_mode & 0o077:
            mode = "700" if path.is_dir() else "600"
            yield _bad(
                _("Store"),
                _("others may read {path}").format(path=path),
                f"chmod {mode} {path}",
            )


def _database(file: Path) -> Iterator[Finding]:
    restore = _("Restore the latest backup: medcab restore DIR.")
    if not file.is_file():
        yield _bad(_("Store"), _("{path} is missing").format(path=file), restore)
    elif not file.stat().st_size:
        yield _bad(_("Store"), _("{path} is empty").format(path=file), restore)
    else:
        with file.open("rb") as opened:
            start = opened.read(len(PLAINTEXT))
        if start == PLAINTEXT:
            yield _bad(_("Store"), _("{path} is not encrypted").format(path=file), restore)


def _slots(folder: Path) -> Iterator[Finding]:
    from medcab_tui.domain.errors import StoreFault
    from medcab_tui.store.slots import SlotFile
    from medcab_tui.ui.words import words_of

    try:
        SlotFile.load(folder)
    except StoreFault as fault:
        words = words_of(fault)
        yield _bad(_("Store"), words.sentence, words.remedy)


_NO_KEYRING = {
    "absent": N_("there is none"),
    "locked": N_("locked"),
    "hanging": N_("does not answer"),
    "faulty": N_("does not keep what it is given"),
}


def keyring(chosen: Settings) -> Iterator[Finding]:
    """Which keyring answers, within three seconds, and what it holds for this store."""
    from medcab_tui.store.keyring import KeyringFault, Ring, State

    what = _("Keyring")
    if not chosen.keyring:
        yield _good(what, _("off, by the settings"))
        return
    ring = Ring()
    try:
        held, sound = _held(chosen.store, ring)
    except KeyringFault as fault:
        found = _(_NO_KEYRING[fault.state.value])
        other = _other_keyring() if fault.state is State.ABSENT else ""
        if other:
            found = _("none that is trusted ({name})").format(name=other)
        remedy = _("The password opens the store; only anchor.log beside it vouches for the journal.")
        yield _warning(what, found, remedy)
    else:
        if sound:
            yield _good(what, f"{ring.name}, {held}")
        else:
            yield _warning(what, f"{ring.name}, {held}", _("Look closer: medcab journal verify."))


def _held(folder: Path, ring: Ring) -> tuple[str, bool]:
    """What the keyring has for the store in this folder, and whether it agrees; raises KeyringFault."""
    from medcab_tui.cabinet.witness import kept
    from medcab_tui.domain.errors import StoreFault
    from medcab_tui.store.slots import SlotFile

    try:
        store = SlotFile.load(folder).store_id
    except StoreFault:
        store = b""
    known = kept(ring, folder, store)
    if known is None:
        return _("no anchor of this store"), True
    if known.odd:
        return _("it knows rows that this store does not have"), False
    return _("holds the anchor of row {row}").format(row=known.sequence), True


def _other_keyring() -> str:
    """The keyring that this system would use and that is not trusted, "" if none."""
    import keyring as rings

    named = type(rings.get_keyring()).__module__
    return "" if named.rpartition(".")[2] in ("fail", "SecretService", "kwallet", "chainer") else named


def faults(_settings: Settings) -> Iterator[Finding]:
    """Where faults are written down, and whether there are any."""
    file = log.path()
    what = _("Log of faults")
    nearest = next(each for each in (file, *file.parents) if each.exists())
    if not os.access(nearest, os.W_OK):
        yield _warning(what, str(file), _("It cannot be written: mend its permissions."))
    elif file.exists():
        yield _good(what, str(file))
    else:
        yield _good(what, _("none so far ({path})").format(path=file))


CHECKUPS: tuple[Checkup, ...] = (
    versions,
    own_settings,
    terminal,
    letters,
    theme,
    templates,
    store,
    keyring,
    faults,
)
"""Everything the doctor looks at, in the order it is told."""
