"""The timeline of the first real calendar: what was sent to whom, on which day, and why."""

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.site import Site
from service.operations.subscribing import subscribe
from service.operations.ticking import Policy
from service.replay import replay
from tests.conftest import NOW
from tests.examples import a_wish

SPAN = {"first_day": date(2021, 8, 24), "last_day": date(2021, 10, 24)}


@pytest.fixture
def with_anna(shipped: Database) -> Database:
    subscribe(shipped, "anna@example.org", a_wish(), NOW)
    return shipped


def days_told(lines: list[str]) -> dict[str, list[str]]:
    """The days on which each title was told, in the order of the lines."""
    told = defaultdict(list)
    day = ""
    for line in lines:
        if sent := re.match(r"\w{3} (\d\d \w{3}) \d{4} 07:00 Europe/Vienna  digest sent to anna@example.org$", line):
            day = sent[1]
        elif item := re.match(r"    \d{4}-\d\d-\d\d  (.+)  \(.+ before\)$", line):
            told[item[1]].append(day)
    return dict(told)


def test_the_session_and_the_exercises_are_told_on_their_days_each_once(with_anna: Database, site: Site) -> None:
    told = days_told(list(replay(with_anna, site, Policy(), **SPAN, mailbox=None)))

    session, exercises = ["02 Sep", "09 Sep", "15 Sep"], ["04 Oct", "11 Oct", "17 Oct"]
    assert {title: days for title, days in told.items() if "Council: reg" in title or "-2021 ex" in title} == {
        "Collective Security Council: regular session": session,
        "Echelon-2021 exercise": exercises,
        "Interaction-2021 exercise": exercises,
        "Search-2021 exercise": exercises,
    }
    assert told["Joint response measures to the threats from Afghanistan"] == session


def test_it_ends_with_counts(with_anna: Database, site: Site) -> None:
    *_, last = replay(with_anna, site, Policy(), **SPAN, mailbox=None)
    assert last == "Messages: 18 sent. Readers: 1."


def test_what_cannot_be_kept_is_counted_as_expired(with_anna: Database, site: Site, tmp_path: Path) -> None:
    (tmp_path / "mails").touch()  # where a folder is needed
    *lines, last = replay(with_anna, site, Policy(), **SPAN, mailbox=tmp_path / "mails")
    assert last == "Messages: 1 expired, 1 retry, 16 superseded. Readers: 0."
    assert sum(line.endswith(" UTC  1 message expired: too late to make sense") for line in lines) == 1


def test_it_leaves_the_database_as_it_was(with_anna: Database, site: Site) -> None:
    before = list(with_anna.conn.iterdump())
    list(replay(with_anna, site, Policy(), **SPAN, mailbox=None))
    assert list(with_anna.conn.iterdump()) == before


def test_it_keeps_the_mails_where_it_is_asked_to(with_anna: Database, site: Site, tmp_path: Path) -> None:
    list(replay(with_anna, site, Policy(), **SPAN, mailbox=tmp_path / "mails"))
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 18


def test_without_readers_it_says_how_to_add_one(shipped: Database, site: Site) -> None:
    with pytest.raises(NotFound, match='There are no readers yet. "dateline subscribers add" adds one.'):
        list(replay(shipped, site, Policy(), **SPAN, mailbox=None))


def test_a_span_that_ends_before_it_begins_is_refused(with_anna: Database, site: Site) -> None:
    with pytest.raises(InvalidValue, match="The replay ends on 2021-08-23, before it begins on 2021-08-24."):
        list(replay(with_anna, site, Policy(), first_day=date(2021, 8, 24), last_day=date(2021, 8, 23), mailbox=None))
