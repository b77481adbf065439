"""Updating a database of before events were listed."""

from pathlib import Path

from service.domain.selection import Filter
from service.storage.database import copy_to, open_database
from service.storage.listing import cards_without_a_day, count_from
from service.storage.migrations import migrations
from tests.cli.conftest import Dateline
from tests.conftest import NOW
from tests.operations.test_migrating import as_it_was_before


def test_after_migrating_everything_is_listed(dateline: Dateline, calendar: Path, tmp_path: Path) -> None:
    path = tmp_path / "dates.sqlite3"
    dateline("migrate")
    dateline("load", calendar)
    _let_it_be_as_before(path)
    names = [step.name for step in migrations._migrations]
    done = ", ".join(names[names.index("m010_cards") :])
    assert dateline("migrate").out == [f"{path}: {done}", "listed anew: 2 events"]
    assert dateline("migrate").out == [f"{path}: up to date"]
    db = open_database(path)
    assert (count_from(db, Filter(), NOW.date(), most=9), cards_without_a_day(db, Filter(), most=9)) == (2, [])
    db.close()


def _let_it_be_as_before(path: Path) -> None:
    db = open_database(path)
    old = as_it_was_before(db)
    db.close()
    path.unlink()
    copy_to(old, path).close()
    old.close()
