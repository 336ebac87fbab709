"""The files that are kept with a form: chosen by Ctrl+F, shown under the fields, remembered by the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.cleaning import one_line
from medcab_tui.locale import _
from medcab_tui.ui.forms.taking import Taking
from medcab_tui.ui.widgets.glyphs import YES
from medcab_tui.ui.widgets.lines import Line
from medcab_tui.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from medcab_tui.ui.forms.files import Chosen

FILES: Final = "~files"
"""Key of a draft that names the files chosen, a path a line."""


class Attaching(Taking, inherit_bindings=False):
    """The part of a form that takes files."""

    def __init__(self) -> None:
        super().__init__()
        self.files: tuple[Chosen, ...] = ()
        """The files to be kept with what is saved."""
        self._lost: tuple[str, ...] = ()
        self._to_read: tuple[str, ...] = ()

    def can_take(self, action: str) -> bool:
        if action != "attach":
            return super().can_take(action)
        session = self.medcab.session
        may = session is not None and session.cabinet.worker.may(Permission.ATTACH_DOCUMENT)
        return may and self.sheet.attaches

    def remember_files(self, draft: Mapping[str, str]) -> None:
        """The files that a draft names are looked into again when the form stands."""
        self._to_read = tuple(draft.get(FILES, "").splitlines())

    def files_kept(self) -> dict[str, str]:
        """What a draft keeps of the files: where they lie."""
        paths = [one.path for one in self.files] or list(self._to_read)
        return {FILES: "\n".join(paths)} if paths else {}

    async def read_files(self) -> None:
        """Look into the files of the draft."""
        session = self.medcab.session
        if session is None or not self._to_read:
            return
        from medcab_tui.ui.forms.files import look_again

        found, self._lost = await look_again(session.cabinet, self._to_read)
        self._to_read = ()
        if not self.files:
            self.files = found
        self.show_files()

    async def action_attach(self) -> None:
        """Choose files; what was chosen stays chosen however the picker is left."""
        session = self.medcab.session
        if session is None:
            return
        from medcab_tui.ui.forms.files import FilePicker

        def chosen(files: tuple[Chosen, ...] | None) -> None:
            if files is not None and files != self.files:
                self.files, self._lost = files, ()
                self.show_files()
                self.keep_draft()

        await self.app.push_screen(FilePicker(session.cabinet, self._about(), self.files), chosen)

    def _about(self) -> str:
        """What the files are kept with, and whose it is."""
        heading = self.sheet.heading(max(20, self.size.width)) if self.sheet.about_somebody else []
        whose = "".join(text for text, _role in heading[0]) if heading else ""
        return "\n".join(part for part in (self.sheet.title(), whose.strip()) if part)

    def keep_draft(self) -> None:
        """Keep what stands here, at once."""
        raise NotImplementedError

    def show_files(self) -> None:
        """Name the files under the fields."""
        from medcab_tui.ui.forms.files import named

        lines: list[Line] = []
        if self.files:
            lines.append(((f"{YES} ", "ok"), (one_line(named(self.files)), "text")))
        if self._lost:
            said = _("no longer there or changed: {names}; attach them anew").format(
                names=", ".join(self._lost)
            )
            lines.append(((one_line(said), "warning"),))
        panel = self.query_one("#form-files", Panel)
        panel.show(lines, title=_("Files {n}").format(n=len(self.files)) if lines else "")
        panel.display = bool(lines)
