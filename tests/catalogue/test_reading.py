"""Files as they come: whole, broken, unreadable, hostile; and the many small things that may be left out."""

from pathlib import Path

import pytest

from service.catalogue.calendar_file import read
from service.domain.errors import Mistakes
from service.domain.event import Meeting, Telephone, Unplaced, VideoConference
from service.domain.text import Text
from tests.catalogue.files import CALENDAR, DATED, EVENT, mistakes, reading
from tests.examples import a_calendar, a_meeting, hours, whole_days


def test_what_may_be_left_out_is_left_out(tmp_path: Path) -> None:
    file = reading(tmp_path, CALENDAR + DATED)
    assert (file.name, file.calendar) == ("club.toml", a_calendar())
    assert file.events == (a_meeting("tea@club", summary=Text("Tea")),)


def test_a_file_without_events_is_a_calendar(tmp_path: Path) -> None:
    assert reading(tmp_path, CALENDAR).events == ()


def test_a_calendar_may_be_private_and_have_had_other_slugs(tmp_path: Path) -> None:
    file = reading(tmp_path, CALENDAR + "private = true\nformerly = ['guild', 'all']")
    assert file.calendar == a_calendar(private=True, formerly=("guild", "all"))


def test_a_file_from_windows_reads_the_same(tmp_path: Path) -> None:
    text = CALENDAR + EVENT + "first_day = 2021-09-16\n"
    (tmp_path / "club.toml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read(tmp_path / "club.toml") == reading(tmp_path, text)


@pytest.mark.parametrize(
    ("when", "span"),
    [
        ("start = 2021-09-16T10:00:00\nend = 2021-09-16T11:00:00", hours("2021-09-16T10:00", "2021-09-16T11:00")),
        (
            "start = 2021-09-16T08:00:00Z\nend = 2021-09-16T12:00:00+03:00",
            hours("2021-09-16T10:00", "2021-09-16T11:00"),
        ),
        (
            "start = 2021-09-16T10:00:00\nend = 2021-09-16T11:00:00\nzone = 'Asia/Dushanbe'",
            hours("2021-09-16T10:00", "2021-09-16T11:00", "Asia/Dushanbe"),
        ),
        ("start = 2021-10-31T02:30:00\nend = 2021-10-31T03:00:00", hours("2021-10-31T02:30", "2021-10-31T03:00")),
        ("first_day = 2021-09-16\nlast_day = 2021-09-16", whole_days("2021-09-16")),
    ],
)
def test_the_ways_to_say_when(tmp_path: Path, when: str, span: object) -> None:
    assert reading(tmp_path, CALENDAR + EVENT + when).events[0].span == span


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("", Unplaced()),
        ("conference = 'telephone'", Telephone()),
        ("conference = 'video'", VideoConference()),
        ("conference = 'video'\nlink = 'https://example.org'", VideoConference(link="https://example.org")),
    ],
)
def test_the_ways_to_say_where(tmp_path: Path, where: str, place: object) -> None:
    assert reading(tmp_path, CALENDAR + DATED + where).events[0].place == place


@pytest.mark.parametrize(("uid", "slug"), [("A.b_C@x", "a-b-c"), ("tea--time@x", "tea-time"), ("_a_@x", "a")])
def test_the_slug_is_by_default_made_of_the_uid(tmp_path: Path, uid: str, slug: str) -> None:
    assert reading(tmp_path, CALENDAR + DATED.replace("tea@club", uid)).events[0].slug == slug


def test_a_uid_that_no_slug_can_be_made_of_needs_one(tmp_path: Path) -> None:
    assert mistakes(tmp_path, CALENDAR + DATED.replace("tea@club", "--@x")) == [
        'event "--@x": slug: expected small letters, digits and hyphens, as in "council-2021", found nothing'
    ]


def test_a_text_is_read_with_its_translations(tmp_path: Path) -> None:
    text = CALENDAR + DATED + "topics = ['Tea', 'Cake']\n[event.ru]\nsummary = 'Чай'\ntopics = ['Чай', 'Торт']"
    (event,) = reading(tmp_path, text).events
    assert isinstance(event, Meeting)
    assert event.summary == Text("Tea", {"ru": "Чай"})
    assert event.topics == (Text("Tea", {"ru": "Чай"}), Text("Cake", {"ru": "Торт"}))


def test_all_mistakes_of_a_file_are_said_at_once_even_with_days_that_do_not_exist(tmp_path: Path) -> None:
    text = CALENDAR.replace("Europe/Vienna", "Mars") + EVENT + "first_day = 2021-02-30\nlast_day = 2021-13-01\n"
    text += "sumary = 'B'\n" + EVENT.replace("tea@", "ball@") + "start = 2021-09-16T25:00\nend = 2021-09-31T10:00:00\n"
    a_day = "expected a day that exists, as in 2021-09-16, without quotes, found "
    an_hour = "expected a day and an hour that exist, as in 2021-09-16T10:00:00, without quotes, found "
    assert mistakes(tmp_path, text) == [
        'calendar: zone: expected a zone of the IANA database such as "Europe/Moscow", found "Mars"',
        f'event "tea@club": first_day: {a_day}"2021-02-30"',
        f'event "tea@club": last_day: {a_day}"2021-13-01"',
        'event "tea@club": sumary: there is no such field; did you mean "summary"?',
        f'event "ball@club": start: {an_hour}"2021-09-16T25:00"',
        f'event "ball@club": end: {an_hour}"2021-09-31T10:00:00"',
    ]


BROKEN = {
    "no TOML": ("calendar = [", "expected TOML: Invalid value (at end of document)"),
    "a calendar twice": ("[a]\n[a]", "expected TOML: Cannot declare ('a',) twice (at line 2, column 3)"),
    "a date nobody can place": ("a = [2021-02-30]", "expected TOML: Invalid date or datetime (at line 1, column 6)"),
    "a lie about the place": (
        '["(at line 99, column 1)"]\n["(at line 99, column 1)"]',
        "expected TOML: Cannot declare ('(at line 99, column 1)',) twice (at line 2, column 26)",
    ),
    "lists in lists": ("a = " + "[" * 5000, "expected lists and tables that are nested less deeply"),
    "tables in tables": ("a = " + "{a = " * 5000, "expected lists and tables that are nested less deeply"),
    "a number without end": ("a = " + "1" * 5000, "expected numbers of fewer digits"),
}


@pytest.mark.parametrize(("text", "sentence"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_toml_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert mistakes(tmp_path, text) == [sentence]


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes("name = 'Café'".encode("latin-1"))
    said = []
    for path in (tmp_path / "latin.toml", tmp_path / "missing.toml", tmp_path):
        with pytest.raises(Mistakes) as found:
            read(path)
        said += found.value.mistakes
    assert said == [
        f"{tmp_path / 'latin.toml'}: expected a text file in UTF-8",
        f"{tmp_path / 'missing.toml'}: cannot be read: No such file or directory",
        f"{tmp_path}: cannot be read: Is a directory",
    ]
