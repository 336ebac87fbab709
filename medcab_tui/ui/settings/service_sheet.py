"""The form of a connection: a new one by its adapter, or the settings of one that there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.links import RESERVED, Link
from medcab_tui.locale import _
from medcab_tui.ui.forms.sheet import Sheet, Start
from medcab_tui.ui.widgets.lines import Line, wrap

if TYPE_CHECKING:
    from pydantic import BaseModel

    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.services.adapter import Info
    from medcab_tui.ui.forms.screen import FormScreen


class ServiceSheet(Sheet):
    """Settings of one connection. What is secret is typed here, put away, and never shown again."""

    place = "settings.service"

    def __init__(self, cabinet: Cabinet, info: Info, link: Link | None, taken: Iterable[str] = ()) -> None:
        from medcab_tui.ui.settings.service_models import NAME, form_of, spoken, starts

        self._cabinet, self._info, self._link = cabinet, info, link
        settings = info.settings()
        self._model = form_of(settings, None if link is None else link.secrets)
        self._start = starts(settings, None if link is None else link.settings)
        if link is None:
            self._start[NAME] = Start(_free_name(info.name, frozenset(taken)))
        self._title = spoken(info.title)
        self._sees = spoken(info.sees)
        self.versioned = link is not None
        self._met = link
        self.object = f"new:{info.name}" if link is None else link.id.hex()

    def title(self) -> str:
        return _("New connection") if self._link is None else _("Connection")

    def heading(self, width: int) -> list[Line]:
        name = f" · {self._link.name}" if self._link is not None else ""
        lines: list[Line] = [((f"{self._title}{name}", "text"),)]
        if self._sees:
            seen = wrap(_("It sees: {what}").format(what=self._sees), max(20, width - 2))
            lines += [((" ", ""), (line, "dim")) for line in seen]
        return lines

    def model(self) -> type[BaseModel]:
        return self._model

    def start(self) -> Mapping[str, Start]:
        return self._start

    async def theirs(self) -> Mapping[str, Start] | None:
        from medcab_tui.ui.settings.service_models import starts

        if self._link is None:
            return None
        self._met = await self._cabinet.links.one(self._link.name)
        return starts(self._info.settings(), self._met.settings)

    def settled(self) -> None:
        self._link = self._met

    async def save(self, values: BaseModel, form: FormScreen) -> Any | None:
        from medcab_tui.ui.settings.service_models import CLEAR, NAME, OF, texts_of

        texts = texts_of(values)
        link = self._link
        try:
            if link is None:
                return await self._cabinet.links.add(getattr(values, NAME), self._info.name, texts)
            optional = {
                one.field
                for one in link.secrets
                if texts.get(one.field) == CLEAR and not self._needed(one.field)
            }
            typed = {name: "" if name in optional else text for name, text in texts.items()}
            return await self._cabinet.links.change(link, typed, clear=frozenset(optional))
        except Refused as refused:
            if refused.field == "name" and refused.code.startswith("link.name"):
                refused.field = NAME
            elif refused.field is not None:
                refused.field = f"{OF}{refused.field}"
            raise

    def _needed(self, field: str) -> bool:
        return self._info.settings().model_fields[field].is_required()

    def saved(self, result: Any) -> str:
        kept = [one for one in result.secrets if one.in_keyring]
        if not result.secrets:
            return _("The connection is kept.")
        if len(kept) == len(result.secrets):
            return _("The connection is kept, its secrets lie in the keyring.")
        return _("The connection is kept, its secrets lie in the encrypted store.")


def _free_name(adapter: str, taken: frozenset[str]) -> str:
    """A name nobody has: the adapter's own, or with a number."""
    names = (adapter, *(f"{adapter}-{number}" for number in range(1, 1000)))
    return next(name for name in names if name not in taken and name not in RESERVED)
