"""Charts out of files: a Bundle, NDJSON or a table of any length, and files that mean harm."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid
from medcab_tui.papers.charts import json_text, opening, tables
from medcab_tui.papers.charts.resources import Broken, Found, check_kind, resources

PATIENT = {"resourceType": "Patient", "id": "1", "name": [{"family": "Иванов", "given": ["Пётр"]}]}


def bundle(*resources: Any, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        **more,
        "entry": [{"resource": r} for r in resources],
    }


def read(path: Path, content: str | bytes, name: str = "") -> list[Found | Broken]:
    path = path.with_name(name) if name else path
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(resources(path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "charts.json"


def observations(count: int) -> list[dict[str, Any]]:
    return [
        {"resourceType": "Observation", "id": str(n), "valueQuantity": {"value": n}} for n in range(count)
    ]


def test_resources_come_in_order_however_they_are_wrapped(path: Path) -> None:
    whole = json.dumps(bundle(PATIENT, *observations(3)), ensure_ascii=False, indent=1)
    found = read(path, whole)
    assert [(one.place, one.resource["resourceType"]) for one in found if isinstance(one, Found)] == [
        (1, "Patient"), *((n, "Observation") for n in (2, 3, 4)),
    ]  # fmt: skip
    assert found[0].resource == PATIENT  # type: ignore[union-attr]
    assert [one.resource for one in read(path, json.dumps(PATIENT))] == [PATIENT]  # type: ignore[union-attr]
    assert len(read(path, json.dumps([PATIENT, *observations(2)]))) == 3
    assert len(read(path, "\ufeff" + whole)) == 4
    assert len(read(path, whole.encode("utf-16"))) == 4
    assert len(read(path, whole + "\n" + whole)) == 8, "one document after another"
    assert read(path, json.dumps(bundle())) == []
    nested = read(path, json.dumps(bundle(bundle(PATIENT), PATIENT)))
    assert [one.place for one in nested] == [1, 2]


def test_the_kind_of_a_bundle_may_stand_after_its_entries_and_a_list_is_no_bundle(path: Path) -> None:
    late = {"entry": [{"fullUrl": "urn:uuid:a", "resource": PATIENT}], "resourceType": "Bundle"}
    (found,) = read(path, json.dumps(late))
    assert isinstance(found, Found)
    assert (found.url, found.resource) == ("urn:uuid:a", PATIENT)
    listed = {"resourceType": "List", "id": "l", "entry": [{"item": {"reference": "Patient/1"}}]}
    assert [one.resource for one in read(path, json.dumps(listed))] == [listed]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ('{"resource": {"resourceType": "A", "x": NaN}}', "import.number"),
        ('{"resource": {"resourceType": "A", "x": 1e999999}}', "import.number"),
        ('{"resource": {"resourceType": "A", "x": ' + "9" * 5000 + "}}", "import.number"),
        ('{"resource": {"resourceType": "A", "x": 1, "x": 2}}', "import.twice"),
        ('{"resource": {"resourceType": "A", "x": "\\ud800"}}', "import.letters"),
        ('{"resource": {"resourceType": "A", "x": ' + "[" * 70 + "]" * 70 + "}}", "import.deep"),
        ('{"resource": {"resourceType": "A", "x": ' + "[" * 100_000 + "]" * 100_000 + "}}", "import.deep"),
        ('{"resource": {"resourceType": "A", "x": tru}}', "import.json"),
        ('{"resource": {"resourceType": "A", "x": "\n"}}', "import.json"),
        ('{"request": {"method": "DELETE"}}', "import.no_resource"),
        ('{"resource": {"no": "type"}}', "import.no_resource"),
        ('{"resource": {"resourceType": "' + "A" * 65 + '"}}', "import.no_resource"),
        ("17", "import.no_resource"),
        ("nul", "import.json"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_one_bad_entry_costs_no_other(path: Path, entry: str, reason: str) -> None:
    good = json.dumps({"resource": PATIENT})
    text = '{"resourceType": "Bundle", "entry": [' + ", ".join((good, entry, good)) + "]}"
    first, broken, last = read(path, text)
    assert broken == Broken(2, reason)
    assert isinstance(first, Found)
    assert isinstance(last, Found)
    assert last.place == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "import.blank"),
        ("PK\x03\x04 packed", "import.packed"),
        ("<Bundle/>", "import.not_json"),
        ('{"resourceType": "Bundle", "entry": [{"resource": {"a"', "import.cut"),
        ('{"resourceType": "Bundle", "entry": [', "import.cut"),
        ('{"resourceType": "Bundle", "entry": [{"resource": {"a": "unclosed}}]}', "import.cut"),
        ('{"resourceType": "Bundle", "entry": [1 2]}', "import.json"),
        ('{"resourceType": "Bundle", "entry": [1]} extra', "import.json"),
        ('{"resourceType": "Bundle" "entry": []}', "import.json"),
        ('{"resourceType": "Bundle", "entry": [}]}', "import.json"),
        ("{]", "import.json"),
        ('{"a": 1}]', "import.json"),
        ('{"\\ud800": 1}', "import.json"),
    ],
)
def test_a_file_that_cannot_be_read_on_says_where(path: Path, content: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(path, content)
    assert caught.value.code == code
    assert caught.value.field == "path"


def test_other_letters_than_utf8_are_named(path: Path) -> None:
    with pytest.raises(Invalid, match=r"import\.bytes"):
        read(path, json.dumps(bundle(PATIENT), ensure_ascii=False).encode("cp1251"))
    broken, good = read(
        path, json.dumps(PATIENT, ensure_ascii=False).encode("cp1251") + b"\n{}\n", "a.ndjson"
    )
    assert broken == Broken(1, "import.bytes")
    assert good == Broken(2, "import.no_resource")


def test_lines_stand_alone(path: Path) -> None:
    lines = [
        json.dumps(PATIENT),
        "",
        "{broken",
        json.dumps(bundle(PATIENT, PATIENT)),
        json.dumps(PATIENT) + " x",
    ]
    found = read(path, "\ufeff" + "\r\n".join(lines), "bulk.ndjson")
    told = [one.reason if isinstance(one, Broken) else one.place for one in found]
    assert told == [1, "import.json", 4, 4, "import.json"]


def test_links_folders_and_devices_are_no_files(tmp_path: Path, path: Path) -> None:
    path.write_text(json.dumps(bundle(PATIENT)))
    link = tmp_path / "link.json"
    link.symlink_to(path)
    for wrong, code in ((link, "file.link"), (tmp_path, "file.folder"), (Path("/dev/zero"), "file.special")):
        with pytest.raises(Invalid, match=code.replace(".", r"\.")):
            list(resources(wrong))
    folder = tmp_path / "folder" / "deeper"
    folder.mkdir(parents=True)
    (folder / "b.NDJSON").write_text("{}")
    (folder / "a.json").write_text("{}")
    (folder / "notes.doc").write_text("no")
    (folder / ".hidden.json").write_text("{}")
    (folder / "linked.json").symlink_to(path)
    (folder / "around").symlink_to(tmp_path)
    assert [one.name for one in opening.gathered([tmp_path / "folder", path, path])] == [
        "a.json", "b.NDJSON", "charts.json",
    ]  # fmt: skip
    (tmp_path / "empty").mkdir()
    with pytest.raises(Invalid, match=r"import\.empty_folder"):
        opening.gathered([tmp_path / "empty"])


def test_a_name_without_end_and_a_folder_without_end_are_refused(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_text, "LONGEST", 1000)
    with pytest.raises(Invalid, match=r"import\.json"):
        read(path, '{"' + "a" * 2_000_000 + '": 1}')
    monkeypatch.setattr(opening, "MOST_FILES", 3)
    for name in "abcd":
        path.with_name(f"{name}.json").write_text("{}")
    with pytest.raises(Invalid, match=r"import\.files"):
        opening.gathered([path.parent])


def endless(count: int) -> Iterator[bytes]:
    yield b'{"resourceType":"Bundle","entry":['
    for number in range(count):
        yield b'%s{"resource":%s}' % (b"," if number else b"", json.dumps(PATIENT | {"id": number}).encode())
    yield b"]}"


class Trickle(io.RawIOBase):
    """A file that gives a few bytes at a time, and is nowhere whole."""

    def __init__(self, parts: Iterator[bytes], most: int = 7919) -> None:
        self._parts, self._rest, self._most = parts, b"", most

    def read(self, size: int = -1) -> bytes:
        wanted = min(size, self._most)
        while len(self._rest) < wanted and (part := next(self._parts, b"")):
            self._rest += part
        piece, self._rest = self._rest[:wanted], self._rest[wanted:]
        return piece


def test_memory_holds_one_entry_however_many_there_are() -> None:
    from medcab_tui.papers.charts.resources import _documents

    def peak(count: int) -> int:
        tracemalloc.start()
        file: Any = Trickle(endless(count), 65_536)
        assert sum(1 for _ in _documents(json_text.JsonText(file, lambda _n: None))) == count
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    few, many = peak(2_000), peak(20_000)
    assert many < few + 200_000, (few, many)


def test_a_value_without_end_is_passed_over_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    from medcab_tui.papers.charts.resources import _documents

    monkeypatch.setattr(json_text, "LONGEST", 100_000)

    def parts() -> Iterator[bytes]:
        yield b'[{"resourceType":"A","x":"'
        for _ in range(3_000):
            yield b"\\\\ x " * 1_000
        yield b'"},{"resourceType":"B"}]'

    tracemalloc.start()
    file: Any = Trickle(parts(), 65_536)
    first, second = _documents(json_text.JsonText(file, lambda _n: None))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert first == Broken(1, "import.long")
    assert isinstance(second, Found)
    assert peak < 4_000_000, "of fifteen megabytes"


def test_a_line_without_end_is_passed_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medcab_tui.papers.charts.resources.LONGEST", 1_000)
    line = json.dumps(PATIENT)
    found = read(path, f"{line}\n{'x' * 2_000_000}\n{line}", "bulk.jsonl")
    assert [one.reason if isinstance(one, Broken) else one.place for one in found] == [1, "import.long", 3]


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(plain, max_size=6), st.integers(1, 40), st.booleans())
def test_what_json_reads_is_what_comes_at_any_size_of_pieces(
    values: list[Any], piece: int, ascii_: bool
) -> None:
    whole = json.dumps(values, ensure_ascii=ascii_).encode("utf-8", "surrogatepass")
    try:
        whole.decode()
    except UnicodeDecodeError:
        return
    file: Any = Trickle(iter([whole]), piece)
    text = json_text.JsonText(file, lambda _n: None)
    text.take("[")
    found, more = [], not text.opens_empty("]")
    while more:
        found.append(text.value())
        more = text.next_in("]")
    assert found == values
    assert text.peek() == ""


@settings(max_examples=80, deadline=None)
@given(
    st.binary(max_size=80) | st.text('{}[]":,\\ntrue1e.- \u00e9', max_size=60).map(str.encode),
    st.integers(1, 9),
)
def test_nothing_that_comes_makes_it_raise_anything_else(content: bytes, piece: int) -> None:
    from medcab_tui.papers.charts.resources import _documents

    file: Any = Trickle(iter([b'{"resourceType":"Bundle","entry":[' + content]), piece)
    try:
        list(_documents(json_text.JsonText(file, lambda _n: None)))
    except Invalid as refused:
        assert refused.code.startswith("import.")


def test_numbers_keep_their_digits(path: Path) -> None:
    (found,) = read(path, '{"resourceType": "Observation", "value": 7.90, "low": 1e-3, "n": -12}')
    assert isinstance(found, Found)
    assert str(found.resource["value"]) == "7.90"
    assert found.resource["low"] == Decimal("0.001")
    assert found.resource["n"] == -12


# Tables.

LIST = 'Фамилия;Имя;Дата рождения\nИванов;"Пётр; мл.";14.03.1958\n\nЛи;Бо\n;;;лишнее\n'


def table(path: Path, content: bytes) -> tuple[tables.Kind, list[tables.Row]]:
    path = path.with_suffix(".csv")
    path.write_bytes(content)
    kind = tables.kind_of(path)
    return kind, list(tables.rows_of(path, kind))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_tables_in_letters_of_any_kind(path: Path, encoding: str) -> None:
    kind, rows = table(path, LIST.encode(encoding))
    assert kind.headings == ("Фамилия", "Имя", "Дата рождения")
    assert (kind.delimiter, kind.rows) == (";", 3)
    assert rows == [
        tables.Row(2, ("Иванов", "Пётр; мл.", "14.03.1958")),
        tables.Row(4, ("Ли", "Бо")),
        tables.Row(5, ("", "", "", "лишнее"), "import.cells"),
    ]


def test_tables_are_divided_by_what_divides_the_headings(path: Path) -> None:
    for divider in ",;\t|":
        kind, rows = table(path, divider.join("abc").encode() + b"\n" + divider.join("123").encode())
        assert (kind.delimiter, rows[0].cells) == (divider, ("1", "2", "3"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no headings at all\n1", "import.no_table"),
        (b"a;b\n1;\0\0\0", "import.not_text"),
        (b'a;b\n1;"unclosed\n2;3\n', "import.quote"),
        ("Фамилия;Имя\n".encode() + b"\xd0;" + "Ы".encode() * 50, "import.not_utf8"),
        (b"a;b\n" + b"x" * 300_000, "import.long_line"),
        (b"", "import.blank"),
    ],
)
def test_what_is_no_table_says_so(path: Path, content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        table(path, content)
    assert caught.value.code == code


def test_what_a_file_is_shows_at_its_beginning(path: Path) -> None:
    for name, content, kind in (
        ("a.json", " {}", "json"), ("a.ndjson", "x", "json"), ("a.csv", "a;b", "table"),
        ("a.csv", "[1]", "json"),
        ("a.txt", "a\tb", "table"), ("noname", "\ufeff[", "json"),
    ):  # fmt: skip
        one = path.with_name(name)
        one.write_text(content)
        assert check_kind(one) == kind
    path.write_text("a;b")
    with pytest.raises(Invalid, match=r"import\.not_json"):
        check_kind(path)
