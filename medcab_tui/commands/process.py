"""What the process does to itself before it touches patients' records."""

from __future__ import annotations

import os
import sys

PR_SET_DUMPABLE = 4
"""From <sys/prctl.h>: with 0, no core file and no reading of this process's memory by the same user."""

_SCRUBBED = ("SSLKEYLOGFILE",)
_SCRUBBED_BEGIN = ("TEXTUAL_",)
_SCRUBBED_END = ("_PROXY", "_proxy")


def harden() -> None:
    """Files for the owner only, no core dumps, no variables that would make Textual or TLS write things down.

    Done first, before any other module reads the environment.
    """
    os.umask(0o077)
    for name in list(os.environ):
        if name in _SCRUBBED or name.startswith(_SCRUBBED_BEGIN) or name.endswith(_SCRUBBED_END):
            del os.environ[name]
    os.environ["TEXTUAL_FPS"] = "240"  # typing to list falls from 42 to 14 ms; read when textual is imported
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_dumps() -> None:
    """Refuse core files and debuggers. Apart from `harden`, since ctypes costs what the first frame needs."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
