"""Readers are added with what they want, listed with where they stand, and shown their mails before the day."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from service.domain.event import Kind
from service.domain.selection import Filter
from service.domain.wish import Leads, Weekly, Wish
from service.operations.limiting import Asker
from service.operations.managing import pause
from service.operations.subscribing import sign_up
from service.storage.database import open_database
from service.storage.subscribers import all_subscribers
from tests.cli.conftest import MORNING, Dateline, Result
from tests.conftest import NOW
from tests.examples import a_wish

ROOT = Path(__file__).parents[2]


def wishes(tmp_path: Path) -> list[Wish]:
    db = open_database(tmp_path / "dates.sqlite3")
    found = [each.wish for each in all_subscribers(db)]
    db.close()
    return found


def test_readers_are_added_listed_and_removed(in_2021: Dateline) -> None:
    assert in_2021(
        "subscribers", "add", "boris@example.org",
        "--zone", "Asia/Dushanbe", "--language", "ru", "--hour", "6", "--lead", "1", "--lead", "30", "--lead", "1",
    ) == Result(0, ["boris@example.org is reminded 30, 1 days before, at 06:00 Asia/Dushanbe, in ru"], [])  # fmt: skip
    assert in_2021("subscribers", "list") == Result(
        0,
        [
            "anna@example.org  14, 7, 1 days before, at 07:00 UTC, in en, since 2021-09-02",
            "boris@example.org  30, 1 days before, at 06:00 Asia/Dushanbe, in ru, since 2021-09-02",
        ],
        [],
    )
    assert in_2021("subscribers", "remove", "anna@example.org") == Result(0, ["anna@example.org is forgotten"], [])
    assert len(in_2021("subscribers", "list").out) == 1


@pytest.mark.parametrize(
    ("options", "wish", "words"),
    [
        ((), Wish(zone="UTC", language="en"), "14, 7, 1 days before, at 07:00 UTC, in en"),
        (
            ("--weekly", "sunday"),
            Wish(zone="UTC", language="en", cadence=Weekly(6)),
            "on each Sunday, at 07:00 UTC, in en",
        ),
        (
            ("--lead", "0", "--calendar", "csto", "--kind", "meeting", "--kind", "exercise", "--country", "TJ"),
            Wish(
                zone="UTC",
                language="en",
                cadence=Leads((0,)),
                filter=Filter(
                    calendars=frozenset({"csto"}),
                    kinds=frozenset({Kind.MEETING, Kind.EXERCISE}),
                    countries=frozenset({"TJ"}),
                ),
            ),
            "0 days before, at 07:00 UTC, in en; only calendar csto, kind exercise, kind meeting, country TJ",
        ),
        (
            ("--body", "collective-security-council", "--place", "Dushanbe", "--search", "Council session"),
            Wish(
                zone="UTC",
                language="en",
                filter=Filter(
                    bodies=frozenset({"collective-security-council"}),
                    places=frozenset({"Dushanbe"}),
                    words=frozenset({"council", "session"}),
                ),
            ),
            "14, 7, 1 days before, at 07:00 UTC, in en; "
            "only body collective-security-council, place Dushanbe, search council session",
        ),
        (
            ("--event", "regular-session-2021", "--no-changes", "--running", "--overdue"),
            Wish(
                zone="UTC",
                language="en",
                filter=Filter(uids=frozenset({"regular-session-2021@csto"})),
                changes=False,
                running=True,
                overdue=True,
            ),
            "14, 7, 1 days before, at 07:00 UTC, in en; only event regular-session-2021@csto; not of changes; "
            "also on further days; also of what is overdue",
        ),
    ],
)
def test_a_reader_is_told_what_the_options_say(
    dateline: Dateline, tmp_path: Path, options: tuple[str, ...], wish: Wish, words: str
) -> None:
    dateline("migrate")
    dateline("load", ROOT / "calendars")
    added = dateline("subscribers", "add", "anna@example.org", *options)
    assert added == Result(0, [f"anna@example.org is reminded {words}"], [])
    assert wishes(tmp_path) == [wish]


def test_the_list_says_where_each_reader_stands(in_2021: Dateline, tmp_path: Path) -> None:
    in_2021("subscribers", "add", "boris@example.org")
    in_2021("subscribers", "add", "carl@example.org")
    db = open_database(tmp_path / "dates.sqlite3")
    sign_up(db, a_wish(), Asker("dora@example.org", None, bytes(16)), NOW, domain="example.org")
    _, boris, carl, _ = all_subscribers(db)
    pause(db, boris, NOW.date().replace(day=20), MORNING)
    said = "550 5.1.1 No such user"
    db.execute("UPDATE subscribers SET state = 'suspended', reason = ?, plan_at = NULL WHERE id = ?", [said, carl.id])
    db.close()
    assert [line.partition(" since 2021-09-02")[2] for line in in_2021("subscribers", "list").out] == [
        "",
        ", paused until 2021-09-20",
        ", suspended: 550 5.1.1 No such user",
        ", not confirmed yet",
    ]


def test_who_is_paused_or_suspended_can_be_sent_mails_again(in_2021: Dateline, tmp_path: Path) -> None:
    db = open_database(tmp_path / "dates.sqlite3")
    (anna,) = all_subscribers(db)
    pause(db, anna, NOW.date().replace(day=20), MORNING)
    db.close()
    assert in_2021("subscribers", "resume", "anna@example.org") == Result(0, ["anna@example.org gets mails again"], [])
    assert in_2021("subscribers", "list").out[0].endswith("since 2021-09-02")


def test_a_mail_can_be_read_before_its_day(in_2021: Dateline) -> None:
    shown = in_2021("digest", "preview", "--subscriber", "anna@example.org", "--date", "2021-09-15")
    assert (shown.code, shown.err) == (0, [])
    assert shown.out[:3] == [
        "From: The Club · Dateline <dateline@example.org>",
        "To: anna@example.org",
        "Subject: Tomorrow: Assembly",
    ]
    assert "* Assembly" in shown.out
    assert in_2021("outbox").out == ["The outbox is empty."]


def test_a_mail_can_be_had_as_it_will_go_out(in_2021: Dateline) -> None:
    shown = in_2021("digest", "preview", "--subscriber", "anna@example.org", "--date", "2021-09-15", "--raw")
    mail = message_from_bytes("\r\n".join(shown.out).encode("ascii"), policy=default)
    assert mail["Subject"] == "Tomorrow: Assembly"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["multipart/alternative", "text/calendar"]


def test_a_day_without_a_mail_says_so(in_2021: Dateline) -> None:
    assert in_2021("digest", "preview", "--subscriber", "anna@example.org", "--date", "2021-09-14") == Result(
        0, ["Nothing falls due for anna@example.org on 2021-09-14: nothing would be sent."], []
    )


def test_the_mail_in_the_readme_is_one_that_a_reader_gets(in_2021: Dateline) -> None:
    in_2021("load", ROOT / "calendars")
    who = ("subscribers", "add", "boris@example.org", "--calendar", "csto", "--kind", "meeting")
    in_2021(*who, "--zone", "Europe/Vienna")
    shown = in_2021("digest", "preview", "--subscriber", "boris@example.org", "--date", "2021-09-15")
    mail = re.sub("[a-z2-7]{26}", "…", "\n".join(shown.out))
    assert f"<!-- digest -->\n```\n{mail}\n```\n<!-- /digest -->" in (ROOT / "README.md").read_text()
