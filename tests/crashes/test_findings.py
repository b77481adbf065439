"""What must not be is found: a test of the crash test itself."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.crashes.findings import Acceptance, Findings, Kept, Record, kept_in, mistakes, record_in

SENT = ("planned", "claimed", "sending", "sent")


def kept(
    name: str = "a", states: Sequence[str] = SENT, *, state: str = "", recipient: str = "reader@example.org"
) -> Kept:
    return Kept(f"<{name}>", recipient, state or states[-1], tuple(states))


def accepted(name: str = "a", session: int = 1, checksum: str = "0") -> Acceptance:
    return Acceptance(session, f"<{name}>", checksum)


def found(
    outbox: Sequence[Kept], taken: Sequence[Acceptance], *, planned: int | None = None, most_repeated: int | None = 0
) -> list[str]:
    findings = Findings(list(outbox), Record(tuple(taken)))
    return list(mistakes(findings, planned=planned or len(outbox), most_repeated=most_repeated))


def test_nothing_is_wrong_where_each_was_accepted_once_or_refused() -> None:
    refused = kept("b", ("planned", "claimed", "failed"), recipient="nobody@example.org")
    assert found([kept(), refused], [accepted()]) == []


@pytest.mark.parametrize(
    ("outbox", "taken", "mistake"),
    [
        ([kept()], [], "lost: 1, such as <a>"),
        ([kept()], [accepted(), accepted(session=2)], "repeated: 1"),
        ([kept()], [accepted(), accepted("x")], "accepted, but not in the outbox: ['<x>']"),
        ([kept(states=SENT[:3])], [accepted()], "reader@example.org ends as sending"),
        ([kept(recipient="nobody@example.org")], [accepted()], "nobody@example.org ends as sent"),
        ([kept(states=(*SENT, "sent"))], [accepted()], "reader@example.org was sent more than once by our own log"),
    ],
)
def test_what_is_wrong_is_found(outbox: list[Kept], taken: list[Acceptance], mistake: str) -> None:
    assert found(outbox, taken) == [mistake]


def test_a_state_that_the_log_does_not_end_with_is_found() -> None:
    (mistake,) = found([kept(states=SENT[:3], state="sent")], [accepted()])
    assert mistake.startswith("1 messages are not in the state that the log ends with")


def test_a_message_that_is_gone_is_found() -> None:
    assert found([kept()], [accepted()], planned=2) == ["1 messages of 2"]


def test_without_evidence_only_the_last_mail_over_a_connection_may_be_repeated() -> None:
    outbox = [kept("a"), kept("b")]
    last = [accepted("a"), accepted("b"), accepted("b", session=2)]
    earlier = [accepted("a"), accepted("b"), accepted("a", session=2)]
    assert found(outbox, last, most_repeated=None) == []
    assert found(outbox, earlier, most_repeated=None) == ["repeated, though it was known to be accepted: <a>"]


def test_a_mail_that_is_repeated_has_the_same_bytes() -> None:
    taken = [accepted(checksum="0"), accepted(session=2, checksum="1")]
    assert found([kept()], taken, most_repeated=None) == ["repeated with other bytes: <a>"]


def test_a_record_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "record"
    path.write_text("1 accepted <a> 0\n2 fault 421 at MAIL\n", encoding="ascii")
    record = record_in(path)
    assert (record.accepted, dict(record.faults)) == ((accepted(),), {"421 at MAIL": 1})


def test_a_step_that_is_missing_in_the_log_is_found(db: Database) -> None:
    db.execute("PRAGMA foreign_keys = OFF")
    for before, after in ((None, "planned"), ("claimed", "sending")):
        db.execute("INSERT INTO outbox_log (message, at, from_state, to_state) VALUES (1, 0, ?, ?)", [before, after])
    with pytest.raises(AssertionError, match="message 1 went"):
        kept_in(db)
