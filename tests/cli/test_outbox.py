"""The outbox shows what waits, what failed and why; and does with a message what an operator decides."""

from pathlib import Path

import pytest

from tests.cli.conftest import Dateline, Result, hand_over_to, refused
from tests.delivery.relay import relay

DIGEST = "1  2021-09-02 07:00 UTC  digest of 2021-09-02 to anna@example.org"


@pytest.fixture
def failed(in_2021: Dateline, monkeypatch: pytest.MonkeyPatch) -> Dateline:
    """Message 1 was refused; from now on mails go to a mailbox."""
    with relay({"RCPT": "550 5.1.1 No such user"}) as server, monkeypatch.context() as before:
        hand_over_to(server, before)
        in_2021("tick")
    return in_2021


def test_an_empty_outbox_says_so(in_2021: Dateline) -> None:
    assert in_2021("outbox") == Result(0, ["The outbox is empty."], [])


def test_it_counts_what_was_sent(in_2021: Dateline) -> None:
    in_2021("tick")
    assert in_2021("outbox") == Result(0, ["1 sent; 1 in all"], [])


def test_it_shows_what_failed_and_why(failed: Dateline) -> None:
    assert failed("outbox") == Result(0, ["1 failed; 1 in all", "failed:", f"  {DIGEST}: 550 5.1.1 No such user"], [])


def test_it_shows_what_has_waited_longest_and_why(in_2021: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    with relay({"MAIL": "451 4.3.0 Not now"}) as server:
        hand_over_to(server, monkeypatch)
        in_2021("tick")
    assert in_2021("outbox") == Result(
        0, ["1 retry; 1 in all", f"The oldest that is due: {DIGEST}: 451 4.3.0 Not now"], []
    )


def test_what_failed_can_be_tried_again(failed: Dateline, tmp_path: Path) -> None:
    assert failed("outbox", "retry", "1") == Result(0, ["1 message: tried again with the next look"], [])
    assert failed("outbox").out[0] == "1 retry; 1 in all"
    failed("tick")
    assert failed("outbox").out == ["1 sent; 1 in all"]
    assert len(list((tmp_path / "mails").glob("*.eml"))) == 1


def test_what_waits_can_be_held_and_given_up(in_2021: Dateline, monkeypatch: pytest.MonkeyPatch) -> None:
    with relay({"MAIL": "451 4.3.0 Not now"}) as server:
        hand_over_to(server, monkeypatch)
        in_2021("tick")
    assert in_2021("outbox", "hold", "--state", "retry") == Result(0, ["1 message: held until you decide"], [])
    assert in_2021("outbox").out == ["1 held; 1 in all", "held:", f"  {DIGEST}: by hand: hold"]
    assert in_2021("outbox", "drop", "1") == Result(0, ["1 message: given up"], [])
    assert in_2021("outbox").out == ["1 cancelled; 1 in all"]


def test_a_state_in_which_nothing_is_needs_nothing(in_2021: Dateline) -> None:
    assert in_2021("outbox", "retry", "--state", "failed").out == ["0 messages: tried again with the next look"]


def test_an_order_for_several_is_carried_out_for_all_or_none(failed: Dateline) -> None:
    assert failed("outbox", "retry", "1", "2") == refused("There is no message 2.")
    assert failed("outbox").out[0] == "1 failed; 1 in all"


def test_an_order_that_makes_no_sense_is_refused(failed: Dateline) -> None:
    sentence = "Expected the numbers of messages, as dateline outbox shows them, or --state."
    assert failed("outbox", "retry") == refused(sentence)
    assert failed("outbox", "retry", "1", "--state", "failed") == refused(sentence)
    assert failed("outbox", "hold", "1") == refused(
        'Message 1 is failed; "hold" is for what is planned, retry, unknown. Nothing was changed.'
    )


def test_a_message_of_a_forgotten_reader_is_shown_without_him_and_not_sent_again(failed: Dateline) -> None:
    failed("subscribers", "remove", "anna@example.org")
    assert failed("outbox").out[2].startswith("  1  2021-09-02 07:00 UTC  digest of 2021-09-02 to a forgotten reader")
    assert failed("outbox", "retry", "1") == refused(
        "Message 1 cannot be sent again: it is too late, or its reader is forgotten. Nothing was changed."
    )
