"""Previewing: the mail of a day before it comes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.selection import Filter
from service.domain.site import Site
from service.domain.subscriber import Subscriber
from service.domain.wish import Leads, Weekly
from service.operations.importing import load
from service.operations.managing import pause
from service.operations.previewing import preview
from service.operations.reminding import plan_due_digests
from service.operations.subscribing import subscribe
from service.operations.writing import Writer
from service.storage.outbox import waiting
from service.storage.subscribers import subscriber_with_id
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, a_wish, an_empty_database, whole_days
from tests.operations.mails_to_write import MORNING, the_club
from tests.rendering.mails import opened
from tests.rendering.wire import checked, decoded

EVENING = datetime(2021, 8, 20, 18, tzinfo=UTC)
NOTHING = "Nothing falls due for anna@example.org on {}: nothing would be sent."


@pytest.fixture
def club(site: Site) -> Database:
    """It meets on 9 and 16 September."""
    db = an_empty_database()
    load(db, [a_file(a_meeting("second@club", whole_days("2021-09-09")), a_meeting())], site, NOW)
    return db


def anna(db: Database, now: datetime = EVENING, **wish: object) -> Subscriber:
    return subscribe(db, "anna@example.org", a_wish(**{"cadence": Leads((14, 7))} | wish), now)


def day(text: str) -> date:
    return date.fromisoformat(text)


def subject(shown: bytes | str) -> str:
    assert isinstance(shown, bytes)
    return decoded(checked(shown).header["Subject"])


def test_a_day_shows_what_falls_due_on_it(club: Database, site: Site) -> None:
    reader = anna(club)
    days = ["2021-08-26", "2021-09-02", "2021-09-09"]
    assert [subject(preview(club, reader, day(each), site, EVENING)) for each in days] == [
        "In 14 days: About second@club",
        "In 7 days: About second@club and 1 more",
        "In 7 days: About meeting@club",
    ]


def test_a_day_on_which_nothing_falls_due_says_so(club: Database, site: Site) -> None:
    reader = anna(club)
    for each in ("2021-08-25", "2021-09-03", "2021-09-08", "1999-01-01", "2099-12-31"):
        assert preview(club, reader, day(each), site, EVENING) == NOTHING.format(each)


def test_the_mail_is_the_one_that_comes_byte_for_byte(club: Database, site: Site) -> None:
    reader = anna(club)
    shown = preview(club, reader, day("2021-09-02"), site, EVENING)
    plan_due_digests(club, site, EVENING)
    plan_due_digests(club, site, MORNING - timedelta(days=7))
    plan_due_digests(club, site, MORNING)
    message = next(each for each in waiting(club, MORNING, most=9) if each.slot == "2021-09-02")
    mail = Writer(site).write(club, [message], MORNING)[message.id]
    assert mail
    assert mail.letter.filled(mail.own) == shown


def test_today_shows_all_that_has_not_been_told_yet(club: Database, site: Site) -> None:
    reader = anna(club, NOW, cadence=Leads((30, 21, 14)))
    noon = MORNING + timedelta(hours=5)
    assert subject(preview(club, reader, day("2021-09-02"), site, noon)) == "In 7 days: About second@club and 1 more"
    assert preview(club, reader, day("2021-09-03"), site, noon) == NOTHING.format("2021-09-03")


def test_what_waits_to_be_sent_today_is_shown_and_what_was_planned_before_is_not(club: Database, site: Site) -> None:
    reader = anna(club, MORNING - timedelta(days=7, hours=1))
    plan_due_digests(club, site, MORNING - timedelta(days=7))
    plan_due_digests(club, site, MORNING)
    assert subject(preview(club, reader, day("2021-09-02"), site, MORNING)) == "In 7 days: About second@club and 1 more"
    assert preview(club, reader, day("2021-08-26"), site, MORNING) == NOTHING.format("2021-08-26")


def test_a_weekly_digest_comes_on_its_day(club: Database, site: Site) -> None:
    reader = anna(club, cadence=Weekly(0))
    assert subject(preview(club, reader, day("2021-09-06"), site, EVENING)) == "In 3 days: About second@club"
    assert preview(club, reader, day("2021-09-07"), site, EVENING) == NOTHING.format("2021-09-07")


def test_what_runs_and_what_is_overdue_is_shown_to_who_asked(site: Site) -> None:
    db = the_club(site)
    reader = anna(db, running=True, overdue=True)
    assert (
        subject(preview(db, reader, day("2021-09-02"), site, EVENING)) == "Day 2 of 6: About exercise@club and 2 more"
    )
    assert subject(preview(db, reader, day("2021-09-03"), site, EVENING)) == "Day 3 of 6: About exercise@club"


def test_what_was_overdue_before_somebody_asked_is_no_news(site: Site) -> None:
    db = the_club(site)
    reader = anna(db, MORNING, running=True, overdue=True, cadence=Leads((0,)))
    assert subject(preview(db, reader, day("2021-09-02"), site, MORNING)) == "Today: About ten@club"


def test_only_what_the_reader_wishes_is_shown(club: Database, site: Site) -> None:
    reader = anna(club, filter=Filter(uids=frozenset({"second@club"})))
    assert subject(preview(club, reader, day("2021-09-02"), site, EVENING)) == "In 7 days: About second@club"


def test_what_nobody_may_see_is_not_shown(site: Site) -> None:
    db = an_empty_database()
    load(db, [a_file(a_meeting(), calendar=a_calendar(private=True))], site, NOW)
    assert preview(db, anna(db), day("2021-09-02"), site, EVENING) == NOTHING.format("2021-09-02")


def test_the_mail_goes_to_the_reader(club: Database, site: Site) -> None:
    shown = preview(club, anna(club, language="ru"), day("2021-08-26"), site, EVENING)
    assert isinstance(shown, bytes)
    message = opened(shown)
    assert (str(message["To"]), str(message["Date"])) == ("anna@example.org", "Thu, 26 Aug 2021 05:00:00 +0000")


def test_who_pauses_gets_nothing_until_then(club: Database, site: Site) -> None:
    reader = anna(club)
    pause(club, reader, day("2021-09-02"), EVENING)
    paused = subscriber_with_id(club, reader.id)
    assert paused
    assert preview(club, paused, day("2021-08-26"), site, EVENING) == (
        "anna@example.org is paused until 2021-09-02: nothing would be sent on 2021-08-26."
    )
    assert isinstance(preview(club, paused, day("2021-09-02"), site, EVENING), bytes)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("state = 'suspended', reason = '550 No such user'", "is suspended (550 No such user)"),
        ("state = 'unconfirmed', confirm_by = 2000000000", "has not confirmed yet"),
    ],
)
def test_who_gets_no_mails_is_told_why(club: Database, site: Site, change: str, reason: str) -> None:
    id = anna(club).id
    club.execute(f"UPDATE subscribers SET plan_at = NULL, {change}")
    reader = subscriber_with_id(club, id)
    assert reader
    assert preview(club, reader, day("2021-08-26"), site, EVENING) == (
        f"anna@example.org {reason}: nothing would be sent on 2021-08-26."
    )
