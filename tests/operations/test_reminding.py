"""A digest is planned once, however often and by however many it is looked for, and tells all that a reader wants."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlite_utils import Database

from service.domain.event import AnyEvent, Deadline, Done, Exercise, Open, Status
from service.domain.message import Mailing
from service.domain.selection import Filter
from service.domain.site import Site
from service.domain.subscriber import Subscriber
from service.domain.telling import Ahead, Overdue, Running
from service.domain.text import Text
from service.domain.wish import Leads, Weekly
from service.operations.reminding import plan_due_digests
from service.operations.sending import Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import tick
from service.storage.database import open_database
from service.storage.outbox import count_by_state
from tests.conftest import NOW
from tests.examples import a_meeting, a_wish, an_empty_database, hours, whole_days
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering
from tests.operations.outgoing import at, invite
from tests.operations.tells import TWO_WEEKS_BEFORE, delivered, digests, publish, told, waiting

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANNA = "anna@example.org"
EXERCISE = Exercise(uid="drill@club", slug="drill", summary=Text("Drill"), span=whole_days("2021-09-01", "2021-09-06"))
REPORT = Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days("2021-09-01"))


def join(db: Database, email: str = ANNA, *, now: datetime = NOW, **wish: object) -> Subscriber:
    return subscribe(db, email, a_wish(**wish), now)


def messages(db: Database) -> list[tuple[object, ...]]:
    return db.execute("SELECT * FROM outbox ORDER BY id").fetchall()


def test_a_digest_is_planned_at_the_readers_hour(with_anna: Database, site: Site) -> None:
    assert digests(with_anna, site, MORNING - timedelta(seconds=1)) == []
    assert digests(with_anna, site, MORNING) == [(ANNA, "2021-09-02", TWO_WEEKS_BEFORE)]


def test_a_second_look_plans_nothing(with_anna: Database, site: Site) -> None:
    assert len(digests(with_anna, site, MORNING)) == 1
    before = messages(with_anna)
    for now in (MORNING, MORNING + HOUR, MORNING + 6 * DAY, MORNING - DAY, MORNING):
        assert digests(with_anna, site, now) == []
    assert messages(with_anna) == before


def test_each_reader_has_his_own_morning(with_anna: Database, site: Site) -> None:
    join(with_anna, "boris@example.org", zone="Asia/Dushanbe")
    join(with_anna, "clara@example.org", hour=8)
    mornings = [MORNING - 3 * HOUR, MORNING, MORNING + HOUR]
    found = [[email for email, *_ in digests(with_anna, site, now)] for now in mornings]
    assert found == [["boris@example.org"], [ANNA], ["clara@example.org"]]


def test_a_message_is_named_after_what_it_is_for(with_anna: Database, site: Site) -> None:
    plan_due_digests(with_anna, site, MORNING)
    rows = with_anna.execute("SELECT dedupe_key, message_id FROM outbox").fetchall()
    assert rows == [("digest|1|2021-09-02", "<1a459c1568896774ed230d6bc2@example.org>")]


def test_all_that_falls_due_on_a_day_is_in_one_digest(with_anna: Database, site: Site) -> None:
    others = [a_meeting("near@club", whole_days("2021-09-03")), a_meeting("next@club", whole_days("2021-09-09"))]
    publish(with_anna, site, NOW, a_meeting(), *others)
    near = told("near", "2021-09-03", Ahead(14), Ahead(7), Ahead(1))
    following = told("next", "2021-09-09", Ahead(14), Ahead(7))
    assert digests(with_anna, site, MORNING) == [(ANNA, "2021-09-02", TWO_WEEKS_BEFORE | near | following)]


def test_each_lead_is_told_on_its_day_and_the_event_never_after_it_began(club: Database, site: Site) -> None:
    join(club, cadence=Leads((14, 7, 1, 0)))
    found = {}
    for day in range(20):
        for _, slot, tells in digests(club, site, MORNING + day * DAY):
            found[slot] = tells
        delivered(club, site, MORNING + day * DAY)
    days = {14: "2021-09-02", 7: "2021-09-09", 1: "2021-09-15", 0: "2021-09-16"}
    assert found == {day: told("meeting", "2021-09-16", Ahead(lead)) for lead, day in days.items()}


def test_a_new_event_is_told_with_the_next_digest_and_not_in_a_second_one_of_the_day(
    with_anna: Database, site: Site
) -> None:
    digests(with_anna, site, MORNING)
    delivered(with_anna, site, MORNING)
    publish(with_anna, site, MORNING, a_meeting(), a_meeting("new@club"))
    assert digests(with_anna, site, MORNING + HOUR) == []
    new = told("new", "2021-09-16", Ahead(14))
    assert digests(with_anna, site, MORNING + DAY) == [(ANNA, "2021-09-03", new)]


def test_an_event_that_moved_is_told_anew_for_its_new_day(with_anna: Database, site: Site) -> None:
    digests(with_anna, site, MORNING)
    delivered(with_anna, site, MORNING)
    publish(with_anna, site, MORNING, a_meeting(span=whole_days("2021-09-20")))
    assert digests(with_anna, site, MORNING + 3 * DAY) == []
    again = told("meeting", "2021-09-20", Ahead(14))
    assert digests(with_anna, site, MORNING + 4 * DAY) == [(ANNA, "2021-09-06", again)]


def test_another_hour_of_the_same_day_is_not_told_anew(club: Database, site: Site) -> None:
    publish(club, site, NOW, a_meeting(span=hours("2021-09-16T10:00", "2021-09-16T12:00")))
    join(club)
    assert len(digests(club, site, MORNING)) == 1
    delivered(club, site, MORNING)
    publish(club, site, MORNING, a_meeting(span=hours("2021-09-16T15:00", "2021-09-16T17:00")))
    assert digests(club, site, MORNING + DAY) == []


def test_what_is_cancelled_is_not_told(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, a_meeting(status=Status.CANCELLED))
    assert digests(with_anna, site, MORNING) == []


@pytest.mark.parametrize(("progress", "number"), [(Open(), 1), (Done(date(2021, 9, 1)), 0)])
def test_an_instruction_is_told_until_it_is_done(db: Database, site: Site, progress: Open | Done, number: int) -> None:
    publish(db, site, NOW, replace(REPORT, span=whole_days("2021-09-16"), progress=progress))
    join(db)
    assert len(digests(db, site, MORNING)) == number


def test_what_is_private_is_never_told(with_anna: Database, site: Site) -> None:
    publish(with_anna, site, NOW, a_meeting(), private=True)
    assert digests(with_anna, site, MORNING) == []
    assert digests(with_anna, site, MORNING + 7 * DAY) == []
    publish(with_anna, site, MORNING + 7 * DAY, a_meeting())
    both = told("meeting", "2021-09-16", Ahead(14), Ahead(7))
    assert digests(with_anna, site, MORNING + 8 * DAY) == [(ANNA, "2021-09-10", both)]


def test_only_what_the_reader_chose_is_told(db: Database, site: Site) -> None:
    publish(db, site, NOW, a_meeting(), a_meeting("other@club"))
    join(db, filter=Filter(uids=frozenset({"other@club"})), cadence=Leads((14,)))
    join(db, "boris@example.org", filter=Filter(words=frozenset({"nothing"})))
    assert digests(db, site, MORNING) == [(ANNA, "2021-09-02", told("other", "2021-09-16", Ahead(14)))]


def test_a_weekly_digest_comes_on_its_day_with_all_until_the_next(db: Database, site: Site) -> None:
    days = ("2021-09-06", "2021-09-12", "2021-09-13", "2021-09-16")
    publish(db, site, NOW, *(a_meeting(f"on{day[-2:]}@club", whole_days(day)) for day in days))
    join(db, cadence=Weekly(0))
    found = [tells for day in range(14) for tells in digests(db, site, MORNING + day * DAY)]
    first = told("on06", "2021-09-06", Ahead(0)) | told("on12", "2021-09-12", Ahead(6))
    second = told("on13", "2021-09-13", Ahead(0)) | told("on16", "2021-09-16", Ahead(3))
    assert found == [(ANNA, "2021-09-06", first), (ANNA, "2021-09-13", second)]


def test_each_further_day_is_told_to_who_chose_it(db: Database, site: Site) -> None:
    publish(db, site, NOW, EXERCISE)
    join(db, running=True)
    join(db, "boris@example.org")
    found = [tells for day in range(8) for tells in digests(db, site, MORNING + day * DAY)]
    assert found == [(ANNA, f"2021-09-0{day}", told("drill", "2021-09-01", Running(day))) for day in range(2, 7)]


def test_a_day_that_is_over_is_not_told(db: Database, site: Site) -> None:
    publish(db, site, NOW, EXERCISE)
    join(db, running=True)
    assert digests(db, site, MORNING + 2 * DAY) == [(ANNA, "2021-09-04", told("drill", "2021-09-01", Running(4)))]


def test_what_is_overdue_is_told_once_to_who_chose_it(db: Database, site: Site) -> None:
    publish(db, site, NOW, REPORT)
    join(db, overdue=True)
    join(db, "boris@example.org")
    found = [tells for day in range(20) for tells in digests(db, site, MORNING + day * DAY)]
    assert found == [(ANNA, "2021-09-02", told("report", "2021-09-01", Overdue()))]


@pytest.mark.parametrize(
    "event", [EXERCISE, replace(REPORT, progress=Done(date(2021, 9, 1))), replace(REPORT, status=Status.CANCELLED)]
)
def test_only_an_open_instruction_is_overdue(db: Database, site: Site, event: AnyEvent) -> None:
    publish(db, site, NOW, event)
    join(db, overdue=True)
    assert digests(db, site, MORNING + 7 * DAY) == []


def test_what_is_not_written_yet_tells_what_has_come_up_on_the_same_day(with_anna: Database, site: Site) -> None:
    assert len(digests(with_anna, site, MORNING)) == 1
    tonight = a_meeting("new@club", hours("2021-09-02T19:00", "2021-09-02T20:00"))
    publish(with_anna, site, MORNING, a_meeting(), tonight)
    subscribers_are_looked_at_anew(with_anna, MORNING + HOUR)
    assert digests(with_anna, site, MORNING + HOUR) == []
    new = told("new", "2021-09-02", Ahead(14), Ahead(7), Ahead(1))
    assert waiting(with_anna, Mailing.DIGEST) == [(ANNA, "2021-09-02", TWO_WEEKS_BEFORE | new)]


def subscribers_are_looked_at_anew(db: Database, now: datetime) -> None:
    db.execute("UPDATE subscribers SET plan_at = ?", [int(now.timestamp())])


def reads_to_plan_for(number: int, site: Site) -> int:
    """How many queries it takes to plan for so many readers with the same wish."""
    db = an_empty_database()
    publish(db, site, NOW, a_meeting())
    invite(db, number)
    statements: list[str] = []
    db.conn.set_trace_callback(statements.append)
    assert plan_due_digests(db, site, MORNING) == number
    db.close()
    return sum(each.lstrip().startswith(("SELECT", "WITH")) for each in statements)


def test_readers_with_the_same_wish_are_looked_at_in_one_go(site: Site) -> None:
    assert reads_to_plan_for(3, site) == reads_to_plan_for(60, site)


def test_many_that_look_at_once_send_each_digest_once(club: Database, database: Path, site: Site) -> None:
    readers = invite(club, 12)
    carriers = [Answering() for _ in range(4)]
    together = Barrier(len(carriers))

    def look(carrier: Answering) -> None:
        mine = open_database(database)
        together.wait()
        tick(mine, Sender(carrier, site), at(MORNING))
        mine.close()

    threads = [Thread(target=look, args=[carrier]) for carrier in carriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mail.recipient for carrier in carriers for mail in carrier.accepted) == sorted(readers)
    assert count_by_state(club) == {"sent": 12}
    last = Answering()
    tick(club, Sender(last, site), at(MORNING))
    assert last.tried == []
