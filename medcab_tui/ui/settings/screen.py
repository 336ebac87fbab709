"""«Настройки»: pages of what can be set and seen about oneself, the keys, the store and its copies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer

from medcab_tui.domain.accounts import Permission
from medcab_tui.domain.journals import Journal
from medcab_tui.locale import _
from medcab_tui.settings import PURPOSES, VARIABLES
from medcab_tui.ui.settings import books, departments, keys, pages, services, signing, templates
from medcab_tui.ui.settings.channels import WAYS, SettingRows, is_kind, said
from medcab_tui.ui.settings.columns import HEADS, OwnActions, action_columns, journal_choices, row_columns
from medcab_tui.ui.settings.doing import Doing
from medcab_tui.ui.settings.journal import JOURNALS
from medcab_tui.ui.settings.rows import PAGES, Row
from medcab_tui.ui.shell.filtering import matching
from medcab_tui.ui.shell.section import SectionScreen
from medcab_tui.ui.verbs import bindings
from medcab_tui.ui.widgets.columns import Column
from medcab_tui.ui.widgets.key_line import KeyHint
from medcab_tui.ui.widgets.lines import Line, line_of
from medcab_tui.ui.widgets.prose import ProsePanel
from medcab_tui.ui.widgets.row_list import RowList
from medcab_tui.ui.widgets.soon import soon

if TYPE_CHECKING:
    from medcab_tui.domain.access import Assignment
    from medcab_tui.domain.templates import Template
    from medcab_tui.ui.exports.offered import Offered
    from medcab_tui.ui.shell.filters import FilterBar
    from medcab_tui.ui.shell.views import ViewPane
    from medcab_tui.ui.terminal.keys import Seen

OWN_FILTERS = "settings.actions"
_PARTS = (".settings-pages", ".settings-rows", ".settings-actions")
LOOK_AT_WORK = 0.2
"""Seconds between two looks at long work that is running."""


class SettingsScreen(SectionScreen):
    """«Сводка» has the pages, «Список» every row of them, «Поиск» finds one by its name."""

    CSS_PATH = Path(__file__).with_name("settings.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("settings")]
    place = "settings"
    topics = frozenset(
        {
            "accounts",
            "patients",
            "encounters",
            "home",
            "schedule",
            "documents",
            "reference",
            "services",
            "access",
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self.known = pages.Known()
        self._page = "me"
        self._seen: Seen | None = None
        self._doing = Doing(self)
        self._looking: Timer | None = None

    def compose_view(self, view: str) -> ComposeResult:
        if view == "summary":
            with Horizontal(classes="settings-both"):
                yield RowList(
                    [Column(lambda name: _(PAGES[name]), flex=1)], key=str, title=_("Settings"),
                    classes="settings-pages",
                )  # fmt: skip
                from medcab_tui.ui.shell.filters import FilterBar

                with Vertical(classes="settings-page"):
                    yield SettingRows(row_columns(), classes="settings-rows")
                    with Vertical(classes="settings-own"):
                        yield FilterBar(OWN_FILTERS, journal_choices, text=False)
                        yield RowList(
                            action_columns(self.cabinet.surroundings.zone),
                            key=lambda row: row.sequence,
                            empty=lambda: _("Nothing was done yet. What you do will stand here."),
                            classes="settings-actions",
                        )
                    yield ProsePanel(classes="settings-told")
        else:
            yield RowList(
                [
                    Column(lambda row: (_(PAGES[row.page]), "dim"), lambda: _("Page"), width=16),
                    *row_columns(HEADS),
                ],
                empty=lambda: _("No such setting. Delete a letter."),
            )
            yield ProsePanel(classes="settings-told")

    async def view_built(self, name: str) -> None:
        if name == "summary":
            listed = self._list("settings-pages")
            listed.set_rows(tuple(PAGES))
            listed.select(self._page)
            await self._list("settings-actions").set_source(OwnActions(self.cabinet))
            self._show_page()

    async def _read_papers(self) -> None:
        """Pages of one's own templates are tried beside: one that never ends holds up nothing."""
        self.known.papers = await self.cabinet.papers.tried()
        self.show_rows()

    async def refresh_view(self, topics: frozenset[str]) -> None:
        self.show_rows()
        wanted = PAGES if self.view != "summary" else (self._page,)
        if "store" in wanted:
            soon(self, self._read_store, group="settings-store")
        if "me" in wanted:
            self.known.factor = await self.cabinet.second_factor.own()
            self.known.factor_read = True
        if "templates" in wanted:
            self.known.templates = await self.cabinet.templates.all()
            soon(self, self._read_papers, group="settings-papers")
        if departments.PAGE in wanted:
            self.known.departments = await departments.read(self.cabinet)
        if "notices" in wanted:
            await self._read_channels()
        if "backup" in wanted:
            await self._read_copies()
        if "books" in wanted:
            soon(self, self.read_books, group="settings-books")
        if "services" in wanted:
            soon(self, services.read, self, group="settings-services")
        if self.view == "summary" and self._page == "actions":
            await self._list("settings-actions").reload()
        self.show_rows()

    def show_frame(self) -> None:
        super().show_frame()
        self.show_rows()  # how long the signing window stays open stands here too

    def on_search(self, text: str) -> None:
        self.show_rows(keep=False)

    def focus_view(self, view: str) -> None:
        if view == "summary" and self._has_pages:
            self.set_focus(self._list("settings-pages"))
        else:
            super().focus_view(view)

    def available(self, action: str) -> bool:
        if action == "withdraw_template":
            return self._template() is not None or self._assignment() is not None
        return False if action in ("open_row", "card_of_row") else super().available(action)

    @property
    def listed(self) -> bool:
        return self.view == "summary" and self._page == "actions"

    async def to_export(self) -> Offered:
        from medcab_tui.ui.settings.exporting import actions_offered

        return await actions_offered(self.cabinet, self._journal())

    def moving(self) -> list[KeyHint]:
        row = self._row()
        if is_kind(row):
            told = _("switch: {way}").format(way=said(self.known.chosen))
            return [KeyHint(_("Space"), told, action="open_setting"), KeyHint("←→", _("another way"))]
        if row is not None and services.is_link(row) and self.view == "summary":
            turned = [KeyHint(_("Space"), _("on or off"), action="switch_service")]
            return [
                KeyHint("Enter", row.does, action="open_setting"),
                *(turned if self.cabinet.links.may_manage else []),
            ]
        if row is not None and row.does:
            return [KeyHint("Enter", row.does, action="open_setting")]
        if self.view == "summary" and self.focused is not None and self.focused.has_class("settings-pages"):
            return [KeyHint("Enter", _("into the page"), action="open_setting")]
        return []

    def leaving(self) -> list[KeyHint]:
        return [KeyHint("Esc", _("to the pages"), action="back")] if self._in_page else []

    def place_state(self) -> dict[str, str]:
        return super().place_state() | {"page": self._page}

    def restore_place(self, state: dict[str, str]) -> None:
        self._page = state.get("page") or self._page
        if self._has_pages:
            self._list("settings-pages").select(self._page)
        super().restore_place(state)

    async def action_withdraw_template(self) -> None:
        """Take what is under the cursor away: a template, or that a department treats somebody."""
        if (template := self._template()) is not None:
            await templates.withdraw(self, template)
        elif (assignment := self._assignment()) is not None:
            await departments.end(self, assignment)

    def _assignment(self) -> Assignment | None:
        """What stands under the cursor of whom a department treats, if this worker may end it."""
        return departments.assignment_of(self._row(), self.known.departments)

    def _template(self) -> Template | None:
        """The template under the cursor that this worker may change."""
        found = templates.template_of(self._row(), self.known.templates)
        return found if found is not None and self.cabinet.templates.may_change(found) else None

    async def action_open_setting(self) -> None:
        """What Enter does, for a click on the key line."""
        if isinstance(self.focused, RowList):
            self.focused.action_open()

    def action_show_page(self, page: str) -> None:
        """A page by its name, the cursor on its first row."""
        self._list("settings-pages").select(page)
        self._turn_to(page)
        self.set_focus(self._list("settings-actions" if page == "actions" else "settings-rows"))

    def action_back(self) -> None:
        if self._in_page and not self.field.has_focus and not self.full:
            if not self.widen():
                self.set_focus(self._list("settings-pages"))
        else:
            super().action_back()

    # What `Doing` asks.

    def seen_keys(self) -> Seen:
        """What the terminal sent so far in tests of keys."""
        if self._seen is None:
            from medcab_tui.ui.terminal.keys import Seen

            self._seen = Seen()
        return self._seen

    def watch_work(self) -> None:
        """Show how far long work is, for as long as any runs."""
        self.show_rows()
        if self._looking is None:
            self._looking = self.set_interval(LOOK_AT_WORK, self._look_at_work, name="settings-work")

    def show_rows(self, *, keep: bool = True) -> None:
        """Show the rows as things are now; the cursor stays on its row unless `keep` is false."""
        pane = self._panes.get(self.view)
        if pane is None or self.medcab.cabinet is None or not self._stands(pane):
            return
        if self.view == "summary":
            self._show_page()
        else:
            rows = pane.query_one(RowList)
            every = [row for page in PAGES for row in self._rows_of(page)]
            shown: Sequence[Row] = every
            if self.view == "search":
                shown = matching(every, self.field.value, Row.texts)
                rows.set_title(_("Found {n}").format(n=len(shown)))
            else:
                rows.set_title(_("All settings"))
            rows.set_rows(shown, keep=keep)
        self._tell_row()

    def _stands(self, pane: ViewPane) -> bool:
        """Whether a view has all its parts: one that comes or goes has some of them."""
        needed = _PARTS if self.view == "summary" else ("RowList",)
        return all(pane.query(part) for part in (*needed, ".settings-told"))

    def _show_page(self) -> None:
        mine, rows = self._list("settings-actions"), self._list("settings-rows")
        own = self._page == "actions"
        if mine.parent is not None:
            mine.parent.display = own
        rows.display = not own
        title = _(PAGES[self._page])
        if own:
            mine.set_title(f"{title}: {_(JOURNALS[self._journal() or ''])}")
        else:
            rows.set_title(title)
            rows.set_rows(self._rows_of(self._page))

    def _rows_of(self, page: str) -> list[Row]:
        app = self.medcab
        made: dict[str, Callable[[], list[Row]]] = {
            "me": lambda: pages.me(app, self.known),
            "look": lambda: pages.look(app),
            "language": lambda: pages.language(app),
            "keys": lambda: keys.rows(app, self._seen),
            "lock": lambda: pages.lock(app),
            "notices": lambda: pages.notices(app, self.known),
            "store": lambda: pages.store(app, self.known, self._doing.work),
            "backup": lambda: pages.backup(app, self.known, self._doing.work),
            "actions": list,
            "services": lambda: services.rows(app, self.known.connected),
            "books": lambda: books.rows(app, self.known.editions, self._doing.work),
            "templates": lambda: [
                *templates.rows(self.cabinet, self.known.templates),
                *templates.paper_rows(self.known.papers),
            ],
            departments.PAGE: lambda: departments.rows(self.cabinet, self.known.departments),
            "signing": lambda: signing.rows(app, self._doing.signing.tried),
        }
        return [self._marked(row) for row in made[page]()]

    def _marked(self, row: Row) -> Row:
        """A sign at a value that something nearer than the file decides; what, stands beside or below."""
        app = self.medcab
        if row.id in app.settings.outranked or (row.id == "colours" and app.no_color):
            return replace(row, value=(*line_of(row.value), (" ⚠", "warning")))
        return row

    def _tell_row(self) -> None:
        """What the setting under the cursor is for, and how the file and the environment call it."""
        panel = self._panes[self.view].query_one(".settings-told", ProsePanel)
        row = self._row()
        if row is None:
            panel.show([], title="")
            return
        whole = len(row.said) > 30 and not is_kind(row)
        lines: list[Line] = [((row.said, "text"),)] if whole else []
        if row.note:
            lines.append(((row.note, "warning" if row.id in self.medcab.settings.outranked else "text"),))
        if row.id in PURPOSES:
            variable = VARIABLES.get(row.id, "—")
            lines.append(((_(PURPOSES[row.id]), "dim"),))
            told_so = _("in the file: {key}; variable: {variable}").format(key=row.id, variable=variable)
            lines.append(((told_so, "dim"),))
        panel.show(lines, title=row.title if lines else "")

    # Reading.

    async def _read_store(self) -> None:
        storage = self.cabinet.storage
        self.known.size = await storage.size()
        self.known.counts = await storage.counts()
        self.show_rows()

    async def _read_channels(self) -> None:
        delivery, chosen = self.cabinet.delivery, self.known.chosen
        chosen.preferences = await delivery.preferences()
        chosen.waiting = await delivery.waiting()
        chosen.connected = await delivery.connected()
        chosen.enabled_by = (await self.cabinet.unattended.status()).by

    async def action_switch_service(self) -> None:
        """The connection under the cursor goes on or off."""
        link = services.link_of(self._row(), self.known.connected)
        if link is not None and self.cabinet.links.may_manage:
            from medcab_tui.ui.settings.service_deeds import switch

            await switch(self.medcab, link, self.read_again)

    @on(SettingRows.Turned)
    async def _turned(self, event: SettingRows.Turned) -> None:
        event.stop()
        await self.action_switch_service()

    @on(SettingRows.Sideways)
    def _other_switch(self, event: SettingRows.Sideways) -> None:
        event.stop()
        self.known.chosen.column = (self.known.chosen.column + event.delta) % WAYS
        self.show_rows()

    async def _read_copies(self) -> None:
        if self.cabinet.worker.may(Permission.KEEP_STORE):
            self.known.copies = await self.cabinet.storage.copies(pages.backup_folder(self.medcab))

    async def read_books(self) -> None:
        """Read which reference books there are, and show them."""
        self.known.editions = await self.cabinet.reference.editions()
        self.show_rows()

    def _journal(self) -> Journal | None:
        """Which of the journals the filter over one's own actions asks for."""
        bar = self.filter_bar
        wanted = bar.wanted.option("journal") if bar is not None else ""
        return Journal(wanted) if wanted in list(Journal) else None

    async def bar_of(self, place: str) -> FilterBar | None:
        if place == OWN_FILTERS and self.view == "summary":
            self.action_show_page("actions")
        return await super().bar_of(place)

    def on_filter_bar_changed(self, event: Message) -> None:
        """Another of the journals is wanted."""
        event.stop()
        soon(self, self._narrow_actions, group="narrow")

    async def _narrow_actions(self) -> None:
        await self._list("settings-actions").set_source(OwnActions(self.cabinet, self._journal()))
        self._show_page()

    def _look_at_work(self) -> None:
        if not any(job.running for job in self._doing.work.values()) and self._looking is not None:
            self._looking.stop()
            self._looking = None
        self.show_rows()

    # Moving.

    @on(RowList.Moved, ".settings-pages")
    def _page_moved(self, event: RowList.Moved) -> None:
        page = self._list("settings-pages").cursor_row
        if page is not None and page != self._page:
            self._turn_to(page)

    def _turn_to(self, page: str) -> None:
        self._page = page
        self._list("settings-rows").action_top()
        self.show_rows()
        self.read_again()

    @on(RowList.Moved)
    def _row_moved_in(self) -> None:
        if self.view in self._panes and self.medcab.cabinet is not None:
            self._tell_row()

    @on(RowList.Opened)
    async def _opened(self, event: RowList.Opened) -> None:
        event.stop()
        if event.rows.has_class("settings-pages"):
            actions = self._page == "actions"
            self.set_focus(self._list("settings-actions" if actions else "settings-rows"))
        elif isinstance(event.row, Row):
            await self._doing.act(event.row)

    @property
    def _has_pages(self) -> bool:
        """Whether «Сводка» is built with all its lists."""
        return "summary" in self._panes and bool(self._panes["summary"].query(".settings-pages"))

    @property
    def _in_page(self) -> bool:
        focused = self.focused
        return (
            self.view == "summary"
            and focused is not None
            and not focused.has_class("settings-pages")
            and (isinstance(focused, RowList))
        )

    def _row(self) -> Row | None:
        """The row under the cursor of the list that has the focus, or that the search field drives."""
        if self.view == "summary":
            rows: Any = self._list("settings-rows") if self._in_page and self._has_pages else None
        else:
            pane = self._panes.get(self.view)
            rows = pane.query_one(RowList) if pane and pane.query(RowList) else None
        row = rows.cursor_row if rows is not None and rows.display else None
        return row if isinstance(row, Row) else None

    def _list(self, name: str) -> RowList:
        return self._panes["summary"].query_one(f".{name}", RowList)
