"""A person decides about single messages: all that is ordered is done, or nothing is."""

from datetime import timedelta

import pytest
from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.operations.handling import handle
from service.storage.database import transaction
from service.storage.outbox_of_reader import part_from
from service.storage.outbox_orders import Order
from tests.storage.outboxes import EVENING, LATER, MORNING, accept, begin, lay_aside, plan, rows, steps, take

POSSIBLE = {
    Order.RETRY: {"failed", "held", "unknown", "retry"},
    Order.HOLD: {"planned", "retry", "unknown"},
    Order.DROP: {"planned", "retry", "unknown", "held", "failed"},
}
THEN = {Order.RETRY: "retry", Order.HOLD: "held", Order.DROP: "cancelled"}
STATES = ("planned", "claimed", "sending", "sent", "retry", "failed", "unknown", "held", "cancelled", "expired")


def bring(db: Database, state: str) -> None:
    """A message into that state."""
    plan(db)
    match state:
        case "planned":
            pass
        case "claimed":
            take(db)
        case "sending":
            begin(db)
        case "sent":
            accept(db, begin(db))
        case "retry" | "failed" | "unknown":
            lay_aside(db, begin(db), state)
        case _:
            db.execute("UPDATE outbox SET state = ?", [state])
    assert rows(db, "state") == [(state,)]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("state", STATES)
def test_an_order_is_carried_out_where_it_makes_sense(db: Database, order: Order, state: str) -> None:
    bring(db, state)
    logged = steps(db)
    if state in POSSIBLE[order]:
        assert handle(db, order, [1], LATER) == 1
        assert rows(db, "state, next_try_at") == [(THEN[order], LATER.timestamp())]
        step = [] if state == THEN[order] else [(state, THEN[order], f"by hand: {order}")]
        assert steps(db) == [*logged, *step]
    else:
        with pytest.raises(InvalidValue, match=f'^Message 1 is {state}; "{order}" is for what is '):
            handle(db, order, [1], LATER)
        assert (rows(db, "state"), steps(db)) == ([(state,)], logged)


def test_what_is_ordered_for_several_is_done_for_all_or_for_none(db: Database) -> None:
    for name in ("anna", "boris", "clara"):
        plan(db, f"{name}@example.org")
    accept(db, begin(db))
    with pytest.raises(InvalidValue) as refused:
        handle(db, Order.HOLD, [2, 3, 1], LATER)
    assert str(refused.value) == (
        'Message 1 is sent; "hold" is for what is planned, retry, unknown. Nothing was changed.'
    )
    assert rows(db, "state") == [("sent",), ("planned",), ("planned",)]
    assert handle(db, Order.HOLD, [2, 3], LATER) == 2
    assert rows(db, "state") == [("sent",), ("held",), ("held",)]


def test_a_message_that_is_named_twice_is_one(db: Database) -> None:
    plan(db)
    assert handle(db, Order.HOLD, [1, 1], LATER) == 1


def test_a_message_that_does_not_exist_is_not_found(db: Database) -> None:
    plan(db)
    with pytest.raises(NotFound, match=r"^There is no message 7\.$"):
        handle(db, Order.DROP, [1, 7], LATER)
    assert rows(db, "state") == [("planned",)]


@pytest.mark.parametrize("when", ["too late", "forgotten"])
def test_what_can_never_be_sent_is_not_tried_again(db: Database, when: str) -> None:
    bring(db, "failed")
    if when == "forgotten":
        with transaction(db):
            part_from(db, [1], LATER, reason="the reader unsubscribed")
    with pytest.raises(InvalidValue) as refused:
        handle(db, Order.RETRY, [1], EVENING if when == "too late" else LATER)
    assert str(refused.value) == (
        "Message 1 cannot be sent again: it is too late, or its reader is forgotten. Nothing was changed."
    )
    assert handle(db, Order.DROP, [1], EVENING) == 1


def test_what_is_tried_again_keeps_its_bytes_and_need_not_wait(db: Database) -> None:
    bring(db, "retry")
    assert take(db, now=LATER) == []
    handle(db, Order.RETRY, [1], LATER)
    (message,) = take(db, now=LATER)
    assert (message.letter, message.own, message.attempts) == (1, {"address": "anna@example.org"}, 1)


def test_what_is_held_is_not_sent_and_does_not_expire_until_somebody_decides(db: Database) -> None:
    bring(db, "planned")
    handle(db, Order.HOLD, [1], MORNING)
    assert take(db, now=LATER) == []
    handle(db, Order.RETRY, [1], EVENING - timedelta(seconds=1))
    assert len(take(db, now=EVENING - timedelta(seconds=1))) == 1
