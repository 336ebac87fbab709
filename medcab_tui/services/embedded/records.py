"""Regional records and РЭМД: a document is accepted at once, registered or refused later (DOMAIN.md §6)."""

from __future__ import annotations

import hashlib
from typing import Final

from medcab_tui.domain.exchange import Receipt
from medcab_tui.services.embedded.taken import Asked, Step, Taken, accepted, line, refused, registered

KINDS: Final = frozenset({"document", "conclusion", "results"})

CODES: Final[dict[str, str]] = {
    "NO_SNILS": "Не указан СНИЛС пациента",
    "NO_SIGNATURE": "Нет подписи медицинского работника или организации",
    "NO_DOCUMENT_KIND_ON_DATE": "Вид документа не действует на дату его создания",
    "NOT_UNIQUE_PROVIDED_ID": "Документ с таким идентификатором уже зарегистрирован",
    "PERSON_NOT_FOUND": "Сотрудник не найден в ФРМР",
    "PERSON_POST_IN_FRMR_MISMATCH": "Должность сотрудника не совпадает с записью в ФРМР",
    "POSITION_TO_ROLE_MISMATCH": "Должность не соответствует роли подписанта",
    "ORG_NOT_FOUND_IN_FRMO": "Организация не найдена в ФРМО",
    "PATIENT_MPI_MISMATCH": "Сведения о пациенте расходятся с индексом пациентов",
    "INVALID_DICTIONARY_VERSION": "Версия справочника не действует",
    "INVALID_ELEMENT_VALUE_CODE": "Код значения не найден в справочнике",
    "INVALID_ELEMENT_VALUE_NAME": "Наименование значения не совпадает со справочником",
    "PERSONAL_SIG_CERT_NOT_ACTUAL_ON_CHECK_DT": "Сертификат подписи не действует на дату проверки",
    "SIGNATURE_VERIFICATION_ERROR": "Подпись не прошла проверку",
    "WRONG_CREATION_DATE": "Дата создания документа неверна",
    "RATE_LIMIT": "Превышено число запросов",
    "ASYNC_RESPONSE_TIMEOUT": "Время ожидания ответа истекло",
    "FRLLO_EXPIRE_DATE_ERROR": "Срок действия рецепта не совпадает со справочником",
}
"""Codes as dictionary 99.2.305 has them (DOMAIN.md §6); but for PERSON_NOT_FOUND the words are our own."""

BY_CHANCE: Final = (
    "PERSON_POST_IN_FRMR_MISMATCH", "PATIENT_MPI_MISMATCH", "INVALID_DICTIONARY_VERSION", "PERSON_NOT_FOUND",
    "INVALID_ELEMENT_VALUE_NAME",
)  # fmt: skip


def words(code: str) -> str:
    """What a refusal with this code says."""
    return CODES.get(code, "Отказано")


def take(asked: Asked) -> Taken:
    """The synchronous answer says only that it was accepted; the number comes with the registration."""
    body, chance = asked.operation.body, asked.chance
    message = f"{chance.digits('message', 12)}"
    told = " ".join(part for part in (line(body, "title", "kind"), line(body, "number", "day")) if part)
    code = _wrong(asked) or chance.refused(BY_CHANCE)
    last: Receipt
    if code:
        last = refused(code, words(code), relatesTo=message)
    else:
        number = f"{asked.at:%y.%m}.{chance.digits('emdr', 9)}"
        last = registered(number, "Зарегистрировано", emdrId=number, relatesTo=message)
    taken = accepted("", messageId=message, localUid=asked.operation.object.hex())
    return Taken(taken, (Step(chance.wait("registered"), last),), told=told)


def _wrong(asked: Asked) -> str:
    """What it really looks at: whether the fingerprint that is named is that of a file that came along."""
    named = asked.operation.body.get("sha256")
    files = asked.operation.files
    if not isinstance(named, str) or not named or not files:
        return ""
    found = {hashlib.sha256(file.content).hexdigest() for file in files}
    return "" if named.lower() in found else "SIGNATURE_VERIFICATION_ERROR"
