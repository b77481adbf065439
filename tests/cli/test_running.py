"""One look, and a whole replay, say what was sent to whom and why."""

from pathlib import Path

import pytest

from service.storage.database import open_database
from service.storage.outbox import count_by_state
from tests.cli.conftest import Dateline, Result, hand_over_to, it_is
from tests.conftest import NOW
from tests.delivery.relay import HANG_UP, relay


def test_a_tick_says_what_it_sent_and_why(in_2021: Dateline, tmp_path: Path) -> None:
    assert in_2021("tick") == Result(
        0,
        ["Thu 02 Sep 2021 07:00 UTC  digest sent to anna@example.org", "    2021-09-16  Assembly  (14 days before)"],
        [],
    )
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 1
    assert in_2021("tick") == Result(0, [], [])


def test_a_tick_can_look_at_another_instant(in_2021: Dateline) -> None:
    assert in_2021("tick", "--now", "2021-09-15T09:00:00+02:00").out == [
        "Wed 15 Sep 2021 07:00 UTC  digest sent to anna@example.org",
        "    2021-09-16  Assembly  (14 days before and 7 days before and 1 day before)",
    ]


def test_at_another_instant_a_limit_per_minute_holds_up_nothing_for_ever(
    in_2021: Dateline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_MAILS_PER_MINUTE", "600")
    in_2021("subscribers", "add", "boris@example.org")
    in_2021("subscribers", "add", "carl@example.org")
    sent = [line for line in in_2021("tick", "--now", "2021-09-02T08:00:00Z").out if "digest sent" in line]
    assert len(sent) == 3


def test_a_tick_says_what_was_not_accepted_and_why(in_2021: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    with relay({"RCPT": "550 5.1.1 No such user"}) as server:
        hand_over_to(server, monkeypatch)
        assert in_2021("tick").out == [
            "Thu 02 Sep 2021 07:00 UTC  digest refused (550 5.1.1 No such user): anna@example.org",
            "    2021-09-16  Assembly  (14 days before)",
        ]


@pytest.mark.parametrize(("on_unknown", "state"), [("hold", "held"), ("resend", "sent")])
def test_what_may_have_been_accepted_is_sent_again_or_held_as_it_is_set(
    in_2021: Dateline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_unknown: str, state: str
) -> None:
    monkeypatch.setenv("DATELINE_ON_UNKNOWN", on_unknown)
    with relay({".": HANG_UP}) as server:
        hand_over_to(server, monkeypatch)
        assert "not known whether accepted" in in_2021("tick").out[0]
        assert in_2021("outbox").out[0] == "1 unknown; 1 in all"
        server.answers.clear()
        it_is(NOW.replace(hour=8), tmp_path)
        in_2021("tick")
    db = open_database(tmp_path / "dates.sqlite3")
    assert count_by_state(db) == {state: 1}
    db.close()


def test_a_replay_shows_what_would_be_sent_and_keeps_the_mails(
    dateline: Dateline, calendar: Path, tmp_path: Path
) -> None:
    dateline("migrate")
    dateline("load", calendar)
    dateline("subscribers", "add", "anna@example.org", "--lead", "1")
    result = dateline("replay", "--from", "2021-09-01", "--until", "2021-09-30", "--mailbox", "replayed")
    assert result == Result(
        0,
        [
            "Wed 15 Sep 2021 07:00 UTC  digest sent to anna@example.org",
            "    2021-09-16  Assembly  (1 day before)",
            "Wed 29 Sep 2021 07:00 UTC  digest sent to anna@example.org",
            "    2021-09-30  Report  (1 day before)",
            "Messages: 2 sent. Readers: 1.",
        ],
        [],
    )
    assert len(list((tmp_path / "replayed").glob("*.eml"))) == 2
    assert not (tmp_path / "mails").exists()
