"""Readers and messages of before there were wishes are carried over: nothing is lost, and nothing is told again."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.domain.letter import Letter
from service.domain.selection import Filter
from service.domain.subscriber import Active
from service.domain.telling import Ahead, Telling, Told
from service.domain.wish import Leads, Wish
from service.operations.reminding import plan_due_digests
from service.operations.sending import Sender
from service.operations.ticking import tick
from service.storage.database import migrate, open_database, transaction
from service.storage.letters import letters_numbered
from service.storage.migrations import migrations
from service.storage.outbox import count_by_state, message_with_id
from service.storage.subscribers import add_subscriber, all_subscribers, was_number_given
from service.storage.tellings import tellings_of
from service.storage.wishes import wish_document, wish_of
from tests.examples import a_wish
from tests.operations.mailers import Answering
from tests.operations.outgoing import at
from tests.storage.old_readers import (
    DIRECTLY,
    EVENING,
    LEFT,
    MORNING,
    OWNER,
    SINCE,
    SITE,
    an_old_database,
    contents,
)

TOLD = tuple(Telling(Told(uid, date(2021, 9, 16), Ahead(14)), 1) for uid in ("camp@club", "meeting@club"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Of an old database."""
    path = tmp_path / "old.sqlite3"
    an_old_database(path).close()
    return path


@pytest.fixture
def migrated(path: Path) -> Iterator[Database]:
    assert migrate(path)[0] == "m011_wishes_and_letters"
    db = open_database(path)
    yield db
    db.close()


def test_the_database_is_whole(migrated: Database) -> None:
    assert migrated.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert migrated.execute("PRAGMA foreign_key_check").fetchall() == []
    assert not any(name.startswith("old_") for name in [*migrated.table_names(), *migrated.triggers_dict])


def test_it_has_the_schema_of_a_new_one(migrated: Database, db: Database) -> None:
    schema = "SELECT type, name, tbl_name, replace(sql, '\"', '') FROM sqlite_master ORDER BY type, name"
    assert migrated.execute(schema).fetchall() == db.execute(schema).fetchall()


def test_readers_wish_what_they_had_chosen(migrated: Database) -> None:
    readers = all_subscribers(migrated)
    names = [*DIRECTLY, "nobody"]
    assert [(each.id, each.email) for each in readers] == [
        (number, f"{name}@example.org") for number, name in enumerate(names, 1)
    ]
    wish = Wish(zone="Europe/Vienna", language="en", filter=Filter(), cadence=Leads((14, 7, 1)), hour=7)
    russian = Wish(zone="Europe/Vienna", language="ru", filter=Filter(), cadence=Leads((14, 7, 1)), hour=9)
    assert [each.wish for each in readers] == [wish] * len(DIRECTLY) + [russian]
    assert {(each.since, each.standing) for each in readers} == {(SINCE, Active())}
    assert len({each.secret for each in readers}) == len(readers)


def test_a_wish_that_was_carried_over_is_one_with_the_same_wish_of_a_new_reader(migrated: Database) -> None:
    documents = [document for (document,) in migrated.execute("SELECT document FROM wishes").fetchall()]
    assert [wish_document(wish_of(document)) for document in documents] == documents
    assert len(documents) == 2


def test_the_number_of_a_reader_who_has_left_is_not_given_again(migrated: Database) -> None:
    assert was_number_given(migrated, LEFT)
    with transaction(migrated):
        new = add_subscriber(migrated, "new@example.org", a_wish(), secret=bytes(16), now=SINCE)
    assert new == LEFT + 1


def test_messages_are_in_the_state_in_which_they_were(migrated: Database) -> None:
    assert count_by_state(migrated) == dict.fromkeys(sorted(DIRECTLY), 1)
    for number, state in enumerate(DIRECTLY, 1):
        at = int(MORNING.timestamp()) + 60 * number
        row = migrated.execute(
            """
            SELECT dedupe_key, message_id, mailing, subscriber, recipient, slot, state, attempts, due_at, next_try_at,
                not_after, owner, sent_at
            FROM outbox WHERE id = ?
            """,
            [number],
        ).fetchone()
        assert row == (
            f"digest|{number}|2021-09-02",
            f"<{number}@example.org>",
            "digest",
            number,
            f"{state}@example.org",
            "2021-09-02",
            state,
            len(DIRECTLY[state]) - 2,
            at,
            at,
            EVENING.timestamp(),
            OWNER if state in ("claimed", "sending") else None,
            at + 1 if state == "sent" else None,
        )


def test_the_log_is_carried_over_as_it_was(migrated: Database, tmp_path: Path) -> None:
    old = an_old_database(tmp_path / "another.sqlite3")
    log = "SELECT id, message, at, from_state, to_state, detail FROM outbox_log ORDER BY id"
    assert migrated.execute(log).fetchall() == old.execute(log).fetchall()
    old.close()


def test_bytes_that_were_frozen_stay_as_they_were(migrated: Database) -> None:
    for number, state in enumerate(DIRECTLY, 1):
        message = message_with_id(migrated, number)
        assert message
        if state in ("planned", "expired"):
            assert (message.letter, message.own) == (None, None)
        else:
            assert message.letter
            letter = letters_numbered(migrated, [message.letter])[message.letter]
            assert letter == Letter(f"To: {state}\r\n\r\nthe mail\r\n".encode())
            assert letter.filled(message.own or {}) == letter.frame


def test_what_was_told_is_known(migrated: Database) -> None:
    assert [tellings_of(migrated, number) for number in range(1, len(DIRECTLY) + 1)] == [TOLD] * len(DIRECTLY)


def test_only_who_has_not_been_told_is_told(migrated: Database) -> None:
    """Who had no message yet; and, on the next day, who was to get one that expired."""
    looks = [MORNING + timedelta(hours=hours) for hours in (1, 3, 24, 27)]
    assert [plan_due_digests(migrated, SITE, now) for now in looks] == [0, 1, 1, 0]
    keys = migrated.execute("SELECT dedupe_key FROM outbox WHERE id > ? ORDER BY id", [len(DIRECTLY)]).fetchall()
    assert keys == [("digest|9|2021-09-02",), ("digest|8|2021-09-03",)]


def test_what_was_on_its_way_is_sent_once_the_old_sender_is_surely_gone(migrated: Database) -> None:
    carrier = Answering(connections=3)
    sender, later = Sender(carrier, SITE), MORNING + timedelta(hours=1)
    for now in (MORNING + timedelta(minutes=10), later, later + timedelta(minutes=2)):
        tick(migrated, sender, at(now))
    addressed = {mail.recipient.partition("@")[0] for mail in carrier.accepted}
    assert len(carrier.accepted) == len(addressed)
    assert addressed >= {"planned", "claimed", "sending", "retry", "unknown"}
    assert not addressed & {"sent", "failed"}
    bytes_sent = {mail.recipient: mail.payload for mail in carrier.accepted}
    assert bytes_sent["unknown@example.org"] == b"To: unknown\r\n\r\nthe mail\r\n"


def test_a_migration_that_is_interrupted_anywhere_leaves_everything_as_it_was(path: Path) -> None:
    db = open_old(path)
    before = contents(db)
    interrupted = 0
    for instructions in (1, 50, 200, 1000, 5000, 20_000, 50_000, 100_000, 200_000):
        db.conn.set_progress_handler(lambda: 1, instructions)
        try:
            migrations.apply(db)
        except sqlite3.OperationalError:
            interrupted += 1
        db.conn.set_progress_handler(None, 0)
        if "wishes" in db.table_names():
            break
        assert contents(db) == before
    assert interrupted > 3
    db.close()


DYING = """
import os, signal, sys
from pathlib import Path
from service.storage.database import connect
from service.storage.migrations import migrations

db = connect(Path(sys.argv[1]))
seen = 0

def statement(sql):
    global seen
    seen += sql.strip().upper().startswith(("CREATE", "DROP", "ALTER", "INSERT"))
    if seen == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

db.conn.set_trace_callback(statement)
migrations.apply(db)
"""


@pytest.mark.parametrize("statements", [5, 40, 90])
def test_a_migration_that_is_killed_leaves_everything_as_it_was(path: Path, statements: int) -> None:
    db = open_old(path)
    before = contents(db)
    db.close()
    died = subprocess.run([sys.executable, "-c", DYING, path, str(statements)])
    assert died.returncode == -signal.SIGKILL
    db = open_old(path)
    assert contents(db) == before
    db.close()
    assert migrate(path)[0] == "m011_wishes_and_letters"


def open_old(path: Path) -> Database:
    return Database(sqlite3.connect(path, isolation_level=None))
