"""What cannot be done is said in a sentence on stderr, with exit code 1, and changes nothing."""

import socket
from pathlib import Path

import pytest

from service.storage.database import connect, open_database
from service.storage.migrations import migrations
from tests.cli.conftest import CLUB, Dateline, content, refused

BROKEN = {
    "no TOML": (
        ("[calendar]", "[calendar"),
        "{path}: expected TOML: Expected ']' at the end of a table declaration (at line 1, column 10)",
    ),
    "an unknown zone": (
        ("Europe/Vienna", "Europe/Vienne"),
        '{path}: calendar: zone: expected a zone of the IANA database such as "Europe/Moscow", found "Europe/Vienne"',
    ),
    "a day that does not exist": (
        ("2021-09-16", "2021-02-30"),
        '{path}: event "assembly@club": first_day: expected a day that exists, as in 2021-09-16, without quotes, '
        'found "2021-02-30"',
    ),
    "an end before its start": (
        ("first_day = 2021-09-16", "first_day = 2021-09-16\nlast_day = 2021-09-15"),
        '{path}: event "assembly@club": last_day: expected a last day on or after the first day, 2021-09-16, '
        "found 2021-09-15",
    ),
    "two events with one uid": (
        ("report@club", "assembly@club"),
        '{path}: uid: expected each once, found "assembly@club" 2 times',
    ),
}


@pytest.mark.parametrize(("change", "sentence"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_calendar_file_is_refused(
    loaded: Dateline, calendar: Path, tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    before = content(tmp_path)
    calendar.write_text(CLUB.replace(*change))
    result = loaded("load", calendar)
    assert (result.code, result.out, result.err[0]) == (1, [], sentence.format(path=calendar))
    assert content(tmp_path) == before


def test_all_that_is_wrong_in_all_files_is_said_at_once(loaded: Dateline, calendar: Path, tmp_path: Path) -> None:
    calendar.write_text(CLUB.replace('"meeting"', '"meting"').replace("2021-09-30", "2021-09-31"))
    (tmp_path / "other.toml").write_text("x = 1\n")
    result = loaded("load", tmp_path)
    assert (result.code, result.out) == (1, [])
    assert [line.partition(": expected")[0] for line in result.err] == [
        f'{calendar}: event "assembly@club": kind',
        f'{calendar}: event "report@club": first_day',
        f"{tmp_path / 'other.toml'}: calendar",
    ]


def test_files_that_cannot_be_read_are_refused(loaded: Dateline, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "latin.toml").write_bytes("name = 'Zürich'".encode("latin-1"))
    assert loaded("load", "none.toml") == refused("none.toml: cannot be read: No such file or directory")
    assert loaded("load", "empty") == refused("empty: expected a folder with calendar files, *.toml")
    assert loaded("load", "latin.toml") == refused("latin.toml: expected a text file in UTF-8")


COMMANDS_ON_A_DATABASE = [
    ("load", "club.toml"),
    ("edit", "assembly", "--status", "cancelled"),
    ("subscribers", "add", "anna@example.org"),
    ("subscribers", "list"),
    ("subscribers", "resume", "anna@example.org"),
    ("subscribers", "remove", "anna@example.org"),
    ("digest", "preview", "--subscriber", "anna@example.org", "--date", "2021-09-15"),
    ("outbox",),
    ("outbox", "retry", "1"),
    ("bounces", "mailbox"),
    ("tick",),
    ("scheduler",),
    ("replay", "--from", "2021-09-01", "--until", "2021-09-30"),
]


@pytest.mark.parametrize("command", COMMANDS_ON_A_DATABASE, ids=" ".join)
def test_without_a_database_nothing_is_done(dateline: Dateline, tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "dates.sqlite3"
    assert dateline(*command) == refused(f'There is no database at {path}. "dateline migrate" creates it.')
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS_ON_A_DATABASE, ids=" ".join)
def test_on_an_outdated_database_nothing_is_done(dateline: Dateline, tmp_path: Path, command: tuple[str, ...]) -> None:
    path = tmp_path / "dates.sqlite3"
    path.touch()
    db = connect(path)
    migrations.apply(db, stop_before="m004_outbox")
    db.close()
    assert dateline(*command) == refused(
        f'The database {path} is older than this Dateline. "dateline migrate" brings it up to date.'
    )


def test_a_database_that_cannot_be_written_is_refused(loaded: Dateline, tmp_path: Path) -> None:
    path = tmp_path / "dates.sqlite3"
    Path(f"{path}-wal").mkdir()
    sentence = f"The database {path} cannot be used: unable to open database file."
    assert loaded("subscribers", "add", "anna@example.org") == refused(sentence)
    assert loaded("migrate") == refused(sentence)


def test_a_database_that_fails_in_the_middle_changes_nothing(loaded: Dateline, calendar: Path, tmp_path: Path) -> None:
    db = open_database(tmp_path / "dates.sqlite3")
    db.execute("CREATE TRIGGER full BEFORE INSERT ON revisions BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    db.close()
    before = content(tmp_path)
    calendar.write_text(CLUB.replace('"Assembly"', '"General assembly"'))
    assert loaded("load", calendar) == refused("The database did not do it: disk full. Nothing was changed.")
    assert content(tmp_path) == before


def test_a_port_in_use_is_refused(loaded: Dateline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("DATELINE_PORT", str(port))
        monkeypatch.setenv("DATELINE_SECRET_KEY", "0123456789abcdef")
        sentence = f"Cannot listen on port {port} of 127.0.0.1: it is in use; choose another one."
        assert loaded("serve") == refused(sentence)
        assert loaded("demo", "--port", port) == refused(sentence)
    assert not (tmp_path / "demo.sqlite3").exists()


def test_settings_that_make_no_sense_are_refused_before_anything_is_done(
    loaded: Dateline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_PORT", "eighty")
    monkeypatch.setenv("DATELINE_PROT", "80")
    assert loaded("tick") == refused(
        "DATELINE_PROT is not a setting; did you mean DATELINE_PORT?",
        'DATELINE_PORT must be a number from 1 to 65535, not "eighty".',
    )
