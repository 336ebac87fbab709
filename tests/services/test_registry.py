"""Adapters are found without being trusted: whatever a package brings, the others work."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from medcab_tui.services import registry
from medcab_tui.services.registry import AdapterFault, Wrong
from tests.services.installing import registered

GOOD = """
from pydantic import BaseModel
from medcab_tui.domain.exchange import Capability
from medcab_tui.services.adapter import Info

class Settings(BaseModel):
    place: str = "here"

class Nested(BaseModel):
    inner: Settings = Settings()

def about(name, **of):
    given = dict(name=name, title={"en": name}, capabilities=frozenset({Capability.MAIL}),
                 settings=lambda: Settings)
    return Info(**{**given, **of})

class Base:
    def __init__(self, given): self.given = given
    async def check(self): ...
    async def pull(self, since): ...
    async def push(self, operation): ...
    async def close(self): ...
"""
ADAPTERS = (
    GOOD
    + """
class Good(Base): info = about("good")
class Named(Base): info = about("otherwise")
class Untitled(Base): info = about("untitled", title={"ru": "Без"})
class Incapable(Base): info = about("incapable", capabilities={"mail"})
class Takes(Base): info = about("takes", takes={"a": 1})
class Deep(Base): info = about("deep", settings=lambda: Nested)
class NoModel(Base): info = about("no_model", settings=lambda: dict)
def raises(): raise ValueError("no settings today")
class Raises(Base): info = about("raises", settings=raises)
class NoInfo(Base): info = {"name": "no_info"}
class NoPush(Base):
    info = about("no_push")
    push = None
nothing = 5
"""
)
WRONG = {
    "named": ("Named", Wrong.NAME, "otherwise"),
    "untitled": ("Untitled", Wrong.ABOUT, "title"),
    "incapable": ("Incapable", Wrong.ABOUT, "capabilities"),
    "takes": ("Takes", Wrong.ABOUT, "takes"),
    "deep": ("Deep", Wrong.ABOUT, "settings.inner"),
    "no_model": ("NoModel", Wrong.ABOUT, "settings"),
    "raises": ("Raises", Wrong.SHAPE, "no settings today"),
    "no_info": ("NoInfo", Wrong.SHAPE, "info"),
    "no_push": ("NoPush", Wrong.SHAPE, "push"),
    "nothing": ("nothing", Wrong.SHAPE, "not a class"),
    "gone": ("Gone", Wrong.IMPORT, "Gone"),
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    entries = {name: f"odd_adapters:{kind}" for name, (kind, _wrong, _told) in WRONG.items()}
    registered(folder, "odd", {"good": "odd_adapters:Good", **entries}, odd_adapters=ADAPTERS)
    registered(
        folder,
        "worse",
        {"good": "odd_adapters:Good", "leaves": "leaves:X", "breaks": "breaks:X", "absent": "not_there:X"},
        leaves="import sys\nsys.exit(3)\n",
        breaks="x = 1 / 0\n",
    )
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in ("odd_adapters", "leaves", "breaks", "hangs"):
        sys.modules.pop(name, None)


@pytest.mark.capability("C187")
def test_every_adapter_is_listed_and_the_broken_ones_with_the_reason(site: Path) -> None:
    found = {(one.name, one.package): one for one in registry.register()}
    assert found["embedded", "medcab-tui"].wrong is None
    good = found["good", "odd"]
    assert good.info is not None
    assert (good.version, good.info.title) == ("1.0", {"en": "good"})
    for name, (_kind, wrong, told) in WRONG.items():
        one = found[name, "odd"]
        assert (one.wrong, one.adapter, one.info) == (wrong, None, None), name
        assert told in one.told, name
    assert (found["good", "worse"].wrong, found["good", "worse"].told) == (Wrong.DUPLICATE, "odd")
    assert found["leaves", "worse"].told == "SystemExit: 3"
    assert found["breaks", "worse"].told.startswith("ZeroDivisionError")
    assert found["absent", "worse"].wrong is Wrong.IMPORT
    assert registry.usable(registry.load("good"))[1].name == "good"
    with pytest.raises(AdapterFault) as fault:
        registry.usable(registry.load("leaves"))
    assert fault.value.wrong is Wrong.IMPORT
    assert registry.load("nobody").wrong is Wrong.MISSING


def test_ours_are_not_taken_over_by_a_package_that_calls_its_own_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registered(tmp_path / "site", "aaa", {"smtp": "stolen:X"}, stolen="X = 5\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert registry.load("smtp").package == "medcab-tui"
    stolen = [one for one in registry.register() if one.package == "aaa"]
    assert [(one.wrong, one.told) for one in stolen] == [(Wrong.DUPLICATE, "medcab-tui")]
    assert "stolen" not in sys.modules, "it is not even imported"


def test_one_that_hangs_while_it_is_imported_is_left(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = site / "go-on"
    hangs = f"import os, time\nwhile not os.path.exists({str(go_on)!r}): time.sleep(0.01)\n"
    registered(site, "slow", {"hangs": "hangs:X"}, hangs=hangs)
    monkeypatch.setattr(registry, "SECONDS", 0.2)
    began = time.monotonic()
    assert [registry.load("hangs").wrong for _again in range(5)] == [Wrong.HANGING] * 5
    assert time.monotonic() - began < 10, "one that hangs is not waited for again"
    go_on.touch()
    registry._LOADING["hangs:X"].result(10)
    assert registry.load("hangs").wrong is Wrong.IMPORT, "its module has no X"


def test_looking_for_adapters_loads_none(site: Path) -> None:
    assert {"good", "leaves", "embedded"} <= {entry.name for entry in registry.entries()}
    assert not {"odd_adapters", "leaves"} & set(sys.modules)


async def test_work_of_an_adapter_is_bounded_and_may_not_leave_the_process() -> None:
    assert await registry.off_the_loop(lambda: 5) == 5
    with pytest.raises(TimeoutError):
        await registry.off_the_loop(lambda: time.sleep(0.5), 0.05)
    with pytest.raises(RuntimeError, match="SystemExit"):
        await registry.off_the_loop(lambda: sys.exit(3))
