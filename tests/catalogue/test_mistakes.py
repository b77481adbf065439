"""Every mistake in an event is said in a sentence that names it, its field, what was expected and what was found."""

from pathlib import Path

import pytest

from tests.catalogue.files import CALENDAR, DATED, DEADLINE, EVENT, mistakes

TEA = 'event "tea@club": '
WAYS = f"{TEA}expected one way to say when (first_day, start, approximate or undated = true), found "
HOUR = "expected a day and an hour that exist, as in 2021-09-16T10:00:00, without quotes, found "
DAY = "expected a day that exists, as in 2021-09-16, without quotes, found "
ZONE = 'expected a zone of the IANA database such as "Europe/Moscow", found '
KNOWN = (
    "approximate, body, categories, conference, country, description, end, first_day, kind, last_day, link, location, "
    "outcomes, participant, series, session, slug, source, start, status, summary, topics, uid, undated, url, zone"
)
CASES = {
    "no uid": (
        "[[event]]\nkind='meeting'\nsummary='A'\nundated=true",
        "event 1: uid: expected a text in quotes, found nothing",
    ),
    "a uid without its calendar": (
        DATED.replace("tea@club", "tea"),
        'event "tea": uid: expected a name for ever, as in "exercise-2021@csto", found "tea"',
    ),
    "no kind": (
        DATED.replace('kind = "meeting"', ""),
        f"{TEA}kind: expected one of meeting, deadline, exercise, milestone, found nothing",
    ),
    "an unknown kind": (
        DATED.replace("meeting", "party"),
        f'{TEA}kind: expected one of meeting, deadline, exercise, milestone, found "party"',
    ),
    "no summary": (DATED.replace('summary = "Tea"', ""), f"{TEA}summary: expected a text in quotes, found nothing"),
    "a number for a text": (DATED.replace('"Tea"', "5"), f"{TEA}summary: expected a text in quotes, found 5"),
    "a blank text": (DATED.replace('"Tea"', '" "'), f'{TEA}summary: expected a text that is not blank, found " "'),
    "controls in a text": (
        DATED.replace('"Tea"', r'"Te\u0000a\u001b[31m\r\n"'),
        f'{TEA}summary: expected a text without control characters, found "Te�a�[31m��"',
    ),
    "a misspelt field": (DATED + "sumary = 'B'", f'{TEA}sumary: there is no such field; did you mean "summary"?'),
    "an unknown field": (DATED + "qqq = 1", f"{TEA}qqq: there is no such field; known here: {KNOWN}"),
    "a misspelt translation": (
        DATED + "[event.ru]\nsumary = 'B'",
        f'{TEA}ru.sumary: there is no such field; did you mean "ru.summary"?',
    ),
    "a field of another kind": (
        DATED + "given_at = 'a@b'",
        f"{TEA}given_at: there is no such field; known here: {KNOWN}",
    ),
    "a bad slug": (
        DATED + "slug = 'Tea Time'",
        f'{TEA}slug: expected small letters, digits and hyphens, as in "council-2021", found "Tea Time"',
    ),
    "an unknown status": (
        DATED + "status = 'off'",
        f'{TEA}status: expected one of tentative, confirmed, cancelled, found "off"',
    ),
    "a day that does not exist": (EVENT + "first_day = 2021-02-30", f'{TEA}first_day: {DAY}"2021-02-30"'),
    "a month that no year has": (EVENT + "first_day = 2021-13-01 # thirteen", f'{TEA}first_day: {DAY}"2021-13-01"'),
    "a day of one digit": (EVENT + "first_day = 2021-9-16", f'{TEA}first_day: {DAY}"2021-9-16"'),
    "a day in quotes": (EVENT + "first_day = '2021-09-16'", f'{TEA}first_day: {DAY}"2021-09-16"'),
    "a day with an hour": (EVENT + "first_day = 2021-09-16T10:00:00", f"{TEA}first_day: {DAY}2021-09-16 10:00:00"),
    "a year at the end of time": (
        EVENT + "first_day = 9999-12-31",
        f"{TEA}first_day: expected a year from 1000 to 9000, found 9999-12-31",
    ),
    "a last day before the first": (
        DATED + "last_day = 2021-09-15",
        f"{TEA}last_day: expected a last day on or after the first day, 2021-09-16, found 2021-09-15",
    ),
    "a last day alone": (
        EVENT + "undated = true\nlast_day = 2021-09-15",
        f"{TEA}last_day: expected a first_day with the last_day, found 2021-09-15",
    ),
    "no way to say when": (EVENT, f"{WAYS}none"),
    "two ways to say when": (DATED + "undated = true", f"{WAYS}first_day and undated"),
    "not undated": (EVENT + "undated = false", f"{TEA}undated: expected true, or another way to say when, found False"),
    "undated in words": (EVENT + "undated = 'yes'", f'{TEA}undated: expected true or false, found "yes"'),
    "a month that does not exist": (
        EVENT + "approximate = '2021-13'",
        f'{TEA}approximate: expected a year as in "1994" or a month as in "2002-10", found "2021-13"',
    ),
    "a start without an end": (
        EVENT + "start = 2021-09-16T10:00:00",
        f"{TEA}end: expected a day and an hour after the start, as in 2021-09-16T12:00:00, found nothing",
    ),
    "an end without an hour": (
        EVENT + "start = 2021-09-16T10:00:00\nend = 2021-09-17",
        f"{TEA}end: {HOUR}2021-09-17",
    ),
    "a start without an hour": (
        EVENT + "start = 2021-09-16\nend = 2021-09-16T10:00:00",
        f"{TEA}start: {HOUR}2021-09-16",
    ),
    "an hour that does not exist": (
        EVENT + "start = 2021-09-16T25:00:00\nend = 2021-09-16T10:00:00",
        f'{TEA}start: {HOUR}"2021-09-16T25:00:00"',
    ),
    "an end before the start": (
        EVENT + "start = 2021-09-16T10:00:00\nend = 2021-09-16T09:00:00",
        f"{TEA}end: expected an end after the start, found 2021-09-16 09:00:00",
    ),
    "an end with whole days": (
        DATED + "end = 2021-09-16T09:00:00",
        f"{TEA}end: expected a start with the end, found 2021-09-16 09:00:00",
    ),
    "a zone with whole days": (DATED + "zone = 'UTC'", f'{TEA}zone: expected a start with the zone, found "UTC"'),
    "an unknown zone": (
        EVENT + "start = 2021-03-28T02:30:00\nend = 2021-03-28T10:00:00\nzone = 'Mars'",
        f'{TEA}zone: {ZONE}"Mars"',
    ),
    "an hour that the clocks skip": (
        EVENT + "start = 2021-03-28T02:30:00\nend = 2021-03-28T10:00:00",
        f"{TEA}start: expected an hour that the clocks of Europe/Vienna show; they skip this one that day, "
        "found 2021-03-28 02:30:00",
    ),
    "a deadline with hours and an address": (
        DEADLINE + "url='https://example.org'\nstart = 2021-09-16T10:00:00\nend = 2021-09-16T11:00:00",
        f"{TEA}start: expected whole days for a deadline, not hours, found 2021-09-16 10:00:00",
    ),
    "a bad address": (
        DATED + "url = 'example.org'",
        f'{TEA}url: expected a web address that begins with "https://", found "example.org"',
    ),
    "a conference and a location": (
        DATED + "conference = 'video'\nlocation = 'Pier'",
        f'{TEA}conference: expected either a conference or a location, found "video"',
    ),
    "a conference by letter": (
        DATED + "conference = 'letter'",
        f'{TEA}conference: expected one of video, telephone, found "letter"',
    ),
    "a link without a conference": (
        DATED + "link = 'https://example.org'",
        f'{TEA}link: expected conference = "video" with the link, found "https://example.org"',
    ),
    "a bad link": (
        DATED + "conference = 'video'\nlink = 'https://'",
        f'{TEA}link: expected a web address that begins with "https://", found "https://"',
    ),
    "a country in words": (
        DATED + "location = 'Pier'\ncountry = 'Norway'",
        f'{TEA}country: expected the two letters of ISO 3166, as in "TJ", found "Norway"',
    ),
    "a country without a location": (
        DATED + "country = 'NO'",
        f'{TEA}country: expected a location with the country, found "NO"',
    ),
    "topics that are no list": (DATED + "topics = 'Fees'", f'{TEA}topics: expected a list of texts, found "Fees"'),
    "a topic that is no text": (DATED + "topics = ['Fees', 5]", f"{TEA}topics: expected a text in quotes, found 5"),
    "translations of another length": (
        DATED + "topics = ['Fees', 'Tea']\n[event.ru]\ntopics = ['Сборы']",
        f"{TEA}ru.topics: expected 2 texts, as in topics, found ['Сборы']",
    ),
    "a translation that is no text": (
        DATED + "[event.ru]\nsummary = 5",
        f"{TEA}ru.summary: expected a text in quotes, found 5",
    ),
    "a blank translation": (
        DATED + "[event.ru]\nsummary = ''",
        f'{TEA}ru.summary: expected a text that is not blank, found ""',
    ),
    "a translation without an original": (
        DATED + "[event.ru]\ndescription = 'Чай'",
        f"{TEA}description: expected an original for the translation, ru.description, found nothing",
    ),
    "participants that are no tables": (
        DATED + "participant = 'Ada'",
        f'{TEA}participant: expected tables that begin with [[participant]], found "Ada"',
    ),
    "an unknown role": (
        DATED + "[[event.participant]]\nname = 'Ada'\nrole = 'cook'",
        f'{TEA[:-2]}: participant "Ada": role: expected one of chair, member, officer, guest, attendee, found "cook"',
    ),
    "a participant without a name": (
        DATED + "[[event.participant]]",
        f"{TEA[:-2]}: participant 1: name: expected a text in quotes, found nothing",
    ),
    "a number that goes on": (
        DATED + f"topics = 0x{'f' * 9000}",
        f"{TEA}topics: expected a list of texts, found what is too long to show",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), CASES.values(), ids=CASES)
def test_a_mistake_in_an_event_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert mistakes(tmp_path, CALENDAR + text) == [sentence]
