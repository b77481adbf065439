"""Who was told of an event hears once, and in one mail, that it is no longer so, after it has stood for a while."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.event import AnyEvent, Deadline, Done, Status, Venue
from service.domain.message import Mailing
from service.domain.quiet import Quiet
from service.domain.site import Site
from service.domain.telling import Ahead, Changed
from service.domain.text import Text
from service.domain.wish import Leads
from service.operations.comparing import SETTLING
from service.operations.subscribing import subscribe
from service.storage.tellings import tellings_of
from tests.conftest import NOW
from tests.examples import a_meeting, a_wish, hours, whole_days
from tests.operations.conftest import MORNING
from tests.operations.tells import delivered, digests, notices, publish, told, waiting

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANNA = "anna@example.org"
QUIET = Quiet(22, 7)
AT_NINE = MORNING + 2 * HOUR  # when it changes
LATER = AT_NINE + SETTLING  # when it has stood for a while
NIGHT = datetime(2021, 9, 2, 21, tzinfo=UTC)  # eleven o'clock in Vienna
MOVED = a_meeting(span=whole_days("2021-09-20"))
NEW_DATE = told("meeting", "2021-09-20", Changed(1))
REPORT = Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days("2021-09-16"))


@pytest.fixture
def told_anna(with_anna: Database, site: Site) -> Database:
    """She has her digest of the morning."""
    tell_all(with_anna, site)
    return with_anna


def tell_all(db: Database, site: Site, now: datetime = MORNING) -> None:
    """Each gets his digest."""
    digests(db, site, now)
    delivered(db, site, now)
    assert notices(db, site, now) == []


def test_a_change_is_told_when_it_has_stood_for_ten_minutes(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, AT_NINE, MOVED)
    assert notices(told_anna, site, AT_NINE) == []
    assert notices(told_anna, site, AT_NINE + 10 * MINUTE - SECOND) == []
    assert notices(told_anna, site, AT_NINE + 10 * MINUTE) == [(ANNA, "2021-09-02T09:10", NEW_DATE)]


def test_a_second_look_at_a_change_plans_nothing(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, AT_NINE, MOVED)
    assert len(notices(told_anna, site, LATER)) == 1
    assert notices(told_anna, site, LATER) == []
    assert delivered(told_anna, site, LATER) == [ANNA]
    for now in (LATER, LATER + HOUR, LATER - DAY, LATER + DAY):
        assert notices(told_anna, site, now) == []


def test_changes_of_one_event_within_ten_minutes_are_told_once_from_what_was_told_to_what_holds(
    told_anna: Database, site: Site
) -> None:
    publish(told_anna, site, AT_NINE, a_meeting(span=whole_days("2021-09-18")))
    publish(told_anna, site, AT_NINE + 8 * MINUTE, MOVED)
    assert notices(told_anna, site, LATER) == []
    assert notices(told_anna, site, LATER + 8 * MINUTE) == [(ANNA, "2021-09-02T09:18", NEW_DATE)]
    (telling,) = tellings_of(told_anna, 2)
    assert (telling.told.occasion, telling.revision) == (Changed(1), 3)


def test_several_events_that_changed_are_told_in_one_mail(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, a_meeting("other@club"))
    tell_all(with_anna, site)
    publish(with_anna, site, AT_NINE, MOVED)
    publish(with_anna, site, AT_NINE + MINUTE, a_meeting("other@club", whole_days("2021-09-21")))
    both = NEW_DATE | told("other", "2021-09-21", Changed(1))
    assert notices(with_anna, site, LATER + MINUTE) == [(ANNA, "2021-09-02T09:11", both)]


def test_a_second_change_after_the_notice_is_told_against_the_notice(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, AT_NINE, MOVED)
    notices(told_anna, site, LATER)
    delivered(told_anna, site, LATER)
    publish(told_anna, site, LATER, a_meeting(span=whole_days("2021-09-21")))
    again = told("meeting", "2021-09-21", Changed(2))
    assert notices(told_anna, site, LATER + SETTLING) == [(ANNA, "2021-09-02T09:20", again)]


def test_only_who_was_told_and_wants_to_know_is_told_of_a_change(club: Database, site: Site) -> None:
    subscribe(club, ANNA, a_wish(), NOW)
    subscribe(club, "not-told-yet@example.org", a_wish(cadence=Leads((7,))), NOW)
    subscribe(club, "not-wanted@example.org", a_wish(changes=False), NOW)
    tell_all(club, site)
    publish(club, site, AT_NINE, MOVED)
    assert [email for email, *_ in notices(club, site, LATER)] == [ANNA]


def test_a_digest_that_is_not_written_yet_has_told_nothing(with_anna: Database, site: Site) -> None:
    assert len(digests(with_anna, site, MORNING)) == 1
    publish(with_anna, site, AT_NINE, MOVED)
    assert notices(with_anna, site, LATER) == []


@pytest.mark.parametrize(
    ("after", "first_day"),
    [
        (a_meeting(place=Venue(name=Text("The Old Hall"))), "2021-09-16"),
        (a_meeting(status=Status.TENTATIVE), "2021-09-16"),
        (a_meeting(status=Status.CANCELLED), "2021-09-16"),
        (a_meeting(span=whole_days("2021-09-16", "2021-09-17")), "2021-09-16"),
    ],
    ids=["another place", "not sure any more", "cancelled", "longer"],
)
def test_each_change_that_people_act_on_is_told(
    told_anna: Database, site: Site, after: AnyEvent, first_day: str
) -> None:
    publish(told_anna, site, AT_NINE, after)
    assert notices(told_anna, site, LATER) == [(ANNA, "2021-09-02T09:10", told("meeting", first_day, Changed(1)))]


@pytest.mark.parametrize("after", [a_meeting(summary=Text("Another name")), a_meeting(description=Text("More"))])
def test_other_words_are_no_news(told_anna: Database, site: Site, after: AnyEvent) -> None:
    publish(told_anna, site, AT_NINE, after)
    assert notices(told_anna, site, LATER) == []


def test_that_an_instruction_is_done_is_no_change_of_what_was_told(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, REPORT)
    tell_all(with_anna, site)
    publish(with_anna, site, AT_NINE, replace(REPORT, progress=Done(date(2021, 9, 2))))
    assert notices(with_anna, site, LATER) == []


def test_what_was_cancelled_and_takes_place_after_all_is_told_again(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, AT_NINE, a_meeting(status=Status.CANCELLED))
    notices(told_anna, site, LATER)
    delivered(told_anna, site, LATER)
    publish(told_anna, site, LATER, a_meeting())
    reinstated = told("meeting", "2021-09-16", Changed(2))
    assert notices(told_anna, site, LATER + SETTLING) == [(ANNA, "2021-09-02T09:20", reinstated)]


def test_what_was_changed_and_changed_back_is_no_news(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, AT_NINE, MOVED)
    publish(told_anna, site, AT_NINE + MINUTE, a_meeting())
    assert notices(told_anna, site, LATER + HOUR) == []


def test_a_change_is_not_told_when_the_old_and_the_new_date_are_over(told_anna: Database, site: Site) -> None:
    over = datetime(2021, 9, 16, 22, tzinfo=UTC)  # midnight in Vienna
    publish(told_anna, site, over - SETTLING, a_meeting(span=whole_days("2021-09-15")))
    assert notices(told_anna, site, over) == []


def test_a_change_is_told_while_the_old_or_the_new_date_is_ahead(told_anna: Database, site: Site) -> None:
    last_minute = datetime(2021, 9, 16, 21, 59, tzinfo=UTC)
    publish(told_anna, site, last_minute - SETTLING, a_meeting(span=whole_days("2021-09-15")))
    earlier = told("meeting", "2021-09-15", Changed(1))
    assert notices(told_anna, site, last_minute) == [(ANNA, "2021-09-16T23:59", earlier)]


def test_what_has_become_private_is_not_told(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, AT_NINE, MOVED, private=True)
    assert notices(told_anna, site, LATER) == []
    assert notices(told_anna, site, LATER + DAY) == []


def test_a_change_in_the_quiet_hours_is_told_at_their_end(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, NIGHT, MOVED)
    night = NIGHT + SETTLING
    assert notices(told_anna, site, night, quiet=QUIET) == [(ANNA, "2021-09-03T07:00", NEW_DATE)]
    assert delivered(told_anna, site, MORNING + DAY - SECOND) == []
    assert delivered(told_anna, site, MORNING + DAY) == [ANNA]


def test_all_that_changes_in_a_night_is_in_one_mail(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, a_meeting("other@club"))
    tell_all(with_anna, site)
    publish(with_anna, site, NIGHT, MOVED)
    assert len(notices(with_anna, site, NIGHT + SETTLING, quiet=QUIET)) == 1
    publish(with_anna, site, NIGHT + HOUR, a_meeting("other@club", whole_days("2021-09-21")))
    assert notices(with_anna, site, NIGHT + HOUR + SETTLING, quiet=QUIET) == []
    both = NEW_DATE | told("other", "2021-09-21", Changed(1))
    assert waiting(with_anna, Mailing.NOTICE) == [(ANNA, "2021-09-03T07:00", both)]


def test_a_change_in_the_quiet_hours_is_told_at_once_where_it_begins_before_their_end(
    with_anna: Database, site: Site
) -> None:
    early = a_meeting("early@club", hours("2021-09-03T06:00", "2021-09-03T08:00"))
    publish(with_anna, site, NOW, early)
    tell_all(with_anna, site)
    publish(with_anna, site, NIGHT, replace(early, status=Status.CANCELLED))
    cancelled = told("early", "2021-09-03", Changed(1))
    assert notices(with_anna, site, NIGHT + SETTLING, quiet=QUIET) == [(ANNA, "2021-09-02T23:10", cancelled)]


def test_the_quiet_hours_are_of_the_readers_clock(club: Database, site: Site) -> None:
    subscribe(club, ANNA, a_wish(zone="America/New_York", hour=0), NOW)
    tell_all(club, site)
    publish(club, site, NIGHT, MOVED)
    assert notices(club, site, NIGHT + SETTLING, quiet=QUIET) == [(ANNA, "2021-09-02T17:10", NEW_DATE)]


def test_the_leads_that_have_passed_for_the_new_date_are_told_with_the_change_and_not_again(
    told_anna: Database, site: Site
) -> None:
    publish(told_anna, site, AT_NINE, a_meeting(span=whole_days("2021-09-08")))
    sooner = told("meeting", "2021-09-08", Changed(1), Ahead(14), Ahead(7))
    assert notices(told_anna, site, LATER) == [(ANNA, "2021-09-02T09:10", sooner)]
    delivered(told_anna, site, LATER)
    found = [each for day in range(1, 8) for each in digests(told_anna, site, MORNING + day * DAY)]
    assert found == [(ANNA, "2021-09-07", told("meeting", "2021-09-08", Ahead(1)))]


def test_a_notice_leaves_out_the_leads_that_a_digest_has_told(told_anna: Database, site: Site) -> None:
    publish(told_anna, site, AT_NINE, a_meeting(place=Venue(name=Text("The Old Hall"))))
    assert notices(told_anna, site, LATER) == [(ANNA, "2021-09-02T09:10", told("meeting", "2021-09-16", Changed(1)))]


def test_two_notices_in_one_minute_are_a_minute_apart(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, a_meeting("other@club"))
    tell_all(with_anna, site)
    publish(with_anna, site, AT_NINE, MOVED)
    publish(with_anna, site, AT_NINE + 20 * SECOND, a_meeting("other@club", whole_days("2021-09-21")))
    assert [slot for _, slot, _ in notices(with_anna, site, LATER)] == ["2021-09-02T09:10"]
    delivered(with_anna, site, LATER)
    assert [slot for _, slot, _ in notices(with_anna, site, LATER + 20 * SECOND)] == ["2021-09-02T09:11"]
