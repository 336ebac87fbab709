"""What taking in charts costs: a Bundle of fifty megabytes, once and once more."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from carebundle import generate_cohort, to_json

from tests.benchmarks.report import Row, note

BYTES = 50_000_000
PROCESS = Path(__file__).with_name("importing.py")
ROOT = Path(__file__).parents[2]


def rows(size: int = BYTES) -> list[Row]:
    """Two rows of the report: in a process of its own, so that the memory is its own."""
    note("charts of other systems …")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundle.json"
        written(file, size)
        ran = subprocess.run(
            [sys.executable, str(PROCESS), str(Path(folder) / "store"), str(file)],
            stdout=subprocess.PIPE, text=True, check=True, env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )  # fmt: skip
    first, second = map(json.loads, ran.stdout.splitlines())
    count, megabytes = first["resources"], size // 1_000_000
    return [
        Row(
            f"import of a Bundle of {megabytes} MB, {count:,} resources",
            f"{count / first['whole']:,.0f} a second, {first['memory']:.0f} MB resident"
            f" ({first['memory'] - first['more']:.0f} before)",
            f"of the processor {first['cpu']:.1f} s of {first['whole']:.1f}",
            "2,000 a second",
        ),
        Row(
            "the same once more, nothing new",
            f"{count / second['whole']:,.0f} a second, +{second['more']:.0f} MB in both",
            "–",
            "–",
        ),
    ]


def written(file: Path, size: int) -> None:
    """One Bundle of people who never lived, of at least so many bytes."""
    with file.open("w", encoding="utf-8") as out:
        out.write('{"resourceType":"Bundle","type":"collection","entry":[')
        written, seed = 0, 0
        while written < size:
            seed += 1
            for one in generate_cohort(count=20, seed=seed, sex="mixed"):
                for entry in json.loads(to_json(one))["entry"]:
                    text = json.dumps(entry)
                    out.write("," + text if written else text)
                    written += len(text) + 1
        out.write("]}")


if __name__ == "__main__":
    for row in rows():
        print(row)
