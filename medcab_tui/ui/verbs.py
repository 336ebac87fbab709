"""What a worker can ask for by a key: one registry for bindings, key line, palette and help.

One verb has one letter in every section. A verb names the places and views where it works; the screen there
has the method `action_<action>`. Titles and help are English msgids, translated when shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct
from textual.binding import Binding

from medcab_tui.locale import N_, _
from medcab_tui.ui.twins import LATIN, key_name

SECTIONS: Final = ("home", "patients", "schedule", "documents", "settings")
"""The five places of the menu, in the order of the menu."""

VIEWS: Final = ("summary", "list", "search")

TITLES: Final[dict[str, str]] = {
    "home": N_("Home"),
    "patients": N_("Patient cards"),
    "schedule": N_("Schedule"),
    "documents": N_("Documents"),
    "settings": N_("Settings"),
    "summary": N_("Summary"),
    "list": N_("List"),
    "search": N_("Search"),
}
"""Names of places and views; the Russian ones stand in the interface letter for letter."""

DOOR: Final = "door"

FORM: Final = "form"
"""The place of every sheet that takes text."""

SHEET: Final = "sheet"
"""A form with fields: what works in it beside what works wherever text is taken."""


class Verb(Struct, frozen=True):
    """One thing that can be asked for.

    id: stable, dotted; the name the user's keymap knows it by.
    letter: the Cyrillic letter, lower case; its Latin twin is bound with it.
    keys: more keys by Textual's names; they give way to a text field that has the focus.
    strong: keys that work inside text fields too.
    places, views: where it works; no views means in each.
    action: method `action_<action>` of the screen, or of the app with the prefix "app.".
    rank: place in the key line, smallest first; 0 keeps it out of there.
    palette: whether the command palette lists it.
    also: more names by which the palette finds it, a msgid of words; never shown.
    acts: it changes what the row stands for, so that «repeat» can do it to another row.
    """

    id: str
    title: str
    help: str
    action: str
    places: tuple[str, ...] = SECTIONS
    views: tuple[str, ...] = ()
    letter: str = ""
    keys: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    rank: int = 0
    palette: bool = True
    acts: bool = False
    also: str = ""

    def works_in(self, place: str, view: str | None = None) -> bool:
        """Whether the verb belongs to this place and, if given, this view."""
        return place in self.places and (view is None or not self.views or view in self.views)

    @property
    def soft_keys(self) -> tuple[str, ...]:
        """Letter, twin and further keys that give way to text fields."""
        letters = (self.letter, key_name(LATIN[self.letter])) if self.letter else ()
        return (*letters, *self.keys)

    @property
    def typed(self) -> bool:
        """Whether what the key line names for it is a character, which a text field would take as text."""
        return bool(self.letter) or (not self.strong and self.keys[:1] == ("slash",))

    @property
    def shown_keys(self) -> str:
        """How the key line names it: «н/y», «^N», «F1»."""
        if self.letter:
            return f"{self.letter}/{LATIN[self.letter]}"
        if self.keys and self.keys[0].isalpha() and len(self.keys[0]) == 1:
            return "/".join(self.keys)
        first = next(iter((*self.strong, *self.keys)), "")
        return shown_key(first)


_SHOWN: Final[dict[str, str]] = {
    "enter": "Enter",
    "escape": "Esc",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "grave_accent": "`",
    "semicolon": ";",
    "apostrophe": "'",
    "comma": ",",
    "full_stop": ".",
    "left": "←",
    "right": "→",
    "ctrl+pageup": "^PgUp",
    "ctrl+pagedown": "^PgDn",
    "alt+left": "Alt+←",
    "alt+right": "Alt+→",
}


def shown_key(key: str) -> str:
    """A key as people read it: "ctrl+n" is «^N», "f1" is «F1»."""
    if key.startswith("ctrl+") and len(key) == len("ctrl+") + 1:
        return "^" + key[-1].upper()
    if len(key) > 1 and key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return _SHOWN.get(key, key)


def keys_shown(verb: Verb, own: Mapping[str, str]) -> str:
    """How the keys of a verb are named where the user's own keymap is in force."""
    keys = own.get(verb.id) or own.get(f"{verb.id}.strong")
    return "/".join(shown_key(part.strip()) for part in keys.split(",")) if keys else verb.shown_keys


def title_of(name: str) -> str:
    """The name of a place or a view in the reader's language."""
    return _(TITLES[name])


def _place(number: int, name: str, *more: str) -> Verb:
    return Verb(
        id=f"place.{name}",
        title=TITLES[name],
        help=N_("Open this section"),
        action=f"app.go('{name}')",
        keys=(str(number),),
        strong=(f"f{number + 1}", f"ctrl+{number}", *more),
    )


VERBS: Final[tuple[Verb, ...]] = (
    _place(1, "home"),
    _place(2, "patients", "ctrl+@"),
    _place(3, "schedule"),
    _place(4, "documents", "ctrl+backslash"),
    _place(5, "settings", "ctrl+right_square_bracket"),
    Verb("view.previous", N_("previous view"), N_("Show the view to the left"), "previous_view", letter="х"),
    Verb("view.next", N_("next view"), N_("Show the view to the right"), "next_view", letter="ъ"),
    Verb("tab.previous", N_("tab to the left"), N_("Tab of the card, or view, to the left"),
         "previous_tab", keys=("ctrl+pageup",)),
    Verb("tab.next", N_("tab to the right"), N_("Tab of the card, or view, to the right"),
         "next_tab", keys=("ctrl+pagedown",)),
    Verb("history.back", N_("back along the way"), N_("The place you were at before this one"),
         "app.go_back", keys=("alt+left",), also=N_("history")),
    Verb("history.forth", N_("forth along the way"), N_("The place you came back from"),
         "app.go_forth", keys=("alt+right",), also=N_("history")),
    Verb("jump", N_("jump"), N_("Letters over whatever one can go to"), "jump",
         letter="ь", also=N_("labels")),
    Verb("pane.full", N_("pane to full screen"),
         N_("One pane over all; Esc gives them back"),
         "full_pane", letter="ц", also=N_("maximize zoom")),
    Verb("pane.preview", N_("preview on or off"), N_("Hide the preview of the row, or show it"),
         "toggle_preview"),
    Verb(
        "search",
        N_("search"),
        N_("Filter the records as you type"),
        "search",
        keys=("slash", "full_stop"),
        rank=70,
    ),
    Verb(
        "row.open",
        N_("open"),
        N_("Open the row under the cursor"),
        "open_row",
        places=("home", "patients", "schedule", "documents"),
        keys=("enter",),
        rank=10,
        palette=False,
    ),
    Verb(
        "attention.next",
        N_("next to attend to"),
        N_("To the next row that needs attention"),
        "next_attention",
        places=("home",),
        letter="т",
        rank=9,
    ),
    Verb("attention.previous", N_("the one before"), N_("To the row before that needs attention"),
         "previous_attention", places=("home",), keys=("Т", "N")),
    Verb("source.next", N_("next to attend to"), N_("Go to the next that needs attention"),
         "app.next_attention(1)", places=("patients", "schedule", "documents", "settings"), letter="т"),
    Verb("source.previous", N_("the one before"), N_("Go to the one before it"),
         "app.next_attention(-1)", places=("patients", "schedule", "documents", "settings"), keys=("Т", "N")),
    Verb(
        "task.accept",
        N_("accept"),
        N_("Acknowledge, confirm or take into work"),
        "accept",
        places=("home",),
        letter="п",
        rank=4,
        acts=True,
        also=N_("acknowledge confirm done"),
    ),
    Verb(
        "task.postpone",
        N_("postpone"),
        N_("Hide it until a moment you choose"),
        "postpone",
        places=("home",),
        letter="ч",
        rank=5,
        acts=True,
        also=N_("later remind"),
    ),
    Verb("task.hand_over", N_("hand over"), N_("Ask a colleague to take it"), "hand_over", places=("home",),
         letter="д", rank=6, also=N_("delegate pass on")),
    Verb(
        "task.refuse",
        N_("refuse"),
        N_("Say no, with a reason"),
        "refuse",
        places=("home",),
        letter="у",
        rank=7,
        acts=True,
    ),
    Verb("task.reply", N_("reply"), N_("The whole exchange, and a reply to it"), "reply",
         places=("home",), letter="о", rank=8, also=N_("answer write message thread")),
    Verb("message.new", N_("new message"), N_("Write to a colleague"), "new_message", places=("home",),
         letter="н", rank=24, also=N_("write letter colleague")),
    Verb("application.new", N_("patient's request"), N_("Write down what a patient asks for"),
         "app.patient_request", also=N_("application telephone call")),
    Verb("application.view", N_("look through patients' requests"), N_("Nothing else in «List»"),
         "view_applications", places=("home",), also=N_("application telephone call")),
    Verb("row.source", N_("to the source"), N_("The card, visit or document it is about"), "open_source",
         places=("home",), also=N_("source document")),
    Verb(
        "result.acknowledge",
        N_("acknowledge"),
        N_("Say that these results were read"),
        "acknowledge_results",
        places=("patients",),
        views=("summary",),
        letter="п",
        rank=15,
        acts=True,
        also=N_("confirm results"),
    ),
    Verb("results.hand_over", N_("hand over"), N_("Ask a colleague to review this result"),
         "hand_over_result", places=("patients",), views=("summary",), letter="д", rank=19,
         also=N_("delegate pass on colleague")),
    Verb("results.plot", N_("plot or table"), N_("One plot alone, or the table of results"),
         "toggle_plot", places=("patients",), views=("summary",), letter="г", rank=18, also=N_("chart")),
    Verb(
        "record.new",
        N_("new record"),
        N_("Write a new record into this card"),
        "new_record",
        places=("patients",),
        views=("summary",),
        letter="н",
        rank=20,
        also=N_("visit note examination"),
    ),
    Verb(
        "record.amend",
        N_("amend"),
        N_("Amend this record; its text is kept"),
        "amend_record",
        places=("patients",),
        views=("summary",),
        letter="и",
        rank=25,
    ),
    Verb("record.supplement", N_("add a note"), N_("A note beneath a signed record"),
         "supplement_record", places=("patients",), views=("summary",), letter="й", rank=26,
         also=N_("addendum")),
    Verb("visit.finish", N_("visit"), N_("What the visit lacks; closing it"), "visit",
         places=("patients",), views=("summary",), letter="я", rank=21,
         also=N_("close finish begin services")),
    Verb(
        "record.versions",
        N_("versions"),
        N_("Versions of the record, and what changed"),
        "record_versions",
        places=("patients",),
        views=("summary",),
        letter="в",
        rank=30,
    ),
    Verb("card.vitals", N_("vital signs"), N_("Write vital signs down in one line"), "measure",
         places=("patients",), letter="щ", rank=31,
         also=N_("pressure pulse temperature weight saturation observation")),
    Verb("pinned.vitals", N_("vital signs"), N_("Of the patient whose card was open last"), "measure",
         places=("home", "schedule", "documents", "settings"), letter="щ", rank=62,
         also=N_("pressure pulse temperature weight saturation observation")),
    Verb("card.merge", N_("merge with another card…"), N_("Two cards of one person become one"),
         "merge_card", places=("patients",), views=("summary",),
         also=N_("duplicate join same person double")),
    Verb("card.part", N_("part the merged cards…"), N_("A merged card stands apart again"),
         "part_card", places=("patients",), views=("summary",), also=N_("duplicate split undo merge")),
    Verb("chart.close", N_("close the problem"), N_("The illness is over, or lasts after all"),
         "close_problem", places=("patients",), views=("summary",), acts=True),
    Verb("chart.withdraw", N_("withdraw"), N_("Mark as entered in error, with a reason"),
         "withdraw_particular", places=("patients",), views=("summary",), letter="у", rank=27, acts=True),
    Verb("chart.restore", N_("restore what was withdrawn"), N_("What was withdrawn stands again"),
         "restore_particular", places=("patients",), views=("summary",), acts=True),
    Verb("chart.person", N_("amend identity and contacts"), N_("Name, numbers, phones of the patient"),
         "amend_person", places=("patients",), views=("summary",), also=N_("name passport policy phone")),
    Verb("chart.allergy", N_("new allergy"), N_("Write down what this patient can't bear"),
         "new_allergy", places=("patients",), views=("summary",)),
    Verb("chart.problem", N_("new problem"), N_("Put an illness on the patient's list"),
         "new_problem", places=("patients",), views=("summary",), also=N_("diagnosis illness")),
    Verb(
        "patient.new",
        N_("new patient"),
        N_("Open a card for a new patient"),
        "new_patient",
        places=("patients",),
        keys=("ctrl+n",),
        rank=35,
    ),
    Verb("document.new", N_("new document"), N_("Make a document from a template"), "new_document",
         places=("documents",), letter="н", rank=33, also=N_("template certificate extract referral")),
    Verb("document.amend", N_("amend"), N_("Another edition under the same number"), "amend_document",
         places=("documents",), letter="и", rank=34),
    Verb("document.versions", N_("versions"), N_("Editions of this document compared"),
         "document_versions", places=("documents",), letter="в", rank=35),
    Verb("referral.new", N_("referral"), N_("Form 057/u-04, or laboratory tests"), "new_referral",
         places=("patients",), views=("summary", "list"), letter="л", rank=32,
         also=N_("consultation hospital examination")),
    Verb("order.new", N_("order to the laboratory"), N_("Tests and sets of tests for this patient"),
         "new_order", places=("patients",), views=("summary",), also=N_("tests analysis blood referral")),
    Verb("results.upload", N_("upload of examination results"), N_("PDF, JPG or PNG, against an order"),
         "upload_results", places=("patients",), views=("summary",), also=N_("file scan attach results")),
    Verb("extract.new", N_("extract from the card"), N_("What the card says, as a document"), "new_extract",
         places=("patients",), views=("summary", "list"), also=N_("discharge epicrisis paper")),
    Verb("paper.new", N_("new document"), N_("A document about this patient"),
         "new_paper", places=("patients",), views=("summary", "list"), also=N_("template certificate")),
    Verb(
        "document.attach",
        N_("attach"),
        N_("Attach a file: PDF, JPG or PNG"),
        "attach_document",
        places=("patients", "documents"),
        letter="а",
        rank=33,
        also=N_("file scan upload"),
    ),
    Verb("signature.sign", N_("sign"), N_("Sign the marked rows, or this one"), "sign",
         places=("patients", "documents"), letter="э", rank=31, also=N_("signature certificate")),
    Verb("signature.check", N_("check the signature"), N_("Who signed it, when, does it hold"),
         "check_signature", places=("patients", "documents"), also=N_("signature certificate verify")),
    Verb(
        "document.withdraw",
        N_("withdraw"),
        N_("Mark as entered in error, with a reason"),
        "withdraw_document",
        places=("documents",),
        letter="у",
        rank=37,
        acts=True,
    ),
    Verb(
        "document.restore",
        N_("take back the withdrawal"),
        N_("A withdrawn document stands again"),
        "restore_document",
        places=("documents",),
    ),
    Verb(
        "document.export",
        N_("export the file"),
        N_("Write this document's file into a folder"),
        "export_document",
        places=("documents",),
        also=N_("save as download"),
    ),
    Verb("document.send", N_("send"), N_("Send documents, records, results"),
         "send_document", places=("documents", "patients"), letter="о", rank=32, acts=True,
         also=N_("service exchange register")),
    Verb("document.way", N_("way"), N_("How far it has come; the answers"),
         "document_way", places=("documents",), keys=("Щ", "O"), rank=32,
         also=N_("status sent receipt history")),
    Verb("card.way", N_("way"), N_("How far what was sent has come"),
         "card_way", places=("patients",), views=("summary",), keys=("Щ", "O"),
         also=N_("status sent receipt history")),
    Verb("services.price", N_("what the visit costs"),
         N_("Ask anew what the services cost"),
         "ask_prices", places=("patients",), views=("summary",), also=N_("price cost insurer payment")),
    Verb("region.ask", N_("update from the regional system"),
         N_("What other institutions know, now"),
         "ask_region", places=("patients",), views=("summary",),
         also=N_("regional records chart pull integration")),
    Verb("policy.ask", N_("check the policy"), N_("Ask now whether the policy is in force"),
         "ask_policy", places=("patients",), views=("summary",), also=N_("insurance insurer OMS company")),
    Verb("document.mail", N_("send by mail…"), N_("Send this document's file by mail"),
         "mail_document", places=("documents",), also=N_("e-mail letter mail send")),
    Verb("list.export", N_("write the list out…"), N_("The list as a file: XLSX, CSV, JSON, PDF"),
         "export_list", places=("documents", "schedule", "patients", "settings"),
         also=N_("export excel csv calendar ics table save")),
    Verb("card.export", N_("write the card out…"), N_("The whole card as FHIR, PDF or JSON"),
         "export_chart", places=("patients",), views=("summary",),
         also=N_("export save chart fhir pdf json copy")),
    Verb(
        "card.row",
        N_("card"),
        N_("Card of the patient in this row"),
        "card_of_row",
        places=("home", "schedule", "documents"),
        letter="к",
        rank=20,
    ),
    Verb("visit.book", N_("book"), N_("Book the free time under the cursor"), "book_visit",
         places=("schedule",), letter="з", rank=11, also=N_("appointment visit")),
    Verb("visit.book_card", N_("book"), N_("The nearest free times for this patient"), "book_visit",
         places=("patients",), views=("summary",), letter="з", rank=33, palette=False),
    Verb("visit.slot", N_("free slot"), N_("To the next free time, to book it"),
         "free_slot", places=("schedule", "patients", "home"), letter="с", rank=34,
         also=N_("nearest window appointment")),
    Verb("visit.move", N_("move"), N_("Pick the visit up; Enter puts it down"), "move_visit",
         places=("schedule",), letter="м", rank=13),
    Verb("visit.cancel", N_("cancel"), N_("Cancel the visit, with a reason"),
         "cancel_visit", places=("schedule",), letter="у", rank=14),
    Verb("visit.advance", N_("attendance"), N_("Arrived, with the doctor, done"), "advance_visit",
         places=("schedule",), letter="я", rank=12, acts=True),
    Verb("visit.no_show", N_("no-show"), N_("Nobody came to this visit"), "mark_no_show",
         places=("schedule",), acts=True),
    Verb("schedule.filter", N_("whose"), N_("Choose whose schedule is shown"), "choose_doctor",
         places=("schedule",), letter="ф", rank=36, also=N_("doctor colleague")),
    Verb("schedule.visits", N_("filter the visits"), N_("Some of the visits: status, kind, room"),
         "filter", places=("schedule",), views=("summary", "search"), keys=("Ф", "A"),
         also=N_("narrow status room")),
    Verb("hours.amend", N_("hours"), N_("Set the doctor's working hours"), "amend_hours",
         places=("schedule",), letter="и", rank=37, also=N_("working hours reception")),
    Verb("day.before", N_("day before"), N_("The day before, in the list of a day"), "turn_day(-1)",
         places=("schedule",), views=("summary",), keys=("left",), palette=False),
    Verb("day.after", N_("day after"), N_("The day after, in the list of a day"), "turn_day(1)",
         places=("schedule",), views=("summary",), keys=("right",), palette=False),
    Verb("day.today", N_("today"), N_("Back to this day, at this time"), "today", places=("schedule",)),
    Verb(
        "card.previous",
        N_("previous card"),
        N_("Open the card that was open before"),
        "app.previous_card",
        letter="ё",
        rank=60,
    ),
    Verb("filter", N_("filter"), N_("Show only some of the rows"), "filter",
         places=("home", "patients", "documents", "settings"), letter="ф", rank=64),
    Verb("sort", N_("sort"), N_("The next order of the list"), "sort",
         places=("home", "patients", "documents"), letter="ы", rank=66),
    Verb("exchange.queue", N_("send queue"), N_("What waits and what was sent"),
         "app.send_queue", also=N_("exchange outbox status retry")),
    Verb("imports", N_("import charts…"), N_("Charts of other systems, patient lists"),
         "app.import_charts", also=N_("load bundle csv migrate take in files")),
    Verb("requests", N_("requests and decisions"), N_("What waits for somebody's approval"),
         "app.requests", keys=("З", "P"), also=N_("approve handover correction application")),
    Verb("worker.correct", N_("put a colleague's data right"),
         N_("Ask that a name or a post be corrected"),
         "app.correct_colleague", also=N_("colleague worker name surname post")),
    Verb("template.withdraw", N_("withdraw"), N_("Take it away; Ctrl+Z brings it back"),
         "withdraw_template", places=("settings",), letter="у", rank=20, acts=True),
    Verb("undo", N_("undo"), N_("Take back what was done last"), "app.undo",
         keys=("ctrl+z",)),
    Verb("repeat", N_("repeat"), N_("Do with this row what was done last"), "app.repeat", letter="ж"),
    Verb("back", N_("back"), N_("One step back; nothing typed is lost"), "back", keys=("escape",),
         palette=False),
    Verb(
        "form.save",
        N_("save"),
        N_("Save what is written here"),
        "save",
        places=(FORM,),
        strong=("ctrl+s",),
        rank=10,
        palette=False,
    ),
    Verb(
        "form.back",
        N_("back, the draft stays"),
        N_("Leave the sheet; what is typed is kept as a draft"),
        "back",
        places=(FORM,),
        strong=("escape",),
        rank=20,
        palette=False,
    ),
    Verb("form.first", N_("open the first"), N_("Open the first of two equal requests"), "open_first",
         places=(SHEET,), strong=("f8",), rank=11, palette=False),
    Verb("form.earlier", N_("repeat"), N_("Fill in from what was written earlier"), "repeat_earlier",
         places=(SHEET,), strong=("ctrl+r",), rank=12, palette=False),
    Verb("form.template", N_("template"), N_("Put a template where the cursor stands"), "take_template",
         places=(SHEET,), strong=("ctrl+t",), rank=14, palette=False),
    Verb("form.attach", N_("attach"), N_("Choose files that are kept with this form"), "attach",
         places=(SHEET,), strong=("ctrl+f",), rank=16, palette=False),
    Verb("door.enter", N_("enter"), N_("Go on with what is typed"), "submit", places=(DOOR,),
         keys=("enter",), rank=10, palette=False),
    Verb("door.forgot", N_("forgot password?"), N_("Set a new password with the recovery code"), "forgot",
         places=(DOOR,), strong=("f7",), rank=20, palette=False),
    Verb("door.other", N_("another worker"), N_("Sign in as somebody else; the place is forgotten"), "other",
         places=(DOOR,), strong=("f8",), rank=30, palette=False),
    Verb("door.back", N_("back"), N_("Back to signing in"), "back", places=(DOOR,), keys=("escape",),
         rank=40, palette=False),
    Verb("palette", N_("commands"), N_("Everything that can be done here, by name"), "app.palette",
         strong=("ctrl+p",), rank=80, palette=False),
    Verb("help", N_("help"), N_("What works in this place"), "app.help", places=(*SECTIONS, FORM, DOOR),
         strong=("f1",), rank=90),
    Verb("lock", N_("lock"), N_("Close the store; drafts are kept"), "app.lock",
         places=(*SECTIONS, FORM), strong=("ctrl+l",)),
    Verb("sign_out", N_("sign out"), N_("Close the store and forget the place"), "app.sign_out"),
    Verb("quit", N_("quit"), N_("Close the store and leave"), "app.quit", places=(*SECTIONS, FORM, DOOR),
         strong=("ctrl+q",)),
    Verb("window.close", N_("shut the signing window"), N_("The next signature or export asks again"),
         "app.close_window", also=N_("signature")),
    Verb("copy.row", N_("copy the row"), N_("Its text into the terminal's clipboard"), "copy_row",
         also=N_("clipboard")),
    Verb("copy.number", N_("copy the number"), N_("The document's number into the clipboard"), "copy_number",
         places=("home", "documents"), also=N_("clipboard")),
    Verb("look.mouse", N_("mouse on or off"), N_("Off, the terminal itself selects text"),
         "app.toggle_mouse"),
    Verb("look.theme", N_("next theme"), N_("Change the colours"), "app.next_theme"),
    Verb("look.language", N_("next language"), N_("Change the language of the interface"),
         "app.next_language"),
)  # fmt: skip


def verbs_of(place: str, view: str | None = None) -> tuple[Verb, ...]:
    """The verbs of a place (and view), most used first, those out of the key line last."""
    here = [verb for verb in VERBS if verb.works_in(place, view)]
    return tuple(sorted(here, key=lambda verb: verb.rank or 1000))


def key_line(place: str, view: str | None = None) -> tuple[Verb, ...]:
    """The verbs the bottom line shows, in its order."""
    return tuple(verb for verb in verbs_of(place, view) if verb.rank)


def bindings(place: str) -> list[Binding]:
    """Bindings for the screen of a place; strong keys of the app's own verbs are bound by the app."""
    made: list[Binding] = []
    for verb in verbs_of(place):
        if verb.soft_keys:
            made.append(_binding(verb, verb.soft_keys, strong=False))
        if verb.strong and not verb.action.startswith("app."):
            made.append(_binding(verb, verb.strong, strong=True))
    return made


def app_bindings() -> list[Binding]:
    """Bindings that the app holds: they work in every place, text fields included."""
    return [
        _binding(verb, verb.strong, strong=True)
        for verb in VERBS
        if verb.strong and verb.action.startswith("app.")
    ]


def _binding(verb: Verb, keys: tuple[str, ...], *, strong: bool) -> Binding:
    # One id for both would let a keymap put a letter where it would swallow what is typed.
    return Binding(
        ",".join(keys),
        verb.action,
        verb.title,
        show=False,
        priority=strong,
        tooltip=verb.help,
        id=f"{verb.id}.strong" if strong and verb.soft_keys else verb.id,
    )


def by_action(place: str, action: str) -> Verb | None:
    """The verb of a place that this screen action belongs to; None for actions of no verb."""
    return next((verb for verb in VERBS if verb.action == action and place in verb.places), None)


def by_letter(place: str, key: str, own: Mapping[str, str]) -> Verb | None:
    """The verb of a section that this letter names; None for keys that work in every section."""
    here = (verb for verb in VERBS if verb.letter and verb.places != SECTIONS and place in verb.places)
    return next((verb for verb in here if key in _effective(verb, own).get(verb.id, ())), None)


def clashes(keymap: Mapping[str, str], verbs: Iterable[Verb] = VERBS) -> tuple[str, ...]:
    """What is wrong with a user's keymap: unknown names, and keys that two verbs of one place would share.

    Each entry is "place: key: verb, verb", or "?: name" for a name no binding has.
    """
    verbs = tuple(verbs)
    known = {name for verb in verbs for name in _effective(verb, {})}
    wrong = [f"?: {name}" for name in keymap if name not in known]
    for place in (*SECTIONS, FORM, DOOR):
        taken: dict[str, list[str]] = {}
        sharing = {place, SHEET} if place == FORM else {place}
        for verb in (v for v in verbs if sharing & set(v.places)):
            for keys in _effective(verb, keymap).values():
                for key in keys:
                    taken.setdefault(key, []).append(verb.id)
        wrong.extend(
            f"{place}: {key}: {', '.join(sorted(set(ids)))}"
            for key, ids in taken.items()
            if len(set(ids)) > 1
        )
    return tuple(dict.fromkeys(wrong))


def _effective(verb: Verb, keymap: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The binding ids of a verb and the keys each has under a keymap."""
    own: dict[str, tuple[str, ...]] = {}
    if verb.soft_keys:
        own[verb.id] = verb.soft_keys
    if verb.strong:
        own[f"{verb.id}.strong" if verb.soft_keys else verb.id] = verb.strong
    return {
        name: tuple(key_name(part.strip()) for part in keymap[name].split(",")) if name in keymap else keys
        for name, keys in own.items()
    }
