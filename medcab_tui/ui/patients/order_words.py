"""How orders are told: what was ordered, when, how far it is."""

from __future__ import annotations

from medcab_tui.domain.cleaning import one_line
from medcab_tui.domain.orders import Order, OrderStatus
from medcab_tui.domain.panels import PANELS
from medcab_tui.domain.times import day_in
from medcab_tui.locale import _, ngettext, pgettext
from medcab_tui.ui.widgets.lines import Run


def order_title(order: Order) -> str:
    """«Общий анализ крови, Калий»: sets by their names, then what is in none of them."""
    left = {test.code: test for test in order.tests}
    named: list[str] = []
    for panel in sorted(PANELS, key=lambda one: -len(one.tests)):
        codes = [test.code for test in panel.tests]
        if all(code in left for code in codes):
            named.append(panel.name)
            for code in codes:
                del left[code]
    return ", ".join((*named, *(one_line(test.display) for test in left.values())))


def order_line(order: Order, zone: str) -> str:
    """«2026-11-23 Общий анализ крови № Л-0012345»."""
    number = f" № {one_line(order.number)}" if order.number else ""
    return f"{day_in(order.ordered, zone)} {order_title(order)}{number}"


def order_status(order: Order) -> Run:
    """«◐ принято», «● готово: 11»: a glyph, a word, how many results came."""
    words = {
        OrderStatus.ORDERED: pgettext("order", "ordered"),
        OrderStatus.ACCEPTED: pgettext("order", "taken by the laboratory"),
        OrderStatus.DONE: pgettext("order", "done"),
        OrderStatus.REFUSED: pgettext("order", "refused"),
        OrderStatus.WITHDRAWN: pgettext("order", "taken back"),
    }
    glyph, role = {
        OrderStatus.ORDERED: ("○", "warning"),
        OrderStatus.ACCEPTED: ("◐", "warning"),
        OrderStatus.DONE: ("●", "ok"),
        OrderStatus.REFUSED: ("✕", "danger"),
        OrderStatus.WITHDRAWN: ("✕", "dim"),
    }[order.status]
    return f"{glyph} {words[order.status]}", role


def order_came(order: Order) -> str:
    """«результатов: 11, файлов: 1»; empty while nothing came."""
    said = []
    if order.results:
        said.append(ngettext("{n} result", "{n} results", order.results).format(n=order.results))
    if order.documents:
        said.append(ngettext("{n} file", "{n} files", len(order.documents)).format(n=len(order.documents)))
    return ", ".join(said) or (_("urgent") if order.urgent and order.open else "")
