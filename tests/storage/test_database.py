"""A database that cannot be used is refused in a sentence, and what is written together stays together."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from sqlite_utils import Database

from service.storage.database import Unusable, connect, copy_to, migrate, open_database, transaction
from service.storage.migrations import migrations

NOBODY = 65534


def set_up_until(path: Path, stop_before: str) -> None:
    path.touch()
    path.touch()
    db = connect(path)
    migrations.apply(db, stop_before=stop_before)
    db.close()


def refusal(path: Path) -> str:
    with pytest.raises(Unusable) as refused:
        open_database(path)
    return str(refused.value)


@pytest.fixture
def locked_folder() -> Iterator[Path]:
    """A folder that can be read but not written, also where the tests run as root."""
    folder = Path(tempfile.mkdtemp())
    migrate(folder / "dateline.sqlite3")
    folder.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    yield folder
    os.seteuid(os.getuid())
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_migrating_creates_the_database_and_names_what_it_did(tmp_path: Path) -> None:
    done = migrate(tmp_path / "new.sqlite3")
    assert done == [step.name for step in migrations._migrations]
    open_database(tmp_path / "new.sqlite3").close()


def test_migrating_again_does_nothing(database: Path) -> None:
    assert migrate(database) == []


def test_migrating_does_only_what_is_still_to_be_done(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    set_up_until(path, "m004_outbox")
    names = [step.name for step in migrations._migrations]
    assert migrate(path) == names[names.index("m004_outbox") :]


def test_an_old_database_ends_up_with_the_schema_of_a_new_one(tmp_path: Path, database: Path) -> None:
    old = tmp_path / "old.sqlite3"
    set_up_until(old, "m002_feeds")
    migrate(old)
    schemas = [Database(path) for path in (old, database)]
    assert schemas[0].schema == schemas[1].schema
    for db in schemas:
        db.close()


def test_a_missing_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.sqlite3"
    assert refusal(path) == f'There is no database at {path}. "dateline migrate" creates it.'
    assert list(tmp_path.iterdir()) == []


def test_an_outdated_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    set_up_until(path, "m005_simulated_clock")
    assert refusal(path) == f'The database {path} is older than this Dateline. "dateline migrate" brings it up to date.'


def test_a_newer_database_is_refused(database: Path, db: Database) -> None:
    db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dateline', 'm999_flying', 'then')"
    )
    assert refusal(database) == (
        f"The database {database} was written by a newer Dateline. Install that one, or restore a backup."
    )


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"Dear diary, " * 500)
    assert refusal(path) == f"The database {path} cannot be used: file is not a database."
    with pytest.raises(Unusable):
        migrate(path)
    assert path.read_bytes() == b"Dear diary, " * 500


def test_a_damaged_database_is_refused(tmp_path: Path, database: Path) -> None:
    damaged = bytearray(database.read_bytes())
    damaged[100:4096] = b"\xa5" * 3996
    path = tmp_path / "damaged.sqlite3"
    path.write_bytes(damaged)
    assert refusal(path) == f"The database {path} cannot be used: database disk image is malformed."


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"The database {tmp_path} cannot be used: unable to open database file."


def test_a_database_that_cannot_be_written_is_refused(locked_folder: Path) -> None:
    path = locked_folder / "dateline.sqlite3"
    assert refusal(path) == f"The database {path} cannot be used: attempt to write a readonly database."


def test_a_database_in_a_folder_that_cannot_be_entered_is_refused(locked_folder: Path) -> None:
    os.seteuid(os.getuid())
    locked_folder.chmod(0o000)
    if os.getuid() == 0:
        os.seteuid(NOBODY)
    path = locked_folder / "dateline.sqlite3"
    assert refusal(path) == f"The database {path} cannot be used: Permission denied."


def test_every_connection_is_set_to_survive_a_power_cut(db: Database) -> None:
    pragmas = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}


def test_what_is_written_before_an_error_is_taken_back(db: Database) -> None:
    def write_and_stop() -> None:
        with transaction(db):
            db.execute("INSERT INTO calendars (slug, number) VALUES ('club', 1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_stop()
    assert list(db["calendars"].rows) == []
    assert not db.conn.in_transaction


def test_a_broken_promise_between_tables_is_refused_at_the_end_and_taken_back(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(db):
        db.execute(
            "INSERT INTO calendar_revisions (calendar, number, at, author, document) VALUES ('none', 1, 0, 'me', '{}')"
        )
    assert not db.conn.in_transaction
    assert list(db["calendar_revisions"].rows) == []


def test_nobody_else_sees_a_transaction_before_its_end(database: Path, db: Database) -> None:
    other = open_database(database)
    with transaction(db):
        db.execute("INSERT INTO calendars (slug, number) VALUES ('club', 1)")
        seen_inside = other["calendars"].count
    assert (seen_inside, other["calendars"].count) == (0, 1)
    other.close()


def test_a_transaction_takes_the_write_lock_at_once(database: Path, db: Database) -> None:
    other = open_database(database)
    other.execute("PRAGMA busy_timeout = 0")
    with transaction(db), pytest.raises(sqlite3.OperationalError, match="database is locked"), transaction(other):
        pass
    other.close()


def test_counting_up_from_two_threads_loses_nothing(database: Path, db: Database) -> None:
    with transaction(db):
        db.execute("INSERT INTO calendars (slug, number) VALUES ('club', 1)")

    def count_up() -> None:
        mine = open_database(database)
        for _ in range(25):
            with transaction(mine):
                number = mine.execute("SELECT number FROM calendars").fetchone()[0]
                mine.execute("UPDATE calendars SET number = ?", [number + 1])
        mine.close()

    threads = [Thread(target=count_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.execute("SELECT number FROM calendars").fetchone() == (51,)


def test_a_copy_is_whole_and_a_database_of_its_own(db: Database, tmp_path: Path) -> None:
    db.execute("INSERT INTO calendars (slug, number) VALUES ('club', 1)")
    copy = copy_to(db, tmp_path / "copy.sqlite3")
    assert list(copy.conn.iterdump()) == list(db.conn.iterdump())
    copy.execute("DELETE FROM calendars")
    assert db["calendars"].count == 1
    copy.close()
