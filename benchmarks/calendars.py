"""Calendar files of any size: a parliament's dates over twenty years, in Russian, each with its source.

The same number of events always gives the same file. An event takes about 900 bytes in a feed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

FIRST_DAY = date(2012, 1, 9)
DAYS = 20 * 365  # that the events are spread over
WORDS = """
    бюджет образование здравоохранение безопасность культура транспорт энергетика экология наука спорт туризм торговля
    промышленность сельское хозяйство водные ресурсы связь граница миграция молодёжь ветераны семья занятость пенсии
    налоги таможня суд прокуратура адвокатура выборы регионы города жильё дороги порты авиация космос архивы музеи
    библиотеки печать телевидение язык реклама страхование банки биржа кредит аудит закупки статистика перепись
    метеорология сейсмология пожары спасатели учения манёвры мониторинг доклад
"""
NAMES = "Абдуллоев Ахметов Бекова Волкова Григорян Жукова Исаев Каримова Литвинов Назарова Осипов Рахимова"
WORDS_IN_TITLE, WORDS_IN_DESCRIPTION = 3, 6
CITIES = (("Душанбе", "TJ"), ("Москва", "RU"), ("Минск", "BY"), ("Бишкек", "KG"), ("Астана", "KZ"), ("Ереван", "AM"))


def write(folder: Path, *, slug: str, events: int) -> Path:
    """The calendar `slug` with that many events, as a new file in the folder."""
    path = folder / f"{slug}.toml"
    path.write_text("\n".join([_HEAD.format(slug=slug), *_events(slug, events)]), encoding="utf-8")
    return path


_HEAD = """\
[calendar]
slug = "{slug}"
name = "Парламентский календарь"
description = "Заседания, поручения и учения; вымышлены для измерений."
zone = "Asia/Dushanbe"
language = "ru"
color = "steelblue"

[[source]]
id = "s1"
publication = "Вестник"
date = 2011-12-01
"""

_MEETING = """\
[[event]]
uid = "{name}@{slug}"
slug = "{slug}-{name}"
kind = "meeting"
summary = "Заседание № {number}: {title}"
description = "{description}"
start = {day}T{hour:02}:00:00
end = {day}T{hour:02}:45:00
location = "Дом правительства, {city}"
country = "{country}"
[[event.source]]
id = "s1"
supports = ["start", "end", "location"]
says = "План на год."
"""

_DEADLINE = """\
[[event]]
uid = "{name}@{slug}"
slug = "{slug}-{name}"
kind = "deadline"
summary = "Доклад № {number}: {title}"
description = "{description}"
first_day = {day}
[[event.source]]
id = "s1"
supports = ["first_day"]
says = "План на год."
"""

_EXERCISE = """\
[[event]]
uid = "{name}@{slug}"
slug = "{slug}-{name}"
kind = "exercise"
summary = "Учения «Взаимодействие-{number}»: {title}"
description = "{description}"
first_day = {day}
last_day = {last_day}
location = "Полигон, {city}"
country = "{country}"
[[event.source]]
id = "s1"
supports = ["first_day", "last_day", "location"]
says = "План на год."
"""


def _events(slug: str, events: int) -> Iterator[str]:
    random = Random(slug)
    for number in range(events):
        day = FIRST_DAY + timedelta(days=DAYS * number // events)
        city, country = CITIES[number % len(CITIES)]
        yield (_MEETING, _DEADLINE, _MEETING, _EXERCISE)[number % 4].format(
            slug=slug,
            name=event_name(number),
            number=number,
            hour=random.randrange(8, 18),
            day=day,
            last_day=day + timedelta(days=4),
            title=", ".join(random.sample(WORDS.split(), k=WORDS_IN_TITLE)),
            description=_description(random),
            city=city,
            country=country,
        )


def _description(random: Random) -> str:
    agenda = ", ".join(random.sample(WORDS.split(), k=WORDS_IN_DESCRIPTION))
    return f"Повестка: {agenda}. Документ {random.randrange(10**6)}, {random.choice(NAMES.split())}."


def event_name(number: int) -> str:
    """What stands before the @ in the UID; the slug is that of the calendar, a hyphen and this."""
    return f"event-{number:06}"
