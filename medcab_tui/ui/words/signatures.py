"""Signatures and keys: what a refusal says."""

from __future__ import annotations

from typing import Final

from medcab_tui.locale import N_

WORDS: Final[dict[str, tuple[str, str]]] = {
    "signature.no_signer": (
        N_("It is not set how to sign."),
        N_("Settings, page “Signature”: choose a PKCS#12 file or a command."),
    ),
    "signature.signer_broken": (
        N_("The signer “{name}” failed: {fault}."),
        N_("Choose another in the settings, page “Signature”, or ask whoever made it."),
    ),
    "signature.signer_settings": (
        N_("The signer “{name}” is not set up: {fields}."),
        N_("Fill that in: settings, page “Signature”."),
    ),
    "signature.file_missing": (N_("There is no such file: {path}."), N_("Settings, page “Signature”.")),
    "signature.file_unreadable": (
        N_("The file cannot be read: {path} ({reason})."),
        N_("Mend its permissions, or name another: settings, page “Signature”."),
    ),
    "signature.file_kind": (
        N_("This is not a PKCS#12 file: {path}."),
        N_("Name a .p12 or .pfx file: settings, page “Signature”."),
    ),
    "signature.passphrase_needed": (
        N_("The file of the key is locked by a passphrase."),
        N_("Type it: it is kept in memory only while the signing window is open."),
    ),
    "signature.passphrase": (
        N_("This is not the passphrase of the file."),
        N_("Check the layout and capitals, then type it again."),
    ),
    "signature.no_key": (
        N_("There is no key with its certificate in the file: {path}."),
        N_("Export both together, or name another file."),
    ),
    "signature.key_kind": (
        N_("The key in this file is of a kind that is not known here: {path}."),
        N_("Sign by a command instead: settings, page “Signature”."),
    ),
    "signature.certificate_damaged": (
        N_("The certificate cannot be read."),
        N_("Ask for a new one where it was issued."),
    ),
    "signature.certificate_expired": (
        N_("The certificate has expired."),
        N_("Get a new one, and name it in the settings, page “Signature”."),
    ),
    "signature.certificate_early": (
        N_("The certificate is not valid yet."),
        N_("Wait for its first day, or name another; check this machine's clock too."),
    ),
    "signature.certificate_usage": (
        N_("The certificate is not made for signing."),
        N_("Name another in the settings, page “Signature”."),
    ),
    "signature.command_none": (N_("No command is named."), N_("Settings, page “Signature”.")),
    "signature.command_missing": (
        N_("The command does not start: {command} ({reason})."),
        N_("Check its name and path: settings, page “Signature”."),
    ),
    "signature.command_failed": (
        N_("The command {command} ended with status {status}: {said}."),
        N_("Try it in a terminal, then again here."),
    ),
    "signature.command_slow": (
        N_("{command} gave no signature within {seconds} s and was stopped."),
        N_("Is the token plugged in? Try it in a terminal, then again here."),
    ),
    "signature.command_garbage": (
        N_("What {command} gave is no detached CMS signature with one signer, in DER."),
        N_("Check its arguments: settings, page “Signature”."),
    ),
    "signature.stopped": (N_("Signing was stopped."), N_("Nothing was kept of it. Sign again.")),
    "signature.changed": (
        N_("The signature stands under other bytes than these."),
        N_("Nothing was kept. Sign again; if it happens again, check the command."),
    ),
    "signature.damaged": (
        N_("The signature cannot be read, or does not fit its certificate."),
        N_("Nothing was kept. Sign again; if it happens again, check the certificate."),
    ),
    "signature.unknown": (
        N_("The algorithm of this signature is not known here, so nothing was kept."),
        N_("Name a command that checks it: settings, page “Signature”."),
    ),
    "signature.already": (
        N_("You have signed this already."),
        N_("A signature can be withdrawn: “check the signature”."),
    ),
    "signature.stale": (N_("It was changed since the sheet was opened."), N_("Read it, then sign it.")),
    "signature.no_file": (
        N_("No file belongs to this document: there is nothing to sign."),
        N_("Attach one: а/f."),
    ),
    "signature.document_withdrawn": (N_("The document is withdrawn."), N_("It is not signed any more.")),
    "signature.of_card": (
        N_("Only those who may read cards sign what stands in them."),
        N_("Ask the head of the department."),
    ),
    "signature.missing": (N_("There is no such signature."), N_("Read the list again.")),
    "signature.withdrawn": (N_("The signature is withdrawn already."), N_("Read the list again.")),
    "signature.not_own": (
        N_("Only {who} can withdraw this signature."),
        N_("A signature is withdrawn by whoever made it."),
    ),
}
