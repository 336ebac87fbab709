"""Two versions of one card: merged by field on the screen that merges everything, and kept as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.chart import details_of
from medcab_tui.domain.errors import Forbidden, Refused
from medcab_tui.domain.exchange_patient import FIELDS, details_from, fields_of
from medcab_tui.domain.identifiers import print_passport, print_phone, print_policy, print_snils
from medcab_tui.domain.ids import Id
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _
from medcab_tui.ui.comparing.merge import Asked, MergeScreen, Settled
from medcab_tui.ui.links.words import FIELDS as NAMES
from medcab_tui.ui.links.words import service_words

if TYPE_CHECKING:
    from medcab_tui.cabinet.actions import Action, Outcome
    from medcab_tui.domain.exchange_rows import Conflict
    from medcab_tui.domain.patients import Patient
    from medcab_tui.ui.app import MedcabApp
    from medcab_tui.ui.widgets.lines import Line

_PRINTED: Final = {
    "snils": print_snils, "policy": print_policy, "passport": print_passport,
    "phone": print_phone, "phone2": print_phone,
}  # fmt: skip
_PICKED: Final = frozenset({"sex", "policy_kind"})


async def open_conflict(app: MedcabApp, which: Id) -> None:
    """Both versions field by field, with what both had seen; what is chosen is kept and sent."""
    cabinet = app.cabinet
    if cabinet is None:
        return
    try:
        if not cabinet.worker.may(Permission.AMEND_PATIENT):
            raise Forbidden("forbidden", permission=Permission.AMEND_PATIENT.value)
        conflict = await cabinet.exchange.conflict(which)
        if conflict.settled is not None:
            raise Refused("conflict.settled")
        card = await cabinet.patients.card(conflict.object)
        links = await cabinet.links.all()
    except Refused as refused:
        app.report(refused)
        return
    person = card.patient

    async def settled(taken: Settled | None) -> None:
        if taken is not None:
            await _resolve(app, conflict, person, {name: one.text for name, one in taken.items()})

    by = service_words(conflict.service, links)
    screen = MergeScreen(lambda _width: _about(person), _asked(conflict, person), by, _("it stands so"))
    await app.push_screen(screen, settled)


def _about(person: Patient) -> list[Line]:
    name = " ".join(filter(None, (person.surname, person.given, person.patronymic)))
    return [((name, "bold"), (f"  {person.birth.isoformat()}", "dim"))]


def _asked(conflict: Conflict, person: Patient) -> list[Asked]:
    """What the card says now against what the service says."""
    mine = fields_of(details_of(person))
    return [
        Asked(
            name,
            _(NAMES[name]),
            shown(name, conflict.base[name]) if name in conflict.base else None,
            shown(name, mine[name]),
            shown(name, conflict.theirs.get(name, "")),
            free=name not in _PICKED,
        )
        for name in FIELDS
    ]


def shown(name: str, text: str) -> str:
    """A field of a card as people read it."""
    from medcab_tui.domain.chart import POLICY_KINDS
    from medcab_tui.domain.patients import Sex
    from medcab_tui.ui.patients.printing import SEXES

    if name == "sex" and text:
        return _(SEXES[Sex(text)])
    if name == "policy_kind":
        return next((one.display for one in POLICY_KINDS if one.code == text), text)
    return _PRINTED[name](text) if name in _PRINTED and text else text


def meant(name: str, text: str, sides: tuple[str, ...]) -> str:
    """What was chosen, as it is kept: one of the sides where it reads like one, else what was written."""
    return next((side for side in sides if shown(name, side) == text), text)


async def _resolve(app: MedcabApp, conflict: Conflict, person: Patient, taken: Mapping[str, str]) -> None:
    from medcab_tui.cabinet.exchange_actions import ReopenConflict, ResolveConflict

    cabinet = app.cabinet
    if cabinet is None:
        return
    mine = fields_of(details_of(person))
    chosen = {
        name: meant(name, taken[name], (mine[name], conflict.theirs.get(name, "")))
        if name in taken
        else mine[name]
        for name in FIELDS
    }
    new, around = cabinet.surroundings.ids.new, cabinet.surroundings
    try:
        details = details_from(chosen, day_in(around.clock.now(), around.zone))
    except Refused as refused:
        app.report(refused)
        return

    def back(outcome: Outcome[Id]) -> Action[Any]:
        return ReopenConflict(new(), conflict.id, outcome.version or 0)

    action = ResolveConflict(new(), conflict.id, conflict.version, person.version, details)
    told = _("Both versions are one now")
    if chosen != conflict.theirs:
        told = _("Both versions are one; the service is told in 15 s")
    await app.act(action, told=told, undo=back)
