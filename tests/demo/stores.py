"""Stores of the demo that are built once in a process and copied: many tapes begin in the same one.

What a build leaves is its folder and how far chance and ids went; both are given back, so that a tape on a
copy shows the same screens as on a store of its own. That building repeats is proved by `test_same_store`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from medcab_tui.cabinet.surroundings import CountedIds, SeededRandom, Surroundings
from medcab_tui.demo import cast
from medcab_tui.demo.tape.commands import DEFAULT_SEED


@dataclass(frozen=True)
class _Built:
    folder: Path
    chance: Any
    ids: tuple[int, int]


class Stores:
    """Stands in for the building: the first of a kind is built, the others are its copies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._built: dict[object, _Built] = {}
        self._build = cast.build

    async def build(
        self,
        folder: Path,
        patients: int,
        *,
        surroundings: Surroundings,
        seed: int = DEFAULT_SEED,
        **others: Any,
    ) -> None:
        """As `cast.build`; progress is told to nobody when a copy is enough."""
        chance, ids = surroundings.random, surroundings.ids
        assert isinstance(chance, SeededRandom)
        assert isinstance(ids, CountedIds)
        kind = (patients, surroundings.clock.now(), surroundings.zone, seed, others["cost"])
        built = self._built.get(kind)
        if built is None:
            await self._build(folder, patients, surroundings=surroundings, seed=seed, **others)
            kept = shutil.copytree(folder, self._folder / str(len(self._built)))
            self._built[kind] = _Built(kept, chance._source.getstate(), (ids._stamp, ids._count))
        else:
            shutil.copytree(built.folder, folder, dirs_exist_ok=True)
            chance._source.setstate(built.chance)
            ids._stamp, ids._count = built.ids


@pytest.fixture(scope="session")
def _stores(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    return Stores(tmp_path_factory.mktemp("demo-stores"))


@pytest.fixture
def copied(_stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tapes of this test begin in copies."""
    monkeypatch.setattr(cast, "build", _stores.build)
