"""Key slots: who can open the store, and what an altered or half-changed file leads to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcab_tui.domain.errors import Invalid, Refused, StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.store import crypto, recovery
from medcab_tui.store.crypto import STANDARD, TEST_COST, KdfCost
from medcab_tui.store.slots import SlotFile
from tests.store.stores import KEY, OTHER_KEY, STORE_ID, WORKER, Repeating, slots_of


def test_a_password_opens_what_it_was_given_for(folder: Path) -> None:
    slots_of(folder)
    slots = SlotFile.load(folder)
    assert slots.unlock("ivanova", "пароль") == KEY
    assert slots.unlock("  Ivanova ", "пароль") == KEY, "a login is trimmed and its case is nothing"
    assert slots.worker("ivanova") == WORKER
    assert slots.organisation == "Поликлиника № 3"


def test_one_password_typed_in_two_ways_is_one_password(folder: Path) -> None:
    slots = slots_of(folder)
    slots.add_password("zaytsev", "йод 5 ﬁ", KEY, worker=WORKER, cost=TEST_COST)
    slots.save()
    assert SlotFile.load(folder).unlock("zaytsev", "и\u0306од 5 fi") == KEY


@pytest.mark.parametrize(
    ("login", "password"), [("ivanova", "Пароль"), ("ivanova", ""), ("petrova", "пароль")]
)
def test_a_wrong_password_and_an_unknown_login_are_answered_alike(
    folder: Path, login: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots_of(folder)
    costs: list[KdfCost] = []
    stretch = crypto.stretch

    def counted(password: str, salt: bytes, cost: KdfCost) -> bytes:
        costs.append(cost)
        return stretch(password, salt, cost)

    monkeypatch.setattr(crypto, "stretch", counted)
    with pytest.raises(Refused) as caught:
        SlotFile.load(folder).unlock(login, password)
    assert (caught.value.code, caught.value.field, caught.value.values) == ("sign_in.wrong", None, {})
    assert costs == [TEST_COST], "an unknown login takes as long as a known one"


def test_the_file_names_nobody(folder: Path) -> None:
    slots = slots_of(folder)
    slots.add_recovery(KEY)
    slots.save()
    content = (folder / "slots.json").read_bytes()
    for secret in ("ivanova", "пароль", KEY.hex(), KEY):
        taken = secret.encode() if isinstance(secret, str) else secret
        assert taken not in content
    other = SlotFile.create(folder.parent, KEY, STORE_ID, Repeating("other"))
    assert other.name_of("ivanova") != slots.name_of("ivanova"), "hashes of two stores cannot be compared"


def test_changing_a_password_rewrites_one_slot(folder: Path) -> None:
    slots = slots_of(folder)
    slots.add_password("zaytsev", "другой", KEY, worker=Id(b"z" * 16), cost=TEST_COST)
    slots.save()
    before = _plain(folder)["slots"]

    slots = SlotFile.load(folder)
    with pytest.raises(Refused, match="wrong"):
        slots.change_password("ivanova", "не тот", "новый")
    slots.change_password("ivanova", "пароль", "новый")
    slots.save()

    after = _plain(folder)["slots"]
    assert before[1] == after[1]
    assert before[0]["sealed"] == after[0]["sealed"]
    slots = SlotFile.load(folder)
    assert slots.unlock("ivanova", "новый") == KEY
    assert slots.unlock("zaytsev", "другой") == KEY
    with pytest.raises(Refused, match="wrong"):
        slots.unlock("ivanova", "пароль")


def test_a_login_has_one_slot(folder: Path) -> None:
    slots = slots_of(folder)
    with pytest.raises(Invalid) as caught:
        slots.add_password(" IVANOVA", "x", KEY, worker=WORKER, cost=TEST_COST)
    assert (caught.value.code, caught.value.field) == ("login.taken", "login")


def test_the_recovery_code_opens_and_the_one_before_no_more(folder: Path) -> None:
    slots = slots_of(folder)
    first = slots.add_recovery(KEY)
    second = slots.add_recovery(KEY)
    slots.save()
    slots = SlotFile.load(folder)
    assert slots.recover(second) == KEY
    assert slots.recover(second.replace("-", " ").lower()) == KEY
    with pytest.raises(Refused, match=r"recovery\.wrong"):
        slots.recover(first)


def test_a_lost_password_is_replaced_by_whoever_holds_the_key(folder: Path) -> None:
    slots = slots_of(folder)
    code = slots.add_recovery(KEY)
    slots.save()
    slots = SlotFile.load(folder)
    slots.set_password("ivanova", "новый", slots.recover(code), worker=WORKER, cost=TEST_COST)
    slots.save()
    assert SlotFile.load(folder).unlock("ivanova", "новый") == KEY


@settings(deadline=None)
@given(st.binary(min_size=recovery.SECRET_LENGTH, max_size=recovery.SECRET_LENGTH))
def test_a_recovery_code_is_read_as_written(secret: bytes) -> None:
    code = recovery.written(secret)
    assert [len(group) for group in code.split("-")] == [5] * 6
    assert recovery.read(code) == secret
    assert recovery.read(code.replace("0", "О").replace("1", "l").replace("A", "А").lower()) == secret


@settings(deadline=None)
@given(st.integers(0, 29), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_slip_of_the_pen_is_noticed(place: int, letter: str) -> None:
    code = recovery.written(bytes(range(recovery.SECRET_LENGTH))).replace("-", "")
    slip = code[:place] + letter + code[place + 1 :]
    if slip == code:
        assert recovery.read(slip) == bytes(range(recovery.SECRET_LENGTH))
    else:  # one in a thousand passes the two check letters; none of these may open as the right one
        try:
            assert recovery.read(slip) != bytes(range(recovery.SECRET_LENGTH))
        except Refused as refused:
            assert refused.code == "recovery.mistyped"


@pytest.mark.parametrize("code", ["", "abc", "0" * 29, "ZZZZZ-" * 5 + "ZZZZZ", "Ж" * 30])
def test_what_cannot_be_a_code_is_said_so(code: str) -> None:
    with pytest.raises(Refused, match="mistyped"):
        recovery.read(code)


def test_a_removed_worker_cannot_open_the_next_generation(folder: Path) -> None:
    slots = slots_of(folder)
    slots.add_password("zaytsev", "другой", KEY, worker=Id(b"z" * 16), cost=TEST_COST)
    slots.save()
    slots = SlotFile.load(folder)
    slots.trust(KEY)
    slots.remove("zaytsev")
    slots.reseal(OTHER_KEY)
    slots.commit_pending()
    slots.save()
    slots = SlotFile.load(folder)
    assert slots.generation == 2
    assert slots.unlock("ivanova", "пароль") == OTHER_KEY, "nobody else's password was needed"
    assert not slots.knows(KEY)
    with pytest.raises(Refused, match="wrong"):
        slots.unlock("zaytsev", "другой")


def test_notes_sealed_without_a_key_are_read_with_one_after_a_re_key_too(folder: Path) -> None:
    slots_of(folder)
    box = SlotFile.load(folder).seal_note(b"attempt", b"purpose")
    slots = SlotFile.load(folder)
    slots.trust(KEY)
    slots.reseal(OTHER_KEY)
    slots.commit_pending()
    slots.save()
    slots = SlotFile.load(folder)
    slots.trust(OTHER_KEY)
    assert slots.open_note(box, b"purpose") == b"attempt"
    with pytest.raises(crypto.Undecipherable):
        slots.open_note(box, b"another purpose")


def test_two_who_save_at_once_do_not_overwrite_each_other(folder: Path) -> None:
    slots_of(folder)
    one, two = SlotFile.load(folder), SlotFile.load(folder)
    one.add_password("a", "1", KEY, worker=WORKER, cost=TEST_COST)
    two.add_password("b", "2", KEY, worker=WORKER, cost=TEST_COST)
    one.save()
    with pytest.raises(StoreFault, match="busy"):
        two.save()
    assert SlotFile.load(folder).names() == one.names()


@pytest.mark.parametrize(
    "cost",
    [
        {"t": 3, "m": 1 << 30, "p": 4},
        {"t": 10_000, "m": 65536, "p": 4},
        {"t": 3, "m": 65536, "p": 1000},
        {"t": 0, "m": 65536, "p": 1},
        {"t": -1, "m": 65536, "p": 1},
        {"t": 1, "m": 1, "p": 1},
    ],
)
def test_a_file_that_asks_for_a_monstrous_derivation_is_refused_before_it(
    folder: Path, cost: dict[str, int]
) -> None:
    slots_of(folder)
    plain = _plain(folder)
    plain["slots"][0]["kdf"] = cost
    _put(folder, plain)
    with pytest.raises(StoreFault, match="slots_damaged"):
        SlotFile.load(folder)


def test_slots_are_not_made_cheap() -> None:
    assert KdfCost(3, 64 * 1024, 4) == STANDARD
    assert STANDARD.strong()
    for cost in (KdfCost(1, 64 * 1024, 4), KdfCost(3, 1024, 1), KdfCost(99, 64 * 1024, 4)):
        assert not cost.strong()
    with pytest.raises(ValueError, match="caps"):
        crypto.stretch("x", b"s" * 16, KdfCost(3, 1 << 30, 4))


def test_a_cheaper_slot_is_not_added(folder: Path) -> None:
    slots = slots_of(folder)
    with pytest.raises(ValueError, match="guess"):
        slots.add_password("a", "1", KEY, worker=WORKER, cost=KdfCost(1, 8192, 1))


@pytest.mark.parametrize(
    "path",
    [
        ("slots", 0, "public"),
        ("slots", 0, "salt"),
        ("slots", 0, "private"),
        ("slots", 0, "worker"),
        ("slots", 0, "sealed", "1"),
        ("store_public",),
        ("store",),
        ("checks", "1"),
        ("macs", "1"),
        ("store_private", "1"),
    ],
)
def test_an_altered_field_never_gives_the_key(folder: Path, path: tuple[Any, ...]) -> None:
    """A stranger's public half in a slot would receive the next data key."""
    slots_of(folder)
    plain = _plain(folder)
    place = plain
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = _turned(place[path[-1]])
    _put(folder, plain)
    slots = SlotFile.load(folder)
    with pytest.raises(Refused) as caught:
        slots.unlock("ivanova", "пароль")
    assert caught.value.code in {"sign_in.wrong", "store.slots_damaged", "store.wrong_key"}
    with pytest.raises(StoreFault):
        slots.trust(KEY)


def test_a_slot_taken_away_or_put_in_is_noticed_when_the_key_is_known(folder: Path) -> None:
    slots_of(folder)
    plain = _plain(folder)
    stranger = dict(plain["slots"][0], name="0" * 32)
    for forged in ([], [*plain["slots"], stranger]):
        _put(folder, plain | {"slots": forged})
        with pytest.raises(StoreFault, match="slots_damaged"):
            SlotFile.load(folder).trust(KEY)


def test_a_file_nobody_proved_a_key_for_is_not_saved(folder: Path) -> None:
    slots_of(folder)
    slots = SlotFile.load(folder)
    slots.remove("ivanova")
    before = (folder / "slots.json").read_bytes()
    with pytest.raises(StoreFault):
        slots.save()
    assert (folder / "slots.json").read_bytes() == before


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=200) | st.text(max_size=60).map(str.encode))
def test_any_damage_is_a_fault_and_never_a_crash(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("slots")
    (folder / "slots.json").write_bytes(content)
    with pytest.raises(StoreFault, match="slots_damaged"):
        SlotFile.load(folder)
    assert (folder / "slots.json").read_bytes() == content, "never silently reset"


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "null",
        "{}",
        "1",
        '"x"',
        '{"format": 1}',
        '{"format": "x"}',
        '{"format": 1, "macs": []}',
        "[" * 99999,
    ],
)
def test_json_that_is_no_slot_file_is_refused(folder: Path, content: str) -> None:
    (folder / "slots.json").write_text(content)
    with pytest.raises(StoreFault, match="slots_damaged"):
        SlotFile.load(folder)


def test_a_missing_and_a_newer_file_are_told_apart(folder: Path) -> None:
    with pytest.raises(StoreFault, match="missing"):
        SlotFile.load(folder)
    slots_of(folder)
    _put(folder, _plain(folder) | {"format": 2})
    with pytest.raises(StoreFault, match="newer"):
        SlotFile.load(folder)


@settings(deadline=None)
@given(st.binary(max_size=64), st.binary(max_size=32), st.integers(0, 10_000))
def test_a_sealed_box_opens_whole_or_not_at_all(secret: bytes, bound: bytes, at: int) -> None:
    random = Repeating()
    private, public = crypto.key_pair(random)
    box = crypto.seal(public, secret, bound, random)
    assert crypto.unseal(private, box, bound) == secret
    place = at % len(box)
    for altered, context in (
        (box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :], bound),
        (box[:place], bound),
        (box, bound + b"x"),
    ):
        with pytest.raises(crypto.Undecipherable):
            crypto.unseal(private, altered, context)


def _plain(folder: Path) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads((folder / "slots.json").read_text())
    return plain


def _put(folder: Path, plain: dict[str, Any]) -> None:
    (folder / "slots.json").write_text(json.dumps(plain, ensure_ascii=False))


def _turned(value: str) -> str:
    """The same length, one digit another."""
    return value[:-1] + ("0" if value[-1] != "0" else "1")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("slots", 0, "salt"), "00"),
        (("slots", 0, "salt"), ""),
        (("store_public",), "00"),
        (("login_key",), ""),
        (("format",), float("inf")),
        (("generation",), float("inf")),
        (("slots", 0, "kdf", "m"), float("inf")),
        (("slots", 0, "kdf", "t"), float("nan")),
    ],
)
def test_lengths_and_numbers_no_writer_gives_are_damage(
    folder: Path, path: tuple[Any, ...], value: object
) -> None:
    slots_of(folder)
    plain = _plain(folder)
    place = plain
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    _put(folder, plain)
    with pytest.raises(StoreFault, match="slots_damaged"):
        SlotFile.load(folder)


def test_a_public_half_of_low_order_is_damage_before_anybody_signs_in(folder: Path) -> None:
    slots_of(folder)
    _put(folder, _plain(folder) | {"store_public": "00" * 32})
    with pytest.raises(StoreFault, match="slots_damaged"):
        SlotFile.load(folder).seal_note(b"note", b"attempt")
