"""An OpenSSH server on loopback with keys of its own, and a tmux pane that works through it."""

from __future__ import annotations

import contextlib
import getpass
import os
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

DEADLINE = 30.0
"""Seconds after which what should have happened has not."""

_CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/client.pub
UsePAM no
StrictModes no
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PrintMotd no
PrintLastLog no
ClientAliveInterval 1
ClientAliveCountMax 4
LogLevel ERROR
"""


def until(condition: Callable[[], object], what: Callable[[], str] | str, deadline: float = DEADLINE) -> None:
    """Poll a condition until a deadline."""
    end = time.monotonic() + deadline
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"never came: {what if isinstance(what, str) else what()}")
        time.sleep(0.02)


class Server:
    """sshd in the foreground, with throw-away keys, stopped by its process id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("host", "client"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (folder / "config").write_text(_CONFIG.format(port=self.port, folder=folder))
        with contextlib.suppress(PermissionError):
            Path("/run/sshd").mkdir(exist_ok=True)
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["/usr/sbin/sshd", "-D", "-e", "-f", folder / "config"], stderr=log, stdin=subprocess.DEVNULL
            )
        until(self._answers, lambda: f"sshd\n{self.log.read_text()}")

    def _answers(self) -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex(("127.0.0.1", self.port)) == 0

    def client(self, command: str) -> list[str]:
        """The ssh command that runs `command` there in a terminal."""
        options = {
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
            "IdentitiesOnly": "yes",
            "EscapeChar": "none",
        }
        chosen = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        where = ["-p", str(self.port), f"{getpass.getuser()}@127.0.0.1"]
        return ["ssh", "-F", "none", "-tt", *chosen, "-i", str(self.folder / "client"), *where, command]

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Pane:
    """A tmux server of its own with one pane, in which a command runs over SSH."""

    def __init__(
        self, server: Server, command: list[str], env: Mapping[str, str], size: tuple[int, int] = (100, 30)
    ) -> None:
        self.name = f"medcab-test-{uuid4().hex[:8]}"
        self.mark = uuid4().hex
        given = {"LC_ALL": "C.UTF-8", "MARK": self.mark} | dict(env)
        there = (
            "env "
            + shlex.join([f"{name}={value}" for name, value in given.items()])
            + " "
            + shlex.join(command)
        )
        here = shlex.join(server.client(there)) + "; echo ended-$?; stty -a; exec sleep 600"
        columns, rows = size
        environ = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        start = ["new-session", "-d", "-x", str(columns), "-y", str(rows), "sh", "-c", here]
        subprocess.run(
            ["tmux", "-L", self.name, "-f", "/dev/null", "-u", *start],
            check=True,
            env=environ | {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color"},
        )

    def tmux(self, *arguments: str) -> str:
        """Run a tmux command."""
        done = subprocess.run(
            ["tmux", "-L", self.name, *arguments],
            capture_output=True,
            text=True,
            check=True,
            encoding="utf-8",
        )
        return done.stdout

    def send(self, typed: bytes | str) -> None:
        """Type these bytes, as they are."""
        raw = typed.encode() if isinstance(typed, str) else typed
        self.tmux("send-keys", "-H", *(f"{byte:02x}" for byte in raw))

    def key(self, name: str) -> None:
        """Press a key by tmux's name for it."""
        self.tmux("send-keys", name)

    def paste(self, text: str) -> None:
        """Paste, with the marks of a paste if the program asked for them."""
        self.tmux("set-buffer", "--", text)
        self.tmux("paste-buffer", "-p")

    @property
    def text(self) -> str:
        """What the pane shows."""
        return self.tmux("capture-pane", "-p")

    def state(self, name: str) -> str:
        """One of tmux's variables of the pane."""
        return self.tmux("display-message", "-p", f"#{{{name}}}").strip()

    def until_text(self, *wanted: str, deadline: float = DEADLINE) -> None:
        """Wait until the pane shows all these texts."""
        until(lambda: all(text in self.text for text in wanted), lambda: f"{wanted}\n{self.text}", deadline)

    def client_pid(self) -> int:
        """The ssh client of this pane."""
        shell = self.state("pane_pid")
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        return int(children[0])

    def far_processes(self) -> list[int]:
        """What still runs on the other side: processes that carry this pane's mark."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError):
                environ = (entry / "environ").read_bytes()
                if f"MARK={self.mark}".encode() in environ.split(b"\0"):
                    found.append(int(entry.name))
        return found

    def until_gone(self, deadline: float = DEADLINE) -> None:
        """Wait until nothing runs on the other side."""
        until(lambda: not self.far_processes(), lambda: f"the end of {self.far_processes()}", deadline)

    def close(self) -> None:
        """End the pane and what it runs."""
        with contextlib.suppress(subprocess.CalledProcessError, OSError, IndexError, ValueError):
            os.kill(self.client_pid(), signal.SIGKILL)
        with contextlib.suppress(subprocess.CalledProcessError):
            self.tmux("kill-server")
        for pid in self.far_processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
