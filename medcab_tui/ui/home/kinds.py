"""What the kinds of the inbox are called: in full where there is room, in a word where there is little."""

from __future__ import annotations

from medcab_tui.domain.notices import NoticeKind
from medcab_tui.locale import pgettext


def kind_title(kind: NoticeKind) -> str:
    """All of a kind, in the plural: «уведомления о сменах»."""
    return {
        NoticeKind.SCHEDULE: pgettext("kind", "changes of schedule"),
        NoticeKind.CHECK: pgettext("kind", "results of inspections"),
        NoticeKind.QUERY: pgettext("kind", "requests for data"),
        NoticeKind.RULES: pgettext("kind", "protocols, laws, training"),
        NoticeKind.UPCOMING: pgettext("kind", "upcoming visits and deadlines"),
        NoticeKind.APPLICATION: pgettext("kind", "new patient requests"),
        NoticeKind.SHIFT: pgettext("kind", "notices about shifts"),
        NoticeKind.RESULT: pgettext("kind", "results of tests"),
        NoticeKind.TASK: pgettext("kind", "tasks"),
        NoticeKind.MESSAGE: pgettext("kind", "messages"),
        NoticeKind.DECISION: pgettext("kind", "requests and decisions"),
        NoticeKind.REMINDER: pgettext("kind", "reminders"),
        NoticeKind.SERVICE: pgettext("kind", "new services"),
        NoticeKind.DOCUMENT: pgettext("kind", "documents"),
    }[kind]


def kind_short(kind: NoticeKind) -> str:
    """All of a kind where there is room for eighteen letters: «приёмы и сроки»."""
    short = {
        NoticeKind.CHECK: pgettext("kind, short", "inspections"),
        NoticeKind.QUERY: pgettext("kind, short", "data requests"),
        NoticeKind.RULES: pgettext("kind, short", "rules and training"),
        NoticeKind.UPCOMING: pgettext("kind, short", "visits, deadlines"),
        NoticeKind.SHIFT: pgettext("kind, short", "shifts"),
        NoticeKind.RESULT: pgettext("kind, short", "tests"),
    }.get(kind)
    return short or kind_title(kind)


def kind_word(kind: NoticeKind) -> str:
    """One of a kind, in a word or two: «смена»."""
    return {
        NoticeKind.SCHEDULE: pgettext("kind, one", "schedule"),
        NoticeKind.CHECK: pgettext("kind, one", "inspection"),
        NoticeKind.QUERY: pgettext("kind, one", "data request"),
        NoticeKind.RULES: pgettext("kind, one", "rules"),
        NoticeKind.UPCOMING: pgettext("kind, one", "upcoming"),
        NoticeKind.APPLICATION: pgettext("kind, one", "application"),
        NoticeKind.SHIFT: pgettext("kind, one", "shift"),
        NoticeKind.RESULT: pgettext("kind, one", "result"),
        NoticeKind.TASK: pgettext("kind, one", "task"),
        NoticeKind.MESSAGE: pgettext("kind, one", "message"),
        NoticeKind.DECISION: pgettext("kind, one", "decision"),
        NoticeKind.REMINDER: pgettext("kind, one", "reminder"),
        NoticeKind.SERVICE: pgettext("kind, one", "service"),
        NoticeKind.DOCUMENT: pgettext("kind, one", "document"),
    }[kind]
