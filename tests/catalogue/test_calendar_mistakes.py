"""Mistakes around the events are sentences, too: in the calendar, the organisation and the sources."""

from pathlib import Path

import pytest

from tests.catalogue.files import CALENDAR, DATED, EVENT, mistakes

TEA = 'event "tea@club": '
ORGANISATION = "[organisation]\nname = 'Club'\n"
ZONE = 'calendar: zone: expected a zone of the IANA database such as "Europe/Moscow", found '
COUNTRY = 'country: expected the two letters of ISO 3166, as in "TJ", found '
SOURCE = "[[source]]\nid = 's1'\npublication = 'Gazette'\ndate = 2021-09-01\n"
CITED = DATED + "[[event.source]]\nid = 's1'\nsupports = ['summary']\nsays = 'Tea is at five.'\n"

WRONG_CALENDARS = {
    "no calendar": ("", ["calendar: expected a table [calendar] with slug, name, zone and language"]),
    "several calendars": (
        "[[calendar]]\n[[calendar]]",
        ["calendar: expected a table [calendar] with slug, name, zone and language"],
    ),
    "an empty calendar": (
        "[calendar]",
        [
            "calendar: slug: expected small letters, digits and hyphens, found nothing",
            "calendar: name: expected a text in quotes, found nothing",
            f"{ZONE}nothing",
            "calendar: language: expected a text in quotes, found nothing",
        ],
    ),
    "an unknown zone": (CALENDAR.replace("Europe/Vienna", "Europe"), [f'{ZONE}"Europe"']),
    "a zone of nobody": (CALENDAR.replace("Europe/Vienna", "x" * 999), [f'{ZONE}"{"x" * 79}…"']),
    "a zone without a name": (
        CALENDAR.replace("Europe/Vienna", ""),
        ['calendar: zone: expected a text of one line that is not blank, found ""'],
    ),
    "a language in words": (
        CALENDAR.replace('"en"', '"English"'),
        ['calendar: language: expected a language code as in "en", found "English"'],
    ),
    "a language as a number": (
        CALENDAR.replace('"en"', "5"),
        ["calendar: language: expected a text in quotes, found 5"],
    ),
    "a colour as a number": (
        CALENDAR + "color = '#fff'",
        ['calendar: color: expected a CSS colour name as in "steelblue", found "#fff"'],
    ),
    "an example in words": (CALENDAR + "example = 'no'", ['calendar: example: expected true or false, found "no"']),
    "a privacy in words": (CALENDAR + "private = 'yes'", ['calendar: private: expected true or false, found "yes"']),
    "a slug that addresses need": (
        CALENDAR.replace('"club"', '"private"'),
        ['calendar: slug: expected none of all, personal, private, which addresses use otherwise, found "private"'],
    ),
    "one former slug that is no list": (
        CALENDAR + "formerly = 'guild'",
        ['calendar: formerly: expected a list of names, found "guild"'],
    ),
    "former slugs that are none": (
        CALENDAR + "formerly = ['guild', 'The Guild']",
        [
            'calendar: formerly: expected small letters, digits and hyphens, as in "council-2021", each, '
            "found ['guild', 'The Guild']"
        ],
    ),
    "its own slug as a former one": (
        CALENDAR + "formerly = ['guild', 'club']",
        ["calendar: formerly: expected slugs that it had before, other than its own, found ['guild', 'club']"],
    ),
    "a stray heading": (
        CALENDAR + "[[evnt]]",
        ['evnt: there is no such field; did you mean "event"?'],
    ),
    "a translation of nothing": (
        CALENDAR + "[ru]\nname = 'Клуб'",
        ["ru.name: there is no such field; known here: none"],
    ),
    "controls in a heading": (
        CALENDAR + '["\\u001b[31m\\n"]',
        ["�[31m�: there is no such field; known here: body, calendar, event, membership, organisation, series, source"],
    ),
}
WRONG_PARTS = {
    "events that are no tables": ("event = 5", ["event: expected tables that begin with [[event]], found 5"]),
    "a body of nobody": (
        "[[body]]\nslug = 'board'\nname = 'Board'",
        ["organisation: expected a table [organisation] with the name of the organisation, found nothing"],
    ),
    "an organisation that is no table": (
        "organisation = 'Club'",
        ['organisation: expected a table that begins with [organisation], found "Club"'],
    ),
    "a body that is called like a feed": (
        ORGANISATION + "[[body]]\nslug = 'tasks'\nname = 'Tasks'",
        [
            'body "tasks": slug: expected none of deadlines, exercises, meetings, milestones, tasks, '
            'which addresses use otherwise, found "tasks"'
        ],
    ),
    "a body that is called like a year": (
        ORGANISATION + "[[body]]\nslug = '2021'\nname = 'Of 2021'",
        ['body "2021": slug: expected a slug that is not four digits, which stand for a year, found "2021"'],
    ),
    "an unknown chair rule": (
        ORGANISATION + "[[body]]\nslug = 'board'\nname = 'Board'\nchair_rule = 'eldest'",
        ['body "board": chair_rule: expected one of host-of-regular-session, found "eldest"'],
    ),
    "a decision backwards for nobody": (
        ORGANISATION + "[[body]]\nslug = 'board'\nname = 'Board'\n[[body.chair_decision]]\n"
        "since = 2021-09-16\nuntil = 2021-09-15",
        [
            f'body "board": chair_decision 1: {COUNTRY}nothing',
            'body "board": chair_decision 1: until: '
            "expected an end on or after the beginning, 2021-09-16, found 2021-09-15",
        ],
    ),
    "a membership of nobody since never": (
        ORGANISATION + "[[membership]]",
        [
            f"membership 1: {COUNTRY}nothing",
            'membership 1: since: expected a day, or a month or year in quotes, as in "1992", found nothing',
        ],
    ),
    "a membership backwards": (
        ORGANISATION + "[[membership]]\ncountry = 'UZ'\nsince = 2012-06-28\nuntil = '2012-05'",
        ['membership "UZ": until: expected an end that is not before the beginning, 2012-06-28, found "2012-05"'],
    ),
    "a membership since some time": (
        ORGANISATION + "[[membership]]\ncountry = 'UZ'\nsince = '199'",
        ['membership "UZ": since: expected a year as in "1994" or a month as in "2002-10", found "199"'],
    ),
    "a source without anything": (
        "[[source]]",
        [
            "source 1: id: expected a text in quotes, found nothing",
            "source 1: publication: expected a text in quotes, found nothing",
            "source 1: date: expected a day, as in 2021-09-16, found nothing",
        ],
    ),
    "a source with a bad link": (
        SOURCE + "link = 'javascript:alert(1)'",
        ['source 1: link: expected a web address that begins with "https://", found "javascript:alert(1)"'],
    ),
    "a source without a name": (
        SOURCE.replace("s1", ""),
        ['source 1: id: expected a text of one line that is not blank, found ""'],
    ),
    "a citation of nothing": (
        DATED + "[[event.source]]\nid = 's1'\nsays = 'Tea.'",
        [f"{TEA[:-2]}: source 1: supports: expected the fields that the source supports, found nothing"],
    ),
    "a citation of what is not said": (
        SOURCE + CITED.replace("['summary']", "['location']"),
        [
            f"{TEA[:-2]}: source 1: supports: expected fields that are given here; "
            "there is no \"location\", found ['location']"
        ],
    ),
    "a citation of numbers": (
        SOURCE + CITED.replace("['summary']", "[5]"),
        [
            f"{TEA[:-2]}: source 1: supports: expected a list of names in quotes, found [5]",
            f"{TEA[:-2]}: source 1: supports: expected the fields that the source supports, found [5]",
        ],
    ),
    "a series without a name": (
        "[[series]]\nid = 'walks'",
        ["series 1: name: expected a text in quotes, found nothing"],
    ),
}


@pytest.mark.parametrize(("text", "sentences"), WRONG_CALENDARS.values(), ids=WRONG_CALENDARS)
def test_a_mistake_in_the_calendar_is_a_sentence(tmp_path: Path, text: str, sentences: list[str]) -> None:
    assert mistakes(tmp_path, text) == sentences


@pytest.mark.parametrize(("text", "sentences"), WRONG_PARTS.values(), ids=WRONG_PARTS)
def test_a_mistake_in_a_part_is_a_sentence(tmp_path: Path, text: str, sentences: list[str]) -> None:
    top_level = text.startswith(("event =", "organisation ="))
    assert mistakes(tmp_path, text + CALENDAR if top_level else CALENDAR + text) == sentences


def test_a_blank_event_is_all_that_it_lacks(tmp_path: Path) -> None:
    assert mistakes(tmp_path, CALENDAR + EVENT.replace("uid", "# uid").replace("kind", "# kind")) == [
        "event 1: kind: expected one of meeting, deadline, exercise, milestone, found nothing",
        "event 1: uid: expected a text in quotes, found nothing",
        "event 1: expected one way to say when (first_day, start, approximate or undated = true), found none",
    ]
