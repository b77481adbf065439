"""Wording: what goes out is true as it goes out."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.event import Done, Status
from service.domain.message import Mailing
from service.domain.selection import Filter, Selection
from service.domain.site import Site
from service.domain.telling import Ahead, Changed, Overdue, Running, Telling, Told
from service.domain.timespan import Undated
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.publishing import keep_language
from service.operations.writing import Writer
from service.storage.selecting import Choice, plain_pieces
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, a_wish, an_empty_database, whole_days
from tests.operations.mails_to_write import (
    ASSEMBLY,
    AT_TEN,
    EXERCISE,
    MORNING,
    REPORT,
    TOLD,
    asked,
    payload,
    the_club,
    titles,
    written,
)
from tests.rendering.mails import attached, opened, part


@pytest.fixture
def club(site: Site) -> Database:
    return the_club(site)


@pytest.fixture
def writer(site: Site) -> Writer:
    return Writer(site)


def test_what_was_edited_since_is_told_as_it_is_now(club: Database, site: Site, writer: Writer) -> None:
    message = asked(club)
    before = payload(club, writer, message)
    load(club, [a_file(replace(ASSEMBLY, topics=(ASSEMBLY.summary,)), AT_TEN, EXERCISE, REPORT)], site, NOW)
    mail = written(club, writer, message)
    assert mail
    assert mail.tellings == (Telling(TOLD, 2),)
    assert mail.letter.filled(mail.own) != before


@pytest.mark.parametrize(
    "after",
    [
        replace(ASSEMBLY, status=Status.CANCELLED),
        replace(ASSEMBLY, span=whole_days("2021-09-30")),
        replace(ASSEMBLY, span=Undated()),
    ],
    ids=["cancelled", "moved", "undated"],
)
def test_what_is_no_longer_true_is_not_told(club: Database, site: Site, writer: Writer, after: object) -> None:
    message = asked(club)
    load(club, [a_file(after, AT_TEN, EXERCISE, REPORT)], site, NOW)  # type: ignore[arg-type]
    assert written(club, writer, message) is None


def test_what_has_begun_is_left_out_of_a_letter_that_was_written_before(club: Database, writer: Writer) -> None:
    message = asked(club, [TOLD, Told("ten@club", date(2021, 9, 2), Ahead(0))])
    start = datetime(2021, 9, 2, 8, tzinfo=UTC)
    assert titles(payload(club, writer, message, start - timedelta(seconds=1)))[:2] == [
        "About ten@club",
        "About meeting@club",
    ]
    assert titles(payload(club, writer, message, start))[:1] == ["About meeting@club"]
    mail = written(club, writer, message, start)
    assert mail
    assert mail.tellings == (Telling(TOLD, 1),)


def test_a_letter_is_of_the_day_of_its_reader(club: Database, writer: Writer) -> None:
    message = asked(club)
    subjects = [
        str(opened(payload(club, writer, message, MORNING + timedelta(days=days)))["Subject"]) for days in (0, 1, 14)
    ]
    assert subjects == ["In 14 days: About meeting@club", "In 13 days: About meeting@club", "Today: About meeting@club"]
    assert written(club, writer, message, MORNING + timedelta(days=15)) is None


def test_an_exercise_that_runs_and_an_overdue_report_are_told(club: Database, writer: Writer) -> None:
    told = [
        Told("exercise@club", date(2021, 9, 1), Running(2)),
        Told("report@club", date(2021, 9, 1), Overdue()),
    ]
    text = part(payload(club, writer, asked(club, told, wish=a_wish(running=True, overdue=True))), "plain")
    assert text.count("Day 2 of 6 · Meeting\n") == 1
    assert text.count("Overdue since the end of 1 September 2021 · Deadline\n") == 1
    assert text.count("  Given at: About exercise@club, 1–6 September 2021\n") == 1


def test_a_report_that_was_done_is_not_overdue(club: Database, site: Site, writer: Writer) -> None:
    message = asked(club, [Told("report@club", date(2021, 9, 1), Overdue())])
    done = replace(REPORT, progress=Done(date(2021, 9, 2)))
    load(club, [a_file(ASSEMBLY, AT_TEN, EXERCISE, done)], site, NOW)
    assert written(club, writer, message) is None


def test_what_is_ahead_is_shown_as_far_as_the_reader_wishes(site: Site, writer: Writer) -> None:
    db = an_empty_database()
    near = a_meeting("near@club", whole_days("2021-09-20"))
    called_off = a_meeting("off@club", whole_days("2021-09-21"), status=Status.CANCELLED)
    far = a_meeting("far@club", whole_days("2021-10-03"))
    hidden = a_meeting("hidden@secret", whole_days("2021-09-20"))
    load(db, [a_file(ASSEMBLY, near, called_off, far)], site, NOW)
    load(db, [a_file(hidden, calendar=a_calendar("secret", private=True), name="secret.toml")], site, NOW)
    assert titles(payload(db, writer, asked(db))) == ["About meeting@club", "About near@club"]
    only = asked(db, email="boris@example.org", wish=a_wish(filter=Filter(uids=frozenset({"meeting@club"}))))
    assert titles(payload(db, writer, only)) == ["About meeting@club"]


def test_a_calendar_that_became_private_is_told_of_no_more(club: Database, site: Site, writer: Writer) -> None:
    message = asked(club)
    load(club, [a_file(ASSEMBLY, AT_TEN, EXERCISE, REPORT, calendar=a_calendar(private=True))], site, NOW)
    assert written(club, writer, message) is None


def test_a_calendar_that_was_renamed_is_still_asked_for(club: Database, site: Site, writer: Writer) -> None:
    message = asked(club, wish=a_wish(filter=Filter(calendars=frozenset({"club"}))))
    renamed = a_calendar("society", formerly=("club",), name=a_calendar().name)
    load(club, [a_file(ASSEMBLY, AT_TEN, EXERCISE, REPORT, calendar=renamed)], site, NOW)
    text = part(payload(club, writer, message), "plain")
    assert text.count("asked for reminders of these dates: The Club.") == 1
    assert text.count("https://dates.example.org/?calendar=society&lang=en\n") == 1


def test_the_attached_event_is_the_feeds_byte_for_byte(club: Database, site: Site, writer: Writer) -> None:
    for code in ("en", "ru"):
        message = asked(club, email=f"{code}@example.org", wish=a_wish(language=code))
        keep_language(club, "club", code, site)
        choice = Choice(selection=Selection(), languages={"club": code}, tombstones_from=date(2021, 1, 1))
        piece = dict(plain_pieces(club, choice))["meeting@club"]
        assert attached(payload(club, Writer(site), message)).count(piece) == 1


def test_where_the_readers_language_is_not_kept_the_event_is_in_its_calendars(club: Database, writer: Writer) -> None:
    body = attached(payload(club, writer, asked(club, wish=a_wish(language="ru"))))
    assert body.count(b"BEGIN:VEVENT") == 1


def test_a_notice_tells_the_change_against_what_the_reader_was_told(club: Database, site: Site, writer: Writer) -> None:
    message = asked(club, [Told("meeting@club", date(2021, 9, 17), Changed(1))], mailing=Mailing.NOTICE, revision=2)
    assert written(club, writer, message) is None
    edit(club, "meeting", Edit(first_day=date(2021, 9, 17)), site, NOW, by="anna", reason=None)
    edit(club, "meeting", Edit(first_day=date(2021, 9, 18)), site, NOW, by="anna", reason=None)
    mail = written(club, writer, message)
    assert mail
    assert mail.tellings == (Telling(Told("meeting@club", date(2021, 9, 18), Changed(1)), 3),)
    read = mail.letter.filled(mail.own)
    assert str(opened(read)["Subject"]) == "Moved: About meeting@club, now 18 September 2021"
    assert (
        part(read, "plain").count("    was: Thursday, 16 September 2021\n    now: Saturday, 18 September 2021\n") == 1
    )


def test_a_change_that_was_taken_back_is_not_told(club: Database, site: Site, writer: Writer) -> None:
    message = asked(club, [Told("meeting@club", date(2021, 9, 17), Changed(1))], mailing=Mailing.NOTICE, revision=2)
    edit(club, "meeting", Edit(first_day=date(2021, 9, 17)), site, NOW, by="anna", reason=None)
    edit(club, "meeting", Edit(first_day=date(2021, 9, 16)), site, NOW, by="anna", reason=None)
    assert written(club, writer, message) is None


def test_a_notice_after_both_days_is_not_told(club: Database, site: Site, writer: Writer) -> None:
    message = asked(club, [Told("meeting@club", date(2021, 9, 17), Changed(1))], mailing=Mailing.NOTICE, revision=2)
    edit(club, "meeting", Edit(first_day=date(2021, 9, 17)), site, NOW, by="anna", reason=None)
    assert written(club, writer, message, datetime(2021, 9, 17, 21, 59, tzinfo=UTC)) is not None
    assert written(club, writer, message, datetime(2021, 9, 17, 22, tzinfo=UTC)) is None
