"""A short list of ICD-10 codes to choose from as one types; a code outside it may be typed with its name.

Codes and names are facts of the dictionary 1.2.643.5.1.13.13.11.1005 (DOMAIN.md §2), spelt as it spells them.
"""

from __future__ import annotations

import re

from medcab_tui.domain.errors import Invalid
from medcab_tui.domain.folding import fold
from medcab_tui.domain.patients import Coded

VERSION = "2.24"
_CODE = re.compile(r"[A-Z]\d\d(\.\d{1,2})?")
_SHORTEST_DISPLAY = 3
_LONGEST_DISPLAY = 255
_LOOKALIKES = str.maketrans("АВСЕНКМОРТХ", "ABCEHKMOPTX")
"""Cyrillic letters that stand for the Latin ones of a code."""

_NAMES = {
    "B34.9": "Вирусная инфекция неуточненная",
    "D50.9": "Железодефицитная анемия неуточненная",
    "E03.9": "Гипотиреоз неуточненный",
    "E04.1": "Нетоксический одноузловой зоб",
    "E10.9": "Инсулинзависимый сахарный диабет без осложнений",
    "E11": "Сахарный диабет 2 типа",
    "E11.9": "Инсулиннезависимый сахарный диабет без осложнений",
    "E66.0": "Ожирение, обусловленное избыточным поступлением энергетических ресурсов",
    "E78.0": "Чистая гиперхолестеринемия",
    "F41.1": "Генерализованное тревожное расстройство",
    "G43.9": "Мигрень неуточненная",
    "H52.1": "Миопия",
    "I10": "Эссенциальная [первичная] гипертензия",
    "I11.9": "Гипертензивная [гипертоническая] болезнь с преимущественным поражением сердца "
    "без (застойной) сердечной недостаточности",
    "I20.8": "Другие формы стенокардии",
    "I25.1": "Атеросклеротическая болезнь сердца",
    "I25.2": "Перенесенный в прошлом инфаркт миокарда",
    "I48": "Фибрилляция и трепетание предсердий",
    "I50.0": "Застойная сердечная недостаточность",
    "I67.9": "Цереброваскулярная болезнь неуточненная",
    "I83.9": "Варикозное расширение вен нижних конечностей без язвы или воспаления",
    "J00": "Острый назофарингит [насморк]",
    "J02.9": "Острый фарингит неуточненный",
    "J03.9": "Острый тонзиллит неуточненный",
    "J06.9": "Острая инфекция верхних дыхательных путей неуточненная",
    "J18.9": "Пневмония неуточненная",
    "J20.9": "Острый бронхит неуточненный",
    "J30.1": "Аллергический ринит, вызванный пыльцой растений",
    "J44.9": "Хроническая обструктивная легочная болезнь неуточненная",
    "J45.0": "Астма с преобладанием аллергического компонента",
    "K21.0": "Гастроэзофагеальный рефлюкс с эзофагитом",
    "K29.5": "Хронический гастрит неуточненный",
    "K52.9": "Неинфекционный гастроэнтерит и колит неуточненный",
    "K80.2": "Камни желчного пузыря без холецистита",
    "L20.9": "Атопический дерматит неуточненный",
    "M17.0": "Первичный гонартроз двусторонний",
    "M42.1": "Остеохондроз позвоночника у взрослых",
    "M51.1": "Поражения межпозвоночных дисков поясничного и других отделов с радикулопатией",
    "M54.5": "Боль внизу спины",
    "N18.3": "Хроническая болезнь почки, стадия 3",
    "N20.0": "Камни почки",
    "N30.0": "Острый цистит",
    "N39.0": "Инфекция мочевыводящих путей без установленной локализации",
    "N40": "Гиперплазия предстательной железы",
    "R51": "Головная боль",
    "S93.4": "Растяжение и перенапряжение связок голеностопного сустава",
    "Z00.0": "Общий медицинский осмотр",
    "Z02.7": "Обращение в связи с получением медицинских документов",
    "Z76.0": "Выдача повторного рецепта",
}

_ENTRIES = tuple(
    (Coded(code, display, VERSION), tuple(re.findall(r"\w+", fold(display))))
    for code, display in _NAMES.items()
)


def find(text: str, limit: int = 8) -> tuple[Coded, ...]:
    """Entries whose code begins with the text, or whose name has a word beginning with each of its words."""
    typed = text.strip()
    code = typed.upper().translate(_LOOKALIKES)
    if not typed:
        return ()
    by_code = [entry for entry, _ in _ENTRIES if entry.code.startswith(code)]
    wanted = re.findall(r"\w+", fold(typed))
    by_name = [
        entry
        for entry, words in _ENTRIES
        if wanted and all(any(word.startswith(part) for word in words) for part in wanted)
    ]
    return tuple(dict.fromkeys(by_code + by_name))[:limit]


def known(code: str) -> Coded | None:
    """The entry of a code, if the short list has it."""
    display = _NAMES.get(code)
    return Coded(code, display, VERSION) if display else None


def check_diagnosis(coded: Coded, field: str = "diagnosis") -> None:
    """A well-formed code with a name of three characters or more; raises Invalid."""
    if not _CODE.fullmatch(coded.code):
        raise Invalid("diagnosis.code", field)
    if not _SHORTEST_DISPLAY <= len(coded.display.strip()) <= _LONGEST_DISPLAY:
        raise Invalid("diagnosis.display", field)
