"""Writing: each letter is worded once for all who are told the same, and goes to those who may get it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlite_utils import Database

from service.domain.letter import Letter
from service.domain.message import Mailing
from service.domain.site import Site
from service.domain.telling import Ahead, Telling, Told
from service.domain.text import Text
from service.operations.importing import load
from service.operations.managing import change, pause
from service.operations.subscribing import subscribe
from service.operations.writing import Writer
from service.storage.database import transaction
from service.storage.outbox import Message
from service.storage.subscribers import subscriber_with_email
from tests.conftest import NOW
from tests.examples import a_file, a_wish, an_empty_database
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
from tests.rendering.mails import opened, part
from tests.rendering.wire import checked


@pytest.fixture
def club(site: Site) -> Database:
    return the_club(site)


@pytest.fixture
def writer(site: Site) -> Writer:
    return Writer(site)


def letter(db: Database, writer: Writer, message: Message) -> Letter:
    mail = written(db, writer, message)
    assert mail
    return mail.letter


class Counting:
    """The statements that a connection executes."""

    def __init__(self, db: Database) -> None:
        self.statements: list[str] = []
        db.conn.set_trace_callback(self.statements.append)

    @property
    def reads(self) -> int:
        return sum(statement.lstrip().startswith(("SELECT", "WITH")) for statement in self.statements)


@pytest.fixture
def counting(club: Database) -> Iterator[Counting]:
    yield Counting(club)
    club.conn.set_trace_callback(None)


def test_a_digest_goes_to_its_reader_and_tells_what_was_planned(club: Database, writer: Writer) -> None:
    message = asked(club)
    mail = written(club, writer, message)
    assert mail
    assert mail.tellings == (Telling(TOLD, 1),)
    read = checked(mail.letter.filled(mail.own))
    assert (read.header["To"], read.header["Message-ID"]) == ("anna@example.org", message.message_id)
    assert read.header["Subject"] == "In 14 days: About meeting@club"


def test_one_letter_is_for_all_who_are_told_the_same(club: Database, writer: Writer) -> None:
    messages = [asked(club, email=f"reader{number}@example.org") for number in range(3)]
    with transaction(club):
        mails = writer.write(club, messages, MORNING)
    letters = [mail.letter for mail in mails.values() if mail]
    assert [letter is letters[0] for letter in letters] == [True, True, True]
    payloads = [mail.letter.filled(mail.own) for mail in mails.values() if mail]
    assert len(set(payloads)) == 3
    assert [str(opened(each)["To"]) for each in payloads] == [message.recipient for message in messages]


def test_who_is_told_something_else_gets_another_letter(club: Database, writer: Writer) -> None:
    messages = [
        asked(club, email="anna@example.org"),
        asked(club, email="boris@example.org", wish=a_wish(language="ru")),
        asked(club, [Told("ten@club", date(2021, 9, 2), Ahead(0))], email="clara@example.org"),
        asked(club, email="doris@example.org", wish=a_wish(zone="Asia/Dushanbe")),
    ]
    with transaction(club):
        mails = writer.write(club, messages, MORNING)
    assert len({mail.letter.hash for mail in mails.values() if mail}) == 4


@pytest.mark.parametrize("readers", [1, 200])
def test_a_batch_of_one_letter_costs_two_queries(
    club: Database, writer: Writer, counting: Counting, readers: int
) -> None:
    messages = [asked(club, email=f"reader{number}@example.org") for number in range(readers)]
    with transaction(club):
        writer.write(club, messages[:1], MORNING)
        counting.statements.clear()
        assert len(writer.write(club, messages, MORNING)) == readers
    assert counting.reads == 2


def test_each_further_letter_costs_a_few_queries(club: Database, writer: Writer, counting: Counting) -> None:
    messages = [asked(club, email=f"reader{hour}@example.org", wish=a_wish(hour=hour)) for hour in range(24)]
    with transaction(club):
        writer.write(club, messages[:1], MORNING)
        counting.statements.clear()
        writer.write(club, messages, MORNING)
    assert counting.reads <= 2 + 3 * len(messages)


def unconfirmed(db: Database, *, confirm_by: datetime) -> Message:
    reader = subscribe(db, "anna@example.org", a_wish(), NOW)
    db.execute(
        "UPDATE subscribers SET state = 'unconfirmed', confirm_by = ?, plan_at = NULL WHERE id = ?",
        [int(confirm_by.timestamp()), reader.id],
    )
    return asked(db, [], mailing=Mailing.CONFIRMATION, slot="2021-09-02T00:00Z")


def test_a_confirmation_holds_until_its_end(club: Database, writer: Writer) -> None:
    message = unconfirmed(club, confirm_by=NOW + timedelta(hours=48))
    text = part(payload(club, writer, message), "plain")
    assert text.count("https://dates.example.org/subscribe/confirm/") == 1
    assert text.count("The link holds until 4 September 2021, 02:00 (Vienna, UTC+02:00).") == 1
    assert written(club, writer, message, NOW + timedelta(hours=48)) is None


def test_who_has_confirmed_is_not_asked_again(club: Database, writer: Writer) -> None:
    assert written(club, writer, asked(club, [], mailing=Mailing.CONFIRMATION)) is None


def test_who_has_not_confirmed_gets_nothing_else(club: Database, writer: Writer) -> None:
    unconfirmed(club, confirm_by=NOW + timedelta(hours=48))
    assert written(club, writer, asked(club)) is None
    assert written(club, writer, asked(club, [], mailing=Mailing.LINK, slot="link")) is None


def test_who_is_subscribed_gets_his_link(club: Database, writer: Writer) -> None:
    read = payload(club, writer, asked(club, [], mailing=Mailing.LINK))
    assert str(opened(read)["Subject"]) == "Your reminders: the link to change them"


def test_who_pauses_gets_no_digest_until_then(club: Database, writer: Writer) -> None:
    message = asked(club)
    reader = subscriber_with_email(club, "anna@example.org")
    assert reader
    pause(club, reader, date(2021, 9, 4), NOW)
    days = [MORNING + timedelta(days=days) for days in (0, 1, 2)]
    assert [written(club, writer, message, now) is None for now in days] == [True, True, False]


def test_who_is_suspended_gets_no_digest(club: Database, writer: Writer) -> None:
    message = asked(club)
    club.execute("UPDATE subscribers SET state = 'suspended', reason = '550 No such user', plan_at = NULL")
    assert written(club, writer, message) is None


def test_a_reader_who_is_forgotten_gets_nothing(club: Database, writer: Writer) -> None:
    message = replace(asked(club), subscriber=99)
    assert written(club, writer, message) is None


def test_a_changed_wish_counts_at_once(club: Database, writer: Writer) -> None:
    message = asked(club)
    payload(club, writer, message)
    reader = subscriber_with_email(club, "anna@example.org")
    assert reader
    change(club, reader, a_wish(language="ru"), NOW)
    assert str(opened(payload(club, writer, message))["Subject"]) == "Через 14 дней: About meeting@club"


def test_no_more_letters_are_kept_than_there_is_room_for(club: Database, site: Site) -> None:
    writer = Writer(site, most_kept=2)
    messages = [asked(club, email=f"reader{hour}@example.org", wish=a_wish(hour=hour)) for hour in range(3)]
    first = [letter(club, writer, message) for message in messages]
    again = [letter(club, writer, message) for message in reversed(messages)]
    assert [one is other for one, other in zip(first, reversed(again), strict=True)] == [False, True, True]


def test_what_was_written_from_one_database_is_not_taken_for_another(site: Site, writer: Writer) -> None:
    one, other = the_club(site), an_empty_database()
    load(other, [a_file(replace(ASSEMBLY, summary=Text("Assembly")), AT_TEN, EXERCISE, REPORT)], site, NOW)
    assert titles(payload(one, writer, asked(one)))[0] == "About meeting@club"
    assert titles(payload(other, writer, asked(other)))[0] == "Assembly"
