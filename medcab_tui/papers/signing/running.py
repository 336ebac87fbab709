"""Running a command somebody named, without a shell, in an empty folder, for a limited time.

The command is a list of arguments. {in}, {out} and {sig} in them become paths in the folder. Everything it
started is ended with it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from medcab_tui.domain.errors import Refused

SECONDS: Final = 60.0
"""A person may have to press the button of a token."""
MOST: Final = 1024 * 1024
"""Bytes of what it may give, and of what it may say."""
PASSED: Final = (
    "PATH", "HOME", "OPENSSL_CONF", "OPENSSL_ENGINES", "OPENSSL_MODULES", "SSL_CERT_FILE", "SSL_CERT_DIR",
    "PKCS11_MODULE_PATH", "PKCS11_PROVIDER_MODULE", "SOFTHSM2_CONF", "XDG_RUNTIME_DIR",
)  # fmt: skip
"""Variables of ours that a command is given; of the rest it knows nothing."""
_LOOK = 0.02
_SAID = 200


class Ran(Struct, frozen=True):
    """How a command ended. said: the last line it wrote to its standard error."""

    status: int
    given: bytes
    said: str


def run(
    command: Sequence[str],
    files: Mapping[str, bytes],
    *,
    environment: Mapping[str, str] = os.environ,
    seconds: float = SECONDS,
    stopped: Callable[[], bool],
) -> Ran:
    """Runs a command over files that it reads; what it writes to {out} is what it gives, or what it prints.

    files: by the name in braces; without any mention in the command the first comes on its standard input.
    Raises Refused `signature.command_…`.
    """
    if not command:
        raise Refused("signature.command_none")
    folder = Path(tempfile.mkdtemp(prefix="medcab-sign-"))  # 0700
    try:
        return _run(folder, command, files, environment, seconds, stopped)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(
    folder: Path,
    command: Sequence[str],
    files: Mapping[str, bytes],
    environment: Mapping[str, str],
    seconds: float,
    stopped: Callable[[], bool],
) -> Ran:
    paths = {name: folder / name for name in (*files, "out")}
    for name, content in files.items():
        paths[name].write_bytes(content)
    arguments = [_filled(part, paths) for part in command]
    named = any("{out}" in part for part in command)
    fed = next(iter(files)) if not any(f"{{{name}}}" in part for part in command for name in files) else ""
    printed, said = folder / "printed", folder / "said"
    with (
        open(paths[fed] if fed else os.devnull, "rb") as entering,  # noqa: PTH123 - either a path or a name
        printed.open("wb") as leaving,
        said.open("wb") as complaining,
    ):
        try:
            process = subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
                arguments,
                stdin=entering,
                stdout=leaving,
                stderr=complaining,
                cwd=folder,
                env={name: environment[name] for name in PASSED if name in environment}
                | {"LC_ALL": "C.UTF-8"},
                start_new_session=True,
                close_fds=True,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise Refused("signature.command_missing", command=command[0], reason=reason) from error
        try:
            _watch(process, (paths["out"], printed, said), seconds, command[0], stopped)
        finally:
            _end(process)
    given = _read(paths["out"] if named else printed)
    return Ran(process.returncode, given, _last_line(said))


def _filled(part: str, paths: Mapping[str, Path]) -> str:
    for name, path in paths.items():
        part = part.replace(f"{{{name}}}", str(path))
    return part


def _watch(
    process: subprocess.Popen[bytes],
    written: Sequence[Path],
    seconds: float,
    name: str,
    stopped: Callable[[], bool],
) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None:
        if stopped():
            raise Refused("signature.stopped")
        if time.monotonic() > deadline:
            raise Refused("signature.command_slow", command=name, seconds=f"{seconds:g}")
        if any(_size(path) > MOST for path in written):
            raise Refused("signature.command_garbage", command=name)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK)


def _end(process: subprocess.Popen[bytes]) -> None:
    """It and everything of its group: what it left running holds nothing open here, and stops."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.lstat().st_size
    return 0


def _read(path: Path) -> bytes:
    """What it wrote, if it is a file of its own and not too long; a link is not followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with open(descriptor, "rb") as file:  # noqa: PTH123 - a descriptor
        return file.read(MOST + 1)


def _last_line(path: Path) -> str:
    lines = _read(path)[-4096:].decode(errors="replace").split("\n")
    return next((line.strip()[:_SAID] for line in reversed(lines) if line.strip()), "")
