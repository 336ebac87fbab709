"""The first run: whose cabinet this is, and who opens it."""

from __future__ import annotations

from medcab_tui.domain.errors import Refused
from medcab_tui.domain.passwords import check_seed
from medcab_tui.locale import _
from medcab_tui.ui.door.code import CodeShown
from medcab_tui.ui.door.fields import DoorField
from medcab_tui.ui.door.stage import Stage

OPTIONAL = frozenset({"patronymic"})


class Founding(Stage):
    """Asks for the organisation, the first worker and a password; makes the encrypted store."""

    def heading(self) -> str:
        return _("Medcabinet · a new cabinet on this machine")

    def fields(self) -> list[DoorField]:
        return [
            DoorField("organisation", _("Organisation")),
            DoorField("surname", _("Surname")),
            DoorField("given", _("Given name")),
            DoorField("patronymic", _("Patronymic")),
            DoorField("post", _("Post")),
            DoorField("department", _("Department")),
            DoorField("login", _("Login")),
            DoorField("password", _("Password"), password=True),
            DoorField("repeated", _("Once more"), password=True),
        ]

    def on_mount(self) -> None:
        super().on_mount()
        self.tell(
            _("Password: 8 characters or more, both cases, a digit and a sign."),
            _("Nobody can read the records without it, nor restore it for you."),
            glyph="○",
        )

    async def submit(self) -> None:
        if not self._complete():
            return
        self.busy(_("Deriving keys and making the store…"))
        from medcab_tui.cabinet.door import Founding as Request

        wanted = Request(
            organisation=self.typed("organisation"),
            surname=self.typed("surname"),
            given=self.typed("given"),
            patronymic=self.typed("patronymic"),
            post=self.typed("post"),
            department=self.typed("department"),
            login=self.typed("login"),
            password=self.value("password"),
        )
        try:
            cabinet, code = await self.medcab.door.found(wanted)
            await cabinet.reference.settle()
        except Refused as refused:
            self.tell("")
            self.refuse(refused)
        else:
            await self.screen.show_stage(CodeShown(cabinet, code))  # type: ignore[attr-defined]

    def _complete(self) -> bool:
        """Every field filled in and the password fit; complains beside the first that is not."""
        if not self.required(except_for=OPTIONAL):
            return False
        try:
            check_seed(self.value("password"))
        except Refused as refused:
            self.refuse(refused)
            return False
        return self.same("password", "repeated")
