"""What the stand-in says of itself, on the page of services and when it is switched on."""

from __future__ import annotations

from typing import Final

TITLE: Final = {
    "en": "Stand-in for the state's services",
    "ru": "Имитация государственных служб",
}

SEES: Final = {
    "en": "Everything that is sent to it: it lies in this encrypted store, leaves the machine in no way, and "
    "whoever directs the stand-in here can read the letters.",
    "ru": "Всё, что ей отправлено: оно лежит в этом же зашифрованном хранилище, машину не покидает, а письма "
    "может прочитать тот, кто здесь управляет имитацией.",
}

USAGE: Final = {
    "en": "Send as to a real service: о/j on a document. What it answers and when is seen and directed on "
    "the page “What the service will say” (Ctrl+P); letters and SMS lie in its mailbox and its phone.",
    "ru": "Отправляйте как в настоящую службу: о/j на документе. Что и когда она ответит, видно и задаётся "
    "на странице «Что ответит служба» (Ctrl+P); письма и СМС лежат в её почте и телефоне.",
}

SIMULATES: Final = {
    "en": "Everything; nothing reaches a real service. Regional records and РЭМД: acceptance, registration "
    "numbers, refusals (codes are those of dictionary 99.2.305, all wordings but one are ours). Master "
    "patient index: numbers, editions, changes of telephone and address. Laboratory: values, words, ranges, "
    "flags, now and then a correction. Insurer: whether a policy is in force, the "
    "company, what services cost. Regional records: all of another institution's chart. "
    "Pharmacy network: what became of a prescription. "
    "Regional schedule: numbers and clashes. Registers and HR: decisions and their reasons. "
    "Regulator: remarks. Courses: confirmation, end and hours. Mail and SMS: nobody gets them, they stay "
    "in the stand-in. Delays, refusals and outages come from a seed.",
    "ru": "Всё; в настоящие службы не уходит ничего. Региональный архив и РЭМД: приём, номера регистрации, "
    "отказы (коды — из справочника 99.2.305, формулировки, кроме одной, наши). Индекс пациентов: номера, "
    "редакции, смена телефона и адреса. Лаборатория: значения, слова, границы, отметки, изредка "
    "исправления. Страховая: действует ли полис, чей он, что стоят услуги. "
    "РМИС: все записи других организаций. Аптечная сеть: что стало с рецептом. "
    "Региональное расписание: номера и накладки. "
    "Регистры и кадры: решения и их причины. Надзор: замечания. Курсы: подтверждение, окончание и часы. "
    "Почта и СМС: их никто не получает, они остаются в имитации. Задержки, отказы и сбои берутся из "
    "начального числа.",
}
