"""The dates of a mail as a calendar to attach."""

from icalendar import Calendar

from service.domain.event import Status
from service.domain.timespan import Undated
from tests.examples import a_calendar, a_meeting, a_wish, whole_days
from tests.rendering.lint import components, names, properties
from tests.rendering.mails import a_notice_payload, a_payload, attached, opened, surroundings
from tests.rendering.wire import checked

MEETING = a_meeting()
LATER = a_meeting("later@club", whole_days("2021-09-20"))


def test_the_calendar_is_published_and_nobody_is_invited() -> None:
    (calendar,) = components(attached(a_payload(MEETING)), "VCALENDAR")
    assert calendar == [
        ("VERSION", "", "2.0"),
        ("PRODID", "", "-//Dateline//Dateline//EN"),
        ("CALSCALE", "", "GREGORIAN"),
        ("METHOD", "", "PUBLISH"),
    ]
    assert [part.content_type for part in checked(a_payload(MEETING)).parts] == [
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
        "text/calendar; charset=utf-8; method=PUBLISH",
    ]


def test_the_calendar_is_a_file() -> None:
    assert [part.disposition for part in checked(a_payload(MEETING)).parts] == [
        None,
        None,
        'attachment; filename="dates.ics"',
    ]


def test_each_event_is_the_feeds_byte_for_byte() -> None:
    pieces = surroundings([MEETING, LATER], [a_calendar()], wish=a_wish()).vevents
    assert b"".join(pieces.values()) in attached(a_payload(MEETING, LATER))


def test_a_library_reads_the_events_of_the_mail() -> None:
    payload = a_payload(MEETING, ahead=(LATER,))
    read = Calendar.from_ical(attached(payload))
    assert [str(event["UID"]) for event in read.events] == ["meeting@club"]


def test_what_was_called_off_says_so() -> None:
    body = attached(a_notice_payload((MEETING, a_meeting(status=Status.CANCELLED))))
    (event,) = components(body, "VEVENT")
    assert ("STATUS", "", "CANCELLED") in event
    assert ("METHOD", "", "PUBLISH") in properties(body)


def test_twenty_dates_are_attached_and_more_are_not() -> None:
    events = [a_meeting(f"m{number:02}@club") for number in range(21)]
    assert len(components(attached(a_payload(*events[:20])), "VEVENT")) == 20
    assert list(opened(a_payload(*events)).iter_attachments()) == []


def test_what_has_no_day_is_not_attached() -> None:
    payload = a_notice_payload((MEETING, a_meeting(span=Undated())))
    assert list(opened(payload).iter_attachments()) == []
    assert checked(payload).header["Content-Type"].startswith("multipart/alternative;")


def test_the_calendar_has_nothing_but_what_mail_programs_know() -> None:
    (event,) = components(attached(a_payload(MEETING)), "VEVENT")
    assert {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "SUMMARY"} <= set(names(event))
    assert {"ATTENDEE", "ORGANIZER"} & set(names(event)) == set()
