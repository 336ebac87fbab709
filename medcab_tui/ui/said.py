"""What the connections of the program itself say of a fault: codes told as sentences with what to do.

A service's own words are shown as they came. Imports no textual: the command line tells them too.
"""

from __future__ import annotations

from typing import Final

from medcab_tui.domain.cleaning import one_line
from medcab_tui.locale import N_, _

_SAID: Final[dict[str, str]] = {
    # the line
    "http.unreachable": N_("No connection to the service. Check its address and the network."),
    "http.late": N_("The service did not answer in time. It is asked again later."),
    "http.broken_off": N_("The service broke the connection off. It is asked again later."),
    "http.garbage": N_("The answer is not of a service like this. Check the address and the port."),
    "http.json": N_("The answer is no proper JSON. Check the address; tell those who keep the service."),
    "http.large": N_("The answer is too large. Tell those who keep the service."),
    "http.encoding": N_("The answer is packed in a way nobody asked for. Tell those who keep the service."),
    "http.redirect": N_(
        "The service sends us to another address, and nobody follows. Set the right address."
    ),
    "http.elsewhere": N_("The answer leads to another host; nothing was sent there. Check the address."),
    "http.path": N_("This cannot be a part of an address. Check the settings."),
    "http.header": N_("This cannot be sent as a header. Check the settings: Latin letters, one line."),
    "http.request": N_("This cannot be sent as a request. Check the settings."),
    "http.origin": N_("This is no address of a service. Write it as https://host."),
    "http.plain": N_("Without encryption only a service on this computer is asked. Write https://."),
    "tls.untrusted": N_(
        "The service's certificate is not trusted; nothing was sent. If it was issued inside the"
        " organisation, name the file of its authority in the settings."
    ),
    "tls.failed": N_("No encrypted connection came about. Check the port and the kind of encryption."),
    "tls.authorities": N_("The file of the certificate authority cannot be read. Name a PEM file."),
    # mail
    "smtp.unreachable": N_("No connection to the mail server. Check its name, the port and the network."),
    "smtp.late": N_("The mail server did not answer in time. The letter is sent again later."),
    "smtp.broken_off": N_("The mail server broke the connection off. The letter is sent again later."),
    "smtp.garbage": N_("This is no mail server. Check its name and the port."),
    "smtp.no_starttls": N_(
        "The server offers no encryption; the password was not sent. Choose TLS, or another server."
    ),
    "smtp.no_way_in": N_("The server takes no password in a way we know. Ask those who keep it."),
    "mail.large": N_("The letter is too large for the server. Send the file another way."),
    "mail.address": N_("This is no address of mail. Put it right and send again."),
    "mail.no_address": N_("The letter has no address. Give one and send again."),
    # SMS
    "sms.no_state": N_("The gateway's answer does not say what it did. Check where the state is."),
    "sms.number": N_(
        "This is no number an SMS can go to. Check the number, or where the answer has its own."
    ),
    "sms.no_number": N_("The SMS has no number. Give one and send again."),
    "sms.empty": N_("The SMS has no text."),
    # letters
    "letter.no_address": N_(
        "The receiver gave no address. It is given in Settings, Notifications: «Letters go to», «SMS go to»."
    ),
    "letter.no_worker": N_("The receiver does not work here any more."),
    "service.kind": N_("This service does not take such things."),
}


def service_said(text: str) -> str:
    """What a connection said: a sentence for a code of ours, else the words on one line."""
    return _(_SAID[text]) if text in _SAID else one_line(text)


def said_codes() -> frozenset[str]:
    """Every code there is a sentence for."""
    return frozenset(_SAID)
