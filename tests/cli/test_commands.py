"""Each command does what it says and says what it did."""

import re
from datetime import date
from pathlib import Path

import click
import pytest

from service.cli import commands
from service.cli.calendars import FEW
from service.domain.event import Deadline, Done
from service.storage.database import open_database
from service.storage.events import event_called
from service.storage.migrations import migrations
from service.storage.tokens import calendar_of_token, tokens_of
from tests.cli.conftest import CLUB, Dateline, Result

MIGRATIONS = ", ".join(step.name for step in migrations._migrations)


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    for name, command in group.commands.items():
        inner = isinstance(command, click.Group)
        found += (
            every_command(command, (*path, name)) if isinstance(command, click.Group) and inner else [(*path, name)]
        )
    return found


@pytest.mark.parametrize("path", every_command(commands), ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(dateline: Dateline, path: tuple[str, ...], flag: str, tmp_path: Path) -> None:
    result = dateline(*path, flag)
    assert (result.code, result.err) == (0, [])
    assert result.out[0].startswith(f"Usage: dateline{''.join(f' {name}' for name in path)} ")
    assert re.fullmatch(r"  [A-Z].*\S", result.out[2])
    assert list(tmp_path.iterdir()) == []


def test_it_says_its_version(dateline: Dateline) -> None:
    assert dateline("--version") == Result(0, ["dateline, version 0.1.0"], [])


def test_migrating_creates_the_database_and_then_has_nothing_to_do(dateline: Dateline, tmp_path: Path) -> None:
    path = tmp_path / "dates.sqlite3"
    assert dateline("migrate") == Result(0, [f"{path}: {MIGRATIONS}"], [])
    assert dateline("migrate") == Result(0, [f"{path}: up to date"], [])


def test_migrating_publishes_anew_at_another_address(
    dateline: Dateline, calendar: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dateline("migrate")
    dateline("load", calendar)
    monkeypatch.setenv("DATELINE_BASE_URL", "https://dates.example.org")
    assert dateline("migrate").out[1:] == ["club: feeds published anew"]
    assert dateline("migrate").out[1:] == []


def test_the_database_can_be_named(dateline: Dateline, tmp_path: Path) -> None:
    assert dateline("--database", "other.sqlite3", "migrate") == Result(0, [f"other.sqlite3: {MIGRATIONS}"], [])
    assert [path.name for path in tmp_path.glob("*.sqlite3")] == ["other.sqlite3"]


def test_loading_says_what_it_did_to_each_event(dateline: Dateline, calendar: Path) -> None:
    dateline("migrate")
    assert dateline("load", calendar) == Result(
        0, ["club.toml (club): 2 added", "  added       assembly@club", "  added       report@club"], []
    )
    assert dateline("load", calendar) == Result(0, ["club.toml (club): 2 unchanged"], [])
    calendar.write_text(CLUB.replace('"Assembly"', '"General assembly"').partition('[[event]]\nuid = "report')[0])
    assert dateline("load", calendar) == Result(
        0,
        [
            "club.toml (club): 1 changed, 1 missing",
            "  changed     assembly@club",
            '  missing     report@club (no longer in the file: it was kept; status = "cancelled" calls it off)',
        ],
        [],
    )


def test_loading_says_where_an_edit_is_in_the_way(dateline: Dateline, calendar: Path) -> None:
    dateline("migrate")
    dateline("load", calendar)
    assert dateline("edit", "assembly", "--first-day", "2021-09-17", "--reason", "the hall was taken") == Result(
        0, ["assembly: revision 2, sequence 1"], []
    )
    calendar.write_text(CLUB.replace("2021-09-16", "2021-09-18"))
    assert dateline("load", calendar).out[1:] == [
        "  conflicting assembly@club (edited here and changed in the file: the edit was kept; "
        "--overwrite takes the file)"
    ]
    assert dateline("load", calendar, "--overwrite").out[1:] == ["  changed     assembly@club"]


def test_an_edit_is_signed_by_who_made_it(dateline: Dateline, calendar: Path, tmp_path: Path) -> None:
    dateline("migrate")
    dateline("load", calendar)
    dateline("edit", "report", "--done-on", "2021-09-20")
    dateline("edit", "assembly", "--status", "cancelled", "--by", "boris", "--reason", "rain")
    db = open_database(tmp_path / "dates.sqlite3")
    report, assembly = event_called(db, "report"), event_called(db, "assembly")
    assert report
    assert assembly
    assert isinstance(report.event, Deadline)
    assert (report.author, report.reason, report.event.progress) == ("anna", None, Done(date(2021, 9, 20)))
    assert (assembly.author, assembly.reason, assembly.event.status) == ("boris", "rain", "cancelled")
    db.close()


def test_an_address_of_a_private_calendar_is_given_listed_and_taken_back(
    dateline: Dateline, calendar: Path, tmp_path: Path
) -> None:
    dateline("migrate")
    calendar.write_text(CLUB.replace('language = "en"', 'language = "en"\nprivate = true'))
    dateline("load", calendar)
    (address,) = dateline("tokens", "add", "club", "--note", "Anna, for her telephone").out
    token = re.fullmatch(r"http://127\.0\.0\.1:8000/feeds/private/([A-Za-z0-9_-]{43})\.ics", address)
    assert token
    db = open_database(tmp_path / "dates.sqlite3")
    assert calendar_of_token(db, token[1]) == "club"
    (given,) = tokens_of(db)
    line = f"1  club  Anna, for her telephone, since {given.created_at:%Y-%m-%d}"
    assert dateline("tokens", "list") == Result(0, [line], [])
    assert dateline("tokens", "revoke", "1") == Result(0, ["Token 1 is revoked"], [])
    assert calendar_of_token(db, token[1]) is None
    (taken,) = tokens_of(db)
    assert dateline("tokens", "list") == Result(0, [f"{line}, revoked {taken.revoked_at:%Y-%m-%d}"], [])
    db.close()


def test_an_event_of_a_private_calendar_can_be_edited(dateline: Dateline, calendar: Path) -> None:
    dateline("migrate")
    calendar.write_text(CLUB.replace('language = "en"', 'language = "en"\nprivate = true'))
    dateline("load", calendar)
    assert dateline("edit", "assembly", "--status", "cancelled").out == ["assembly: revision 2, sequence 1"]


def test_a_long_load_says_what_it_is_doing(dateline: Dateline, tmp_path: Path) -> None:
    events = "\n".join(
        f'[[event]]\nuid = "e{n}@club"\nkind = "meeting"\nsummary = "M"\nfirst_day = 2021-09-16\nslug = "e{n}"'
        for n in range(FEW)
    )
    path = tmp_path / "club.toml"
    path.write_text(f"{CLUB.partition('[[event]]')[0]}\n{events}\n")
    dateline("migrate")
    loaded = dateline("load", path)
    assert (loaded.code, loaded.out[0]) == (0, f"club.toml (club): {FEW} added")
    assert loaded.err == [f"Storing {FEW} events", f"Publishing {FEW} events"]
