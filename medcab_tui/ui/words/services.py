"""Connected services, the exchange with them, and ways of telling: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "mail.consent": (
        N_("A patient's document goes by ordinary mail only with the patient's consent."),
        N_("Ask the patient and say so here, or hand the document over another way."),
    ),
    "region.no_service": (
        N_("No connected service gives charts of other institutions."),
        N_("Whoever connects services does it in Settings, Services."),
    ),
    "exchange.unfit": (
        N_("The service says what no card can hold."),
        N_("Nothing was changed. Tell those who keep the service."),
    ),
    "exchange.unknown": (
        N_("The service tells of something nobody here knows."),
        N_("Nothing was changed. A newer program may know it."),
    ),
    "sending.missing": (N_("There is no such sending any more."), N_("Read the list again.")),
    "sending.gone": (
        N_("This has been sent, or called back."),
        N_("Its way shows what became of it."),
    ),
    "sending.others": (
        N_("A colleague sent this."),
        N_("They can call it back, or whoever connects services."),
    ),
    "sending.tried": (
        N_("This was tried already: the service may have taken it."),
        N_("It can be given up, with a reason."),
    ),
    "conflict.missing": (N_("There is no such pair of versions."), N_("Read Home again.")),
    "conflict.stale": (
        N_("One of both versions changed meanwhile."),
        N_("Open them again: they are compared as they stand now."),
    ),
    "conflict.settled": (
        N_("Both versions have become one already."),
        N_("The card shows what stands; its editions keep both."),
    ),
    "conflict.open": (N_("Nothing was decided yet."), N_("Open both versions and choose.")),
    "conflict.sent": (
        N_("The service was told of the decision already."),
        N_("Change the card once more; that is sent too."),
    ),
    "reminders.none": (N_("Nothing falls due now."), N_("It is looked at again within a minute.")),
    "reminders.elsewhere": (
        N_("Another process is reminding at this moment."),
        N_("Nothing is lost: it tells what falls due."),
    ),
    "link.name_missing": (
        N_("The connection needs a name."),
        N_("Type a short word by which you will know it."),
    ),
    "link.name": (
        N_("This cannot be the name of a connection."),
        N_("At most {most} letters, digits, points and hyphens, beginning with a letter or a digit."),
    ),
    "link.name_reserved": (
        N_("“{name}” means any service of that kind."),
        N_("Choose another name, for example {name}-1."),
    ),
    "link.name_taken": (
        N_("There is a connection named {name} already."),
        N_("Choose another name."),
    ),
    "stand.off": (
        N_("The stand-in of services is switched off."),
        N_("It is switched on in Settings, Services."),
    ),
    "stand.patient": (
        N_("The stand-in keeps no such patient."),
        N_("It knows those that were sent to it. Read the list again."),
    ),
    "link.missing": (
        N_("There is no connection named {name}."),
        N_("Look at the list: medcab services list, or Settings, Services."),
    ),
    "link.stale": (
        N_("The connection was changed in another window meanwhile."),
        N_("Nothing was overwritten. Look at the page again and repeat."),
    ),
    "link.already_on": (
        N_("{name} is switched on already."),
        N_("Look at the page again."),
    ),
    "link.already_off": (
        N_("{name} is switched off already."),
        N_("Look at the page again."),
    ),
    "link.waiting": (
        N_("What waits to be sent by {name} has changed meanwhile: {count}."),
        N_("Nothing was removed. Look at the page again and repeat."),
    ),
    "link.setting_missing": (
        N_("This setting must be filled in: {name}."),
        N_("Type it and repeat."),
    ),
    "link.setting": (
        N_("This setting does not fit: {name} ({told})."),
        N_("Mend it and repeat."),
    ),
    "link.settings": (
        N_("The settings do not fit the adapter any more: {name} ({told})."),
        N_("Open the connection and save its settings anew; nothing is sent until then."),
    ),
    "link.adapter_missing": (
        N_("There is no adapter named {adapter}."),
        N_("Install the package that brings it, or choose another of medcab services list."),
    ),
    "link.adapter_broken": (
        N_("The adapter {adapter} cannot be used: {told}."),
        N_("Nothing is lost, what is to be sent waits. Update or reinstall its package."),
    ),
    "link.adapter_hanging": (
        N_("The adapter {adapter} does not answer while it is loaded."),
        N_("Nothing is lost, what is to be sent waits. Update or reinstall its package."),
    ),
    "link.secret_off": (
        N_("A secret of this connection lies in the keyring, and that is switched off by the settings."),
        N_("Set keyring = true, or type the secret anew: it will lie in the encrypted store."),
    ),
    "link.secret_absent": (
        N_("A secret of this connection lies in the keyring, and there is none here."),
        N_("Sign in to the desktop session, or type the secret anew: it will lie in the encrypted store."),
    ),
    "link.secret_locked": (
        N_("A secret of this connection lies in the keyring, and that is locked."),
        N_("Unlock the keyring: what is to be sent waits and goes on by itself. Or type the secret anew."),
    ),
    "link.secret_hanging": (
        N_("A secret of this connection lies in the keyring, and that does not answer."),
        N_("What is to be sent waits. Restart the keyring, or type the secret anew."),
    ),
    "link.secret_faulty": (
        N_("A secret of this connection lies in the keyring, and that broke off."),
        N_("What is to be sent waits. Restart the keyring, or type the secret anew."),
    ),
    "link.secret_missing": (
        N_("The keyring of this machine does not have a secret of this connection."),
        N_("Type the secret anew: it may lie on another machine, or was removed there."),
    ),
    "delivery.stale": (
        N_("Notifications were set in another window meanwhile."),
        N_("Nothing was overwritten. Look at the page again and repeat."),
    ),
    "quiet.form": (
        N_("These are not quiet hours."),
        N_("Type them as 22:00-07:00; «no» means none."),
    ),
    "service.none": (
        N_("This store has no service of reminders and exchange."),
        N_("Enable it: medcab remind enable. It asks for your password once."),
    ),
    "service.no_key": (
        N_("The key of the service of reminders and exchange is not here."),
        N_("Enable it on this machine: medcab remind enable; or name its file: --key-file."),
    ),
    "service.wrong_key": (
        N_("The key of the service of reminders and exchange does not open this store any more."),
        N_("It was taken away, or the store was put back. Enable it again: medcab remind enable."),
    ),
    "service.worker_gone": (
        N_("Who enabled the service of reminders and exchange does not work here any more."),
        N_("Somebody else has to enable it: medcab remind enable."),
    ),
    "service.file_open": (
        N_("Others may read the file with the key: {path}."),
        N_("It was not used. Close it (chmod 600), or take the key away: medcab remind disable."),
    ),
    "service.file_exists": (
        N_("There is a file of this name already: {path}."),
        N_("Nothing was overwritten. Name another, or remove it."),
    ),
    "service.file_unwritable": (
        N_("The file with the key could not be written: {path}."),
        N_("Check the folder and who owns it."),
    ),
    "service.file_unreadable": (
        N_("There is no key in this file: {path}."),
        N_("Name the file that medcab remind enable --key-file wrote."),
    ),
}
