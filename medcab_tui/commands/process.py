"""What a process that holds patients' records must be before it opens anything."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import MutableMapping
from typing import Final

_DUMPABLE: Final = 4
"""PR_SET_DUMPABLE of prctl(2)."""

_SCRUBBED: Final = frozenset({"SSLKEYLOGFILE", "TEXTUAL", "ESCDELAY"})


def harden() -> None:
    """Files for the owner alone, no core dumps, and no switches from the environment.

    Called before anything else is imported: Textual and what opens sockets read the environment once.
    """
    os.umask(0o077)
    scrub(os.environ)
    os.environ["TEXTUAL_FPS"] = "240"  # typing to list falls from 42 to 14 ms, idle costs nothing more
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def scrub(environment: MutableMapping[str, str]) -> None:
    """Take out what would switch on a debugger, a log of keys or another way to the network."""
    for name in list(environment):
        if name in _SCRUBBED or name.startswith("TEXTUAL_") or name.upper().endswith("_PROXY"):
            del environment[name]


def forbid_tracing() -> None:
    """No core dump of this process and no reading of its memory by others of the same user.

    Loading ctypes costs some milliseconds, so it is called after the first frame.
    """
    tell_nothing_of_faults()
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None, use_errno=True).prctl(_DUMPABLE, 0, 0, 0, 0)


def tell_nothing_of_faults() -> None:
    """Faults of threads and forgotten tasks go to the log: Python would print them, messages and all."""
    import logging
    import threading

    from medcab_tui import log

    class Noting(logging.Handler):
        """Writes down that there was a fault, as the log does: without its message."""

        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                log.record(record.exc_info[1], event=record.name)

    def note(args: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            log.record(args.exc_value, event="thread")

    threading.excepthook = note
    sys.unraisablehook = note
    forgotten = logging.getLogger("asyncio")
    forgotten.handlers, forgotten.propagate = [Noting()], False
