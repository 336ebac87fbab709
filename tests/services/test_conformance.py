"""The suite for adapters: ours pass, a third party's passes, one that lies fails with the reason."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.peers.certificates import Certificates, certificates  # noqa: F401 - a fixture
from tests.peers.gateway import Gateway, serving
from tests.peers.mail import Mailroom, listening
from tests.services.installing import registered, whiteboard

SECRET = "canary-of-the-settings"
RUN = ("-m", "pytest", "-q", "--no-header", "--pyargs", "medcab_tui.services.conformance")
ALONE = ("-p", "medcab_tui.services.conformance.plugin", "-p", "no:cacheprovider")
"""Without the plug-ins of this project's own tests, which the suite needs none of."""


async def suite(
    folder: Path,
    adapter: str,
    settings: dict[str, Any] | None = None,
    site: Path | None = None,
    how: tuple[str, ...] = ALONE,
) -> str:
    """Runs it as its author would; gives what pytest said."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps(settings or {}), encoding="utf-8")
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    if how:
        environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    if site is not None:
        environment["PYTHONPATH"] = str(site)
    asked = (*RUN, *how, "--adapter", adapter, "--settings", "settings.json")
    ran = await asyncio.create_subprocess_exec(
        sys.executable, *asked, cwd=folder, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    told, _nothing = await asyncio.wait_for(ran.communicate(), 100)
    return told.decode()


def passed(told: str) -> None:
    assert re.search(r"^31 passed", told, re.MULTILINE), told[-3000:]
    assert SECRET not in told


@pytest.mark.capability("C187", "C189")
async def test_the_stand_in_passes(tmp_path: Path) -> None:
    told = await suite(tmp_path, "embedded", how=())
    passed(told)
    assert "not shown" not in told, "it answers everything"


async def test_mail_passes_against_a_real_server(tmp_path: Path, certificates: Certificates) -> None:  # noqa: F811
    room = Mailroom(accounts={"a": SECRET})
    async with listening(room, certificates.server("good")):
        settings = {
            "host": "127.0.0.1", "port": room.port, "security": "starttls", "login": "a", "password": SECRET,
            "sender": "cabinet@clinic.test", "authorities": str(certificates.authority),
        }  # fmt: skip
        passed(await suite(tmp_path, "smtp", settings))
    assert room.letters
    assert all(room.encrypted)


async def test_sms_passes_against_a_gateway(tmp_path: Path) -> None:
    with serving(Gateway(token=f"Bearer {SECRET}")) as gateway:
        told = await suite(
            tmp_path,
            "sms",
            {
                "origin": gateway.origin, "path": "/v1/send", "token": SECRET, "id_path": "messages.0.id",
                "state_path": "messages.0.status", "taken": "accepted, queued",
                "words_path": "messages.0.reason", "status_path": "/v1/status/{id}",
            },
        )  # fmt: skip
        passed(told)
        assert gateway.sent


@pytest.mark.capability("C189", "C190")
async def test_a_third_partys_adapter_passes_without_a_change_to_ours(tmp_path: Path) -> None:
    site = whiteboard(tmp_path)
    told = await suite(tmp_path / "run", "whiteboard", {"corridor": "2", "chalk": SECRET}, site)
    assert "The board does not know this word" not in told
    passed(told)
    told = await suite(tmp_path / "run", "whiteboard", {"corridor": "2"}, site, how=(*ALONE, "-x"))
    assert "settings are needed: --settings FILE.json with chalk" in told
    told = await suite(tmp_path / "run", "nobody", site=site, how=(*ALONE, "-x"))
    assert "the adapter «nobody» cannot be used: missing" in told
    assert "whiteboard" in told


LIAR = """
import time
from itertools import count
from pathlib import Path
from typing import Literal
from pydantic import BaseModel, SecretStr
from medcab_tui.domain.exchange import Capability, Change, Checked, Receipt, Unwell, Way
from medcab_tui.services.adapter import Info

class Settings(BaseModel):
    word: SecretStr

class Liar:
    info = Info("liar", {"en": "Liar"}, frozenset({Capability.DOCUMENTS}), lambda: Settings,
                takes=frozenset({"document"}), gives=frozenset({"result"}))
    numbers, checked = count(), count()

    def __init__(self, given):
        self.word = given.settings.word.get_secret_value()

    async def check(self):
        if not next(self.checked):
            time.sleep(1.6)
        return Checked("well")

    async def push(self, operation):
        if not operation.body:
            raise KeyError("title")
        if operation.files:
            Path("liar.tmp").write_bytes(operation.files[0].content)
        raw = self.word if operation.body.get("title") == 5 else ""
        return Receipt(Way.REGISTERED, number=str(next(self.numbers)), raw=raw)

    async def pull(self, since):
        if since not in ("", "1"):
            raise ValueError(since)
        yield Change("result", "1", body={})
        yield Change("patient", "2", body={})

    async def close(self):
        if hasattr(self, "closed"):
            raise Unwell("closed already")
        self.closed = True
"""


async def test_a_lying_one_fails_and_is_told_where(tmp_path: Path) -> None:
    site = registered(tmp_path / "site", "liar", {"liar": "liar:Liar"}, liar=LIAR)
    told = " ".join((await suite(tmp_path / "run", "liar", {"word": SECRET}, site)).split())
    for words in (
        "info.usage has a text in «en»",
        "a secret of its settings stands in what it said",
        "check blocks the event loop for 1.",
        "«document» with the same key gives another receipt",
        "push of a kind that is not in info.takes raises Rejected, not Receipt",
        "push of «document» raised builtins.KeyError: only faults of medcab_tui.domain.exchange may leave",
        "it wrote outside its notebook: ['open: liar.tmp",
        "a change of kind «patient», which info.gives has not",
        "pull raised builtins.ValueError",
        "Unwell",
    ):
        assert words in told, words
