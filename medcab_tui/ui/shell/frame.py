"""What stands around every section: top line, search field, tabs, menu, notice, key line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from medcab_tui.domain.errors import StoreFault
from medcab_tui.domain.ids import Id
from medcab_tui.domain.names import initials
from medcab_tui.locale import _
from medcab_tui.ui.shell.notice import Notice
from medcab_tui.ui.shell.small import Sized, TooSmall
from medcab_tui.ui.verbs import SECTIONS, VIEWS, title_of
from medcab_tui.ui.widgets.corner import Corner
from medcab_tui.ui.widgets.ground import Abreast, Stack
from medcab_tui.ui.widgets.key_line import KeyLine
from medcab_tui.ui.widgets.rail import Place, Rail, RecentCard
from medcab_tui.ui.widgets.tabs import Tab, Tabs
from medcab_tui.ui.widgets.top import SearchField, TopBar, TopLine

if TYPE_CHECKING:
    from medcab_tui.cabinet.cabinet import Cabinet
    from medcab_tui.ui.app import MedcabApp


class SectionFrame(Sized, inherit_bindings=False):
    """The frame without its content; `SectionScreen` puts the views into it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", show=False, id="focus.next", tooltip="To the next field or pane"),
        Binding(
            "shift+tab", "app.focus_previous", show=False, id="focus.previous", tooltip="To the one before"
        ),
    ]
    AUTO_FOCUS = ""

    place: ClassVar[str]
    views: ClassVar[tuple[str, ...]] = VIEWS

    @property
    def medcab(self) -> MedcabApp:
        """The app, by its own type."""
        return cast("MedcabApp", self.app)

    @property
    def cabinet(self) -> Cabinet:
        """The open cabinet. StoreFault store.closed in what still runs while a lock takes the screen away."""
        cabinet = self.medcab.cabinet
        if cabinet is None:
            raise StoreFault("store.closed", path=str(self.medcab.door.folder))
        return cabinet

    @property
    def field(self) -> SearchField:
        """The search field of this section."""
        return self.query_one(SearchField)

    def say(self, text: str, severity: str = "information") -> None:
        """A sentence above the key line."""
        self.query_one(Notice).say(text, severity)

    def clear_notice(self) -> None:
        """Nothing is said any more."""
        self.query_one(Notice).clear()

    def compose(self) -> ComposeResult:
        yield TopBar(TopLine(), SearchField(self.placeholder()))
        with Abreast(id="tab-row"):
            yield Corner(id="corner")
            yield Tabs(indent=1)
        with Abreast(id="middle"):
            yield Rail(())
            yield Stack(id="views")
        yield Notice()
        yield KeyLine()
        yield TooSmall()

    def placeholder(self) -> str:
        """What the empty search field says."""
        return _("search records…")

    def show_frame(self) -> None:
        """Fill top line, tabs and menu from what the app knows; a screen that comes or goes has none."""
        if not self.query(TopLine) or not self.query(Rail):
            return
        worker, cards = self.cabinet.worker, self.medcab.cards
        self.query_one(TopLine).show(
            product=_("Medcabinet"),
            worker=initials(worker.surname, worker.given, worker.patronymic),
            post=worker.post,
            organisation=self.cabinet.organisation.name,
            exchange=self.medcab.exchange_shown(),
            briefly=self.medcab.exchange_shown(briefly=True),
            proved=self.medcab.proved_told(),
        )
        self.show_way()
        pinned = cards.pinned
        self.query_one(Tabs).show(
            tabs=[Tab(view, title_of(view)) for view in self.views],
            patient=initials(pinned.surname, pinned.given, pinned.patronymic) if pinned else "",
        )
        self.query_one(Rail).show(
            places=[Place(name, number, title_of(name)) for number, name in enumerate(SECTIONS, 1)],
            active=self.place,
            badges=self.medcab.badges,
            cards=[
                RecentCard(row.id, initials(row.surname, row.given, row.patronymic)) for row in cards.others
            ],
        )
        self.refresh_key_line()

    def show_way(self) -> None:
        """Which arrows of the way lead somewhere."""
        way = self.medcab.memory.history
        self.query_one(Corner).show(back=way.can_go_back, forth=way.can_go_forth)

    def refresh_key_line(self) -> None:
        """Show the verbs that work here, now."""
        raise NotImplementedError

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self.query_one(Rail).show(narrow=event.size.width < 100)

    def on_key(self) -> None:
        self.query_one(Notice).key_pressed()

    @on(Rail.Chosen)
    def _place_chosen(self, event: Rail.Chosen) -> None:
        self.medcab.go(event.place)

    @on(Rail.CardChosen)
    def _card_chosen(self, event: Rail.CardChosen) -> None:
        self.medcab.open_card(Id(event.id))

    @on(Corner.Chosen)
    def _step_chosen(self, event: Corner.Chosen) -> None:
        self.medcab.travel(event.step)

    @on(KeyLine.Chosen)
    async def _hint_chosen(self, event: KeyLine.Chosen) -> None:
        if event.hint.action:
            await self.run_action(event.hint.action)
