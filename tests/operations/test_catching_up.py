"""Whoever comes late, was away or was not looked at in time gets one digest with all that still makes sense."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.delivery import Deferred
from service.domain.event import Deadline, Exercise
from service.domain.message import Mailing
from service.domain.quiet import Quiet
from service.domain.site import Site
from service.domain.subscriber import Subscriber
from service.domain.telling import Ahead, Changed, Running, Told
from service.domain.text import Text
from service.domain.wish import Leads
from service.operations.comparing import SETTLING
from service.operations.managing import change, pause, resume
from service.operations.reminding import plan_due_digests
from service.operations.sending import Sender
from service.operations.subscribing import subscribe
from service.storage.subscribers import subscriber_with_email
from tests.conftest import NOW
from tests.examples import a_meeting, a_wish, hours, whole_days
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering
from tests.operations.outgoing import at
from tests.operations.tells import TWO_WEEKS_BEFORE, delivered, digests, notices, publish, told, waiting

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
ANNA = "anna@example.org"
QUIET = Quiet(22, 7)
LATE = MORNING + 8 * DAY + 3 * HOUR  # ten o'clock on the tenth, in Vienna
BOTH_LEADS = told("meeting", "2021-09-16", Ahead(14), Ahead(7))
DRILL = Exercise(uid="drill@club", slug="drill", summary=Text("Drill"), span=whole_days("2021-09-01", "2021-09-03"))
REPORT = Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days("2021-09-01"))


def join(db: Database, now: datetime, **wish: object) -> Subscriber:
    return subscribe(db, ANNA, a_wish(**wish), now)


def again(db: Database) -> Subscriber:
    """Anna as she is now."""
    found = subscriber_with_email(db, ANNA)
    assert found
    return found


def history(db: Database) -> list[tuple[str, str, str | None]]:
    """Of each message the slot, the state and the slot of the one that took it over."""
    return db.execute(
        """
        SELECT outbox.slot, outbox.state, later.slot FROM outbox
        LEFT JOIN outbox AS later ON later.id = outbox.superseded_by ORDER BY outbox.id
        """
    ).fetchall()


def at_six(day: str, uid: str = "early@club") -> Deadline | Exercise:
    """Something that begins before the readers' hour."""
    return Exercise(uid=uid, slug="early", summary=Text("Early"), span=hours(f"{day}T06:00", f"{day}T09:00"))


def test_who_signs_up_late_gets_one_digest_at_once_with_all_leads_that_have_passed(club: Database, site: Site) -> None:
    join(club, LATE)
    assert digests(club, site, LATE) == [(ANNA, "2021-09-10", BOTH_LEADS)]
    delivered(club, site, LATE)
    found = [each for day in range(1, 9) for each in digests(club, site, LATE + day * DAY)]
    assert found == [(ANNA, "2021-09-15", told("meeting", "2021-09-16", Ahead(1)))]


def test_who_signs_up_before_his_hour_is_told_at_his_hour(club: Database, site: Site) -> None:
    before_dawn = LATE - 6 * HOUR
    join(club, before_dawn)
    assert digests(club, site, before_dawn) == []
    assert digests(club, site, LATE - 3 * HOUR - SECOND) == []
    assert digests(club, site, LATE - 3 * HOUR) == [(ANNA, "2021-09-10", BOTH_LEADS)]


def test_who_signs_up_before_his_hour_is_told_at_once_of_what_begins_before_it(club: Database, site: Site) -> None:
    before_dawn = LATE - 6 * HOUR
    publish(club, site, NOW, at_six("2021-09-10"))
    join(club, before_dawn)
    early = told("early", "2021-09-10", Ahead(14), Ahead(7), Ahead(1))
    assert digests(club, site, before_dawn) == [(ANNA, "2021-09-09", BOTH_LEADS | early)]
    delivered(club, site, before_dawn)
    assert digests(club, site, LATE) == []


def test_who_signs_up_after_it_began_is_not_told(db: Database, site: Site) -> None:
    publish(db, site, NOW, at_six("2021-09-10"))
    join(db, LATE, cadence=Leads((14, 0)))
    assert digests(db, site, LATE) == []


@pytest.mark.parametrize(("event", "wish"), [(DRILL, {"running": True}), (REPORT, {"overdue": True})])
@pytest.mark.parametrize(("since", "number"), [(MORNING - SECOND, 1), (MORNING, 0)])
def test_a_further_day_or_what_is_overdue_is_told_to_who_was_there_before_his_hour(
    db: Database, site: Site, event: Deadline | Exercise, wish: dict[str, bool], since: datetime, number: int
) -> None:
    publish(db, site, NOW, event)
    join(db, since, **wish)
    assert len(digests(db, site, MORNING + HOUR)) == number


def test_who_comes_in_the_middle_is_told_of_the_days_that_follow(db: Database, site: Site) -> None:
    publish(db, site, NOW, DRILL)
    join(db, MORNING + HOUR, running=True)
    found = [each for day in range(5) for each in digests(db, site, MORNING + HOUR + day * DAY)]
    assert found == [(ANNA, "2021-09-03", told("drill", "2021-09-01", Running(3)))]


def test_after_days_in_which_nobody_looked_there_is_one_digest(with_anna: Database, site: Site) -> None:
    assert digests(with_anna, site, LATE) == [(ANNA, "2021-09-10", BOTH_LEADS)]


def test_after_the_event_began_there_is_none(with_anna: Database, site: Site) -> None:
    midnight = datetime(2021, 9, 16, 22, tzinfo=UTC)
    assert digests(with_anna, site, midnight) == []


def test_what_is_late_by_a_midnight_waits_for_the_readers_hour(with_anna: Database, site: Site) -> None:
    midnight = datetime(2021, 9, 2, 22, tzinfo=UTC)
    assert digests(with_anna, site, midnight) == []
    assert digests(with_anna, site, MORNING + DAY - SECOND) == []
    assert digests(with_anna, site, MORNING + DAY) == [(ANNA, "2021-09-03", TWO_WEEKS_BEFORE)]


def test_what_is_late_by_a_midnight_does_not_wait_where_it_would_be_too_late(with_anna: Database, site: Site) -> None:
    midnight = datetime(2021, 9, 2, 22, tzinfo=UTC)
    publish(with_anna, site, NOW, at_six("2021-09-03"))
    early = told("early", "2021-09-03", Ahead(14), Ahead(7), Ahead(1))
    assert digests(with_anna, site, midnight) == [(ANNA, "2021-09-02", TWO_WEEKS_BEFORE | early)]


def test_what_comes_late_in_the_evening_waits_for_the_end_of_the_quiet_hours(club: Database, site: Site) -> None:
    evening = LATE + 13 * HOUR
    join(club, evening)
    assert digests(club, site, evening, quiet=QUIET) == []
    assert digests(club, site, MORNING + 9 * DAY - SECOND, quiet=QUIET) == []
    assert digests(club, site, MORNING + 9 * DAY, quiet=QUIET) == [(ANNA, "2021-09-11", BOTH_LEADS)]


def test_in_the_quiet_hours_what_would_be_too_late_at_their_end_is_told_at_once(club: Database, site: Site) -> None:
    evening = LATE + 13 * HOUR
    publish(club, site, NOW, at_six("2021-09-11"))
    join(club, evening)
    early = told("early", "2021-09-11", Ahead(14), Ahead(7), Ahead(1))
    assert digests(club, site, evening, quiet=QUIET) == [(ANNA, "2021-09-10", BOTH_LEADS | early)]


def test_who_chose_an_hour_of_the_night_is_told_at_it(club: Database, site: Site) -> None:
    join(club, NOW, hour=23)
    evening = datetime(2021, 9, 2, 21, tzinfo=UTC)
    assert digests(club, site, evening, quiet=QUIET) == [(ANNA, "2021-09-02", TWO_WEEKS_BEFORE)]


@pytest.mark.parametrize("is_deferred", [False, True])
def test_a_digest_that_is_not_sent_is_superseded_by_the_next_which_takes_its_dates_over(
    with_anna: Database, site: Site, is_deferred: bool
) -> None:
    assert len(digests(with_anna, site, MORNING)) == 1
    if is_deferred:
        defer(with_anna, site)
    assert digests(with_anna, site, MORNING + 7 * DAY) == [(ANNA, "2021-09-09", BOTH_LEADS)]
    assert history(with_anna) == [("2021-09-02", "superseded", "2021-09-09"), ("2021-09-09", "planned", None)]


def defer(db: Database, site: Site) -> None:
    """The relay wants it later, so that its bytes are frozen."""
    Sender(Answering(Deferred("451 later")), site).send(db, at(MORNING), most=1)
    assert history(db) == [("2021-09-02", "retry", None)]


def test_what_is_taken_over_may_have_fallen_due_long_before(club: Database, site: Site) -> None:
    publish(club, site, NOW, a_meeting("other@club", whole_days("2021-09-22")))
    join(club, NOW, cadence=Leads((14,)))
    assert [len(digests(club, site, MORNING + day * DAY)) for day in range(6)] == [1, 0, 0, 0, 0, 0]
    other = told("other", "2021-09-22", Ahead(14))
    assert digests(club, site, MORNING + 6 * DAY) == [(ANNA, "2021-09-08", TWO_WEEKS_BEFORE | other)]


def test_a_digest_that_is_not_sent_waits_where_there_is_nothing_new(with_anna: Database, site: Site) -> None:
    digests(with_anna, site, MORNING)
    assert digests(with_anna, site, MORNING + 6 * DAY) == []
    assert history(with_anna) == [("2021-09-02", "planned", None)]


def test_the_next_digest_does_not_take_over_what_no_longer_makes_sense(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, a_meeting("soon@club", whole_days("2021-09-03")))
    digests(with_anna, site, MORNING)
    assert digests(with_anna, site, MORNING + 7 * DAY) == [(ANNA, "2021-09-09", BOTH_LEADS)]


def test_a_new_event_that_would_be_too_late_at_the_next_hour_is_told_when_it_has_stood_for_a_while(
    db: Database, site: Site
) -> None:
    publish(db, site, NOW)
    join(db, NOW)
    assert digests(db, site, MORNING) == []
    publish(db, site, MORNING + HOUR, at_six("2021-09-03"), a_meeting("next@club", whole_days("2021-09-06")))
    assert look(db, site, MORNING + HOUR + SETTLING - SECOND) == []
    new = told("early", "2021-09-03", Ahead(14), Ahead(7), Ahead(1)) | told("next", "2021-09-06", Ahead(14), Ahead(7))
    assert look(db, site, MORNING + HOUR + SETTLING) == [(ANNA, "2021-09-02", new)]


def test_a_new_event_that_is_not_too_late_at_the_next_hour_waits_for_it(db: Database, site: Site) -> None:
    join(db, NOW)
    assert digests(db, site, MORNING) == []
    publish(db, site, MORNING + HOUR, a_meeting("next@club", whole_days("2021-09-06")))
    assert look(db, site, MORNING + HOUR + SETTLING) == []
    new = told("next", "2021-09-06", Ahead(14), Ahead(7))
    assert look(db, site, MORNING + DAY) == [(ANNA, "2021-09-03", new)]


def test_there_is_no_second_digest_on_a_day_even_for_what_would_be_too_late(with_anna: Database, site: Site) -> None:
    look(with_anna, site, MORNING)
    delivered(with_anna, site, MORNING)
    publish(with_anna, site, MORNING + HOUR, at_six("2021-09-03"))
    assert look(with_anna, site, MORNING + HOUR + SETTLING) == []
    assert look(with_anna, site, MORNING + DAY) == []


def look(db: Database, site: Site, now: datetime) -> list[tuple[str, str, set[Told]]]:
    """The new digests, after changes were looked at, too."""
    assert notices(db, site, now) == []
    return digests(db, site, now)


def test_who_pauses_gets_one_digest_at_his_hour_when_he_is_back(with_anna: Database, site: Site) -> None:
    pause(with_anna, again(with_anna), date(2021, 9, 12), MORNING - SECOND)
    assert [each for day in range(10) for each in digests(with_anna, site, MORNING + day * DAY)] == []
    assert digests(with_anna, site, MORNING + 10 * DAY - SECOND) == []
    assert digests(with_anna, site, MORNING + 10 * DAY) == [(ANNA, "2021-09-12", BOTH_LEADS)]


def test_what_waited_when_he_paused_is_told_when_he_is_back(with_anna: Database, site: Site) -> None:
    digests(with_anna, site, MORNING)
    pause(with_anna, again(with_anna), date(2021, 9, 5), MORNING)
    assert digests(with_anna, site, MORNING + 3 * DAY) == [(ANNA, "2021-09-05", TWO_WEEKS_BEFORE)]


def test_who_was_told_before_he_paused_is_not_told_again(with_anna: Database, site: Site) -> None:
    digests(with_anna, site, MORNING)
    delivered(with_anna, site, MORNING)
    pause(with_anna, again(with_anna), date(2021, 9, 5), MORNING)
    assert digests(with_anna, site, MORNING + 3 * DAY) == []


def test_who_ends_his_pause_is_told_at_once(with_anna: Database, site: Site) -> None:
    pause(with_anna, again(with_anna), date(2021, 10, 1), MORNING - SECOND)
    resume(with_anna, again(with_anna), LATE)
    assert digests(with_anna, site, LATE) == [(ANNA, "2021-09-10", BOTH_LEADS)]


def test_what_changed_in_a_pause_is_told_after_it(with_anna: Database, site: Site) -> None:
    digests(with_anna, site, MORNING)
    delivered(with_anna, site, MORNING)
    pause(with_anna, again(with_anna), date(2021, 9, 12), MORNING)
    publish(with_anna, site, MORNING + DAY, a_meeting(span=whole_days("2021-09-24")))
    assert notices(with_anna, site, MORNING + 2 * DAY) == []
    assert plan_due_digests(with_anna, site, MORNING + 10 * DAY, quiet=QUIET) == 1
    moved = told("meeting", "2021-09-24", Changed(1), Ahead(14))
    assert waiting(with_anna, Mailing.NOTICE) == [(ANNA, "2021-09-12T07:00", moved)]


def test_who_wishes_more_is_told_the_rest_and_not_the_same_again(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, a_meeting("far@club", whole_days("2021-09-25")))
    digests(with_anna, site, MORNING)
    delivered(with_anna, site, MORNING)
    reader = again(with_anna)
    change(with_anna, reader, replace(reader.wish, cadence=Leads((30, 14, 7, 1))), MORNING + HOUR)
    assert digests(with_anna, site, MORNING + HOUR) == []
    more = told("meeting", "2021-09-16", Ahead(30)) | told("far", "2021-09-25", Ahead(30))
    assert digests(with_anna, site, MORNING + DAY) == [(ANNA, "2021-09-03", more)]


def test_a_clock_that_went_wrong_and_is_set_back_loses_nothing(with_anna: Database, site: Site) -> None:
    assert digests(with_anna, site, MORNING + 300 * DAY) == []
    assert digests(with_anna, site, MORNING) == [(ANNA, "2021-09-02", TWO_WEEKS_BEFORE)]
