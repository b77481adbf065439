"""A digest is planned once, however often and by however many it is looked for."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

from sqlite_utils import Database

from service.delivery.mailbox import Mailbox
from service.domain.event import Status
from service.domain.reminder import Told
from service.domain.site import Site
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.reminding import plan_due_digests
from service.operations.sending import Sender
from service.operations.subscribing import subscribe
from service.operations.ticking import tick
from service.rendering.mail import message_id
from service.storage.database import open_database
from service.storage.outbox import count_by_state, told_to
from tests.conftest import NOW
from tests.examples import a_file, a_meeting, a_wish, whole_days
from tests.operations.conftest import MORNING
from tests.operations.mailers import Answering

TWO_WEEKS_BEFORE = Told("meeting@club", date(2021, 9, 16), 14)


def planned(db: Database, site: Site, now: datetime) -> list[tuple[str, date, set[Told]]]:
    """Who is told what on which of his days."""
    return [
        (each.subscriber.wish.email, each.day, {item.told for item in each.items})
        for each in plan_due_digests(db, site, now)
    ]


def test_a_digest_is_planned_at_the_readers_hour(with_anna: Database, site: Site) -> None:
    assert planned(with_anna, site, MORNING - timedelta(seconds=1)) == []
    assert planned(with_anna, site, MORNING) == [("anna@example.org", date(2021, 9, 2), {TWO_WEEKS_BEFORE})]
    assert told_to(with_anna, 1) == {TWO_WEEKS_BEFORE}


def test_what_was_planned_is_not_planned_again(with_anna: Database, site: Site) -> None:
    assert len(planned(with_anna, site, MORNING)) == 1
    before = list(with_anna.conn.iterdump())
    for now in (MORNING, MORNING + timedelta(hours=1), MORNING + timedelta(days=6), MORNING - timedelta(days=1)):
        assert planned(with_anna, site, now) == []
    assert list(with_anna.conn.iterdump()) == before


def test_each_reader_has_his_own_morning(with_anna: Database, site: Site) -> None:
    subscribe(with_anna, a_wish(email="boris@example.org", zone="Asia/Dushanbe", leads=(14,)), NOW)
    told = [email for email, _, _ in planned(with_anna, site, datetime(2021, 9, 2, 2, tzinfo=UTC))]
    assert told == ["boris@example.org"]
    assert [email for email, _, _ in planned(with_anna, site, MORNING)] == ["anna@example.org"]


def test_a_reader_is_not_told_what_fell_due_before_he_came(club: Database, site: Site) -> None:
    subscribe(club, a_wish(leads=(14,)), MORNING)
    assert planned(club, site, MORNING + timedelta(days=1)) == []


def test_what_fell_due_while_nobody_looked_comes_in_one_digest(with_anna: Database, site: Site) -> None:
    eight_days_later = MORNING + timedelta(days=8)
    assert planned(with_anna, site, eight_days_later) == [
        ("anna@example.org", date(2021, 9, 10), {TWO_WEEKS_BEFORE, Told("meeting@club", date(2021, 9, 16), 7)})
    ]


def test_an_event_that_moved_is_told_again_on_its_new_day(with_anna: Database, site: Site) -> None:
    planned(with_anna, site, MORNING)
    load(with_anna, [a_file(a_meeting(span=whole_days("2021-09-20")))], site, MORNING)
    assert planned(with_anna, site, MORNING + timedelta(days=4)) == [
        ("anna@example.org", date(2021, 9, 6), {Told("meeting@club", date(2021, 9, 20), 14)})
    ]


def test_a_second_thing_due_after_the_digest_of_a_day_waits_for_the_next(with_anna: Database, site: Site) -> None:
    planned(with_anna, site, MORNING)
    load(with_anna, [a_file(a_meeting(), a_meeting("new@club"))], site, MORNING)
    assert planned(with_anna, site, MORNING + timedelta(hours=1)) == []
    assert planned(with_anna, site, MORNING + timedelta(days=1)) == [
        ("anna@example.org", date(2021, 9, 3), {Told("new@club", date(2021, 9, 16), 14)})
    ]


def test_nobody_is_reminded_of_what_is_cancelled(with_anna: Database, site: Site) -> None:
    edit(with_anna, "meeting", Edit(status=Status.CANCELLED), site, NOW, by="anna", reason=None)
    assert planned(with_anna, site, MORNING) == []


def test_a_message_is_named_after_what_it_is_for(with_anna: Database, site: Site) -> None:
    plan_due_digests(with_anna, site, MORNING)
    rows = with_anna.execute("SELECT dedupe_key, message_id FROM outbox").fetchall()
    assert rows == [("digest|1|2021-09-02", message_id("digest|1|2021-09-02", site))]


def test_many_that_look_at_once_send_each_digest_once(
    club: Database, database: Path, site: Site, tmp_path: Path
) -> None:
    readers = [f"reader{number}@example.org" for number in range(12)]
    for email in readers:
        subscribe(club, a_wish(email=email), NOW)
    lookers = [Answering() for _ in range(4)]
    together = Barrier(len(lookers))

    def look(mailer: Answering) -> None:
        mine = open_database(database)
        together.wait()
        tick(mine, Sender(mailer, site), MORNING)
        mine.close()

    threads = [Thread(target=look, args=[mailer]) for mailer in lookers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mail.recipient for mailer in lookers for mail in mailer.accepted) == sorted(readers)
    assert count_by_state(club) == {"sent": 12}
    tick(club, Sender(Mailbox(tmp_path / "mails"), site), MORNING)
    assert not (tmp_path / "mails").exists()
