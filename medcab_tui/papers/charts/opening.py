"""Files and folders that charts come in: which they are, and opening one to be read piece by piece."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final

from medcab_tui.domain.errors import Invalid
from medcab_tui.papers import files

ENDINGS: Final = frozenset({".json", ".ndjson", ".jsonl", ".csv", ".tsv", ".txt"})
LINES: Final = frozenset({".ndjson", ".jsonl"})
TABLES: Final = frozenset({".csv", ".tsv", ".txt"})
MOST_FILES: Final = 10_000
_PACKED: Final = (b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


def gathered(paths: Sequence[Path]) -> list[Path]:
    """The files that were named, and those in the folders that were, by name. Raises Invalid about `path`.

    In a folder only what may be a chart is taken, and no link is followed.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            inside = sorted(islice(_inside(path), MOST_FILES + 1))
            if not inside:
                raise Invalid("import.empty_folder", "path", name=path.name)
            found += inside
        else:
            found.append(path)
        if len(found) > MOST_FILES:
            raise Invalid("import.files", "path", most=str(MOST_FILES))
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(at, name)
            if path.suffix.lower() in ENDINGS and not name.startswith(".") and not path.is_symlink():
                yield path


@contextmanager
def opened(path: Path) -> Iterator[tuple[BinaryIO, int]]:
    """An ordinary file to be read from its beginning, and its size. Raises Invalid about `path`."""
    try:
        with files.reading(path) as descriptor, os.fdopen(os.dup(descriptor), "rb", buffering=0) as file:
            size = os.fstat(descriptor).st_size
            beginning = os.pread(descriptor, 8, 0)
            if not beginning:
                raise Invalid("import.blank", "path")
            if beginning.startswith(_PACKED):
                raise Invalid("import.packed", "path")
            yield file, size
    except Invalid as refused:
        refused.values.setdefault("name", path.name)
        raise


def beginning(path: Path, most: int) -> bytes:
    """The first bytes of a file."""
    with opened(path) as (file, _size):
        return file.read(most)


def same(path: Path) -> tuple[int, int, int]:
    """What a file is now; another when it was changed meanwhile."""
    state = path.stat(follow_symlinks=False)
    if not stat.S_ISREG(state.st_mode):
        raise Invalid("file.special", "path", name=path.name)
    return state.st_ino, state.st_size, state.st_mtime_ns
