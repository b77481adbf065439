"""The least that shows the same events: one statement and one template for each page, and nothing around them.

The statements are the fastest that there are on this schema, and what they find is shown in the markup that the pages
have for it, with days and hours in Russian words by Babel; or, to see what that takes, as the database has them.
There is no filter, no frame, no language or zone to choose, no Flask, and the connection stays open.
"""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta, get_timezone_gmt, get_timezone_location
from jinja2 import Environment

from benchmarks.multitudes import NOW

Show = Callable[[], str]

_COLUMNS = """
    slug, kind, status, calendar, found.first_day, found.last_day, progress, document ->> '$.t.""', zone,
    iif(zone IS NULL, NULL, document ->> '$.s[0]'), iif(zone IS NULL, NULL, document ->> '$.s[1]'),
    document ->> '$.p[1]', document ->> '$.p[2]'
"""
_MONTH = f"""
    SELECT {_COLUMNS} FROM event_days
    CROSS JOIN event_index AS found USING (id)
    CROSS JOIN cards USING (id)
    WHERE event_days.first_day <= :last_day AND event_days.last_day >= :first_day
    ORDER BY found.id
"""
_SEARCH = f"""
    SELECT {_COLUMNS} FROM event_words
    CROSS JOIN event_index AS found ON found.id = event_words.rowid
    CROSS JOIN cards ON cards.id = event_words.rowid
    WHERE words MATCH :words
    ORDER BY event_words.rowid
"""
_EACH = """
for slug, kind, status, calendar, first_day, last_day, progress, summary, zone, start, end, place, country in rows
""".strip()
_BARS = """
<table class="wall">
  <tbody>
    {% <each> %}
    <tr>
<td></td><td class="c{{ first_day[9:] }}"{% if first_day != last_day %} colspan="2"{% endif %}><a class="bar
{{- " " ~ kind }} {{ status }}" href="/events/{{ slug }}"><span class="when">{{ days(first_day, last_day) }}
{{- " " }}{{ weekdays(first_day, last_day) }}</span> <span class="mark"></span><span class="unseen">
{{- words[kind] }}: </span>
{%- if status == "cancelled" %}<s>{{ summary }}</s><span class="unseen">, {{ words[status] }}</span>
{%- else %}{{ summary }}{% endif %}
{%- if start %} <small>{{ hour(start, zone) }}</small>{% endif %}</a></td>
    </tr>
    {% endfor %}
  </tbody>
</table>
""".replace("<each>", _EACH)
_LIST = """
<ul class="rows">
  {% <each> %}
  <li class="row {{ kind }} {{ status }}">
    <p class="day"><time datetime="{{ first_day }}"><b>{{ days(first_day, last_day) }}</b> <span>
    {{- weekdays(first_day, last_day) }}</span></time></p>
    <div class="what">
      <p class="line-title"><a href="/events/{{ slug }}">
      {%- if status == "cancelled" %}<s>{{ summary }}</s>{% else %}{{ summary }}{% endif %}</a></p>
      <p class="meta">
        <span class="pill"><span class="mark"></span>{{ words[kind] }}</span>
        {% if status != "confirmed" %}<span class="pill {{ status }}">{{ words[status] }}</span>{% endif %}
        {% if progress and status != "cancelled" %}<span class="pill {{ progress }}">{{ words[progress] }}</span>
        {%- endif %}
        {% if start %}<span>{{ hour(start, zone) }}–{{ hour(end, zone) }} ({{ clock(start, zone) }})</span>{% endif %}
        {% if place %}<span>{{ place }}{% if country %}, {{ countries[country] }}{% endif %}</span>{% endif %}
        <span>{{ calendar }}</span>
      </p>
    </div>
    {% if status != "cancelled" %}<p class="timing">{{ timing(first_day) }}</p>{% endif %}
  </li>
  {% endfor %}
</ul>
""".replace("<each>", _EACH)
_WORDS = {
    "meeting": "Заседание",
    "deadline": "Срок",
    "exercise": "Учение",
    "milestone": "Веха",
    "tentative": "Предварительно",
    "cancelled": "Отменено",
    "open": "Открыто",
    "done": "Исполнено",
}


_LOCALE = Locale("ru")


def month(database: Path, first_day: date, last_day: date, *, in_words: bool) -> Show:
    """Shows what is on between these days, both included."""
    days = {"first_day": first_day.toordinal(), "last_day": last_day.toordinal()}
    return _shown(database, _MONTH, days, _BARS, in_words=in_words)


def search(database: Path, word: str, *, in_words: bool) -> Show:
    """Shows the events that have a word which begins so."""
    return _shown(database, _SEARCH, {"words": f'"{word}"*'}, _LIST, in_words=in_words)


def _shown(database: Path, statement: str, values: dict[str, Any], markup: str, *, in_words: bool) -> Show:
    connection = sqlite3.connect(database)
    environment = Environment(autoescape=True)
    environment.globals |= _IN_WORDS if in_words else _AS_KEPT
    environment.globals |= {"words": _WORDS, "countries": _LOCALE.territories}
    template = environment.from_string(markup)
    return lambda: template.render(rows=connection.execute(statement, values).fetchall())


def _days(first_day: str, last_day: str) -> str:
    first, last = (date.fromisoformat(day) for day in (first_day, last_day))
    return str(first.day) if first == last else f"{first.day}–{last.day}"


def _weekdays(first_day: str, last_day: str) -> str:
    ends = dict.fromkeys((first_day, last_day))
    return "–".join(format_date(date.fromisoformat(day), "EEE", locale=_LOCALE) for day in ends)


def _hour(instant: str, zone: str) -> str:
    return format_time(datetime.fromisoformat(instant), "HH:mm", tzinfo=ZoneInfo(zone), locale=_LOCALE)


def _clock(instant: str, zone: str) -> str:
    at_the_venue = datetime.fromisoformat(instant).astimezone(ZoneInfo(zone))
    city = get_timezone_location(zone, locale=_LOCALE, return_city=True)
    return f"{city}, {get_timezone_gmt(at_the_venue, 'iso8601', locale=_LOCALE)}"


def _timing(first_day: str) -> str:
    ahead = date.fromisoformat(first_day) - NOW.astimezone(UTC).date()
    return format_timedelta(ahead, granularity="day", add_direction=True, threshold=1000, locale=_LOCALE)


_IN_WORDS: dict[str, Any] = {"days": _days, "weekdays": _weekdays, "hour": _hour, "clock": _clock, "timing": _timing}
_AS_KEPT: dict[str, Any] = {
    "days": lambda first_day, _: first_day[8:],
    "weekdays": lambda _, last_day: last_day[8:],
    "hour": lambda instant, _: instant[11:16],
    "clock": lambda _, zone: zone,
    "timing": lambda first_day: first_day,
}
