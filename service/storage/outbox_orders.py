"""What a person decides about messages: to try again, to wait, to give up. Call it in a transaction."""

from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database


class Order(StrEnum):
    RETRY = "retry"
    HOLD = "hold"
    DROP = "drop"


FROM = {
    Order.RETRY: ("failed", "held", "unknown", "retry"),
    Order.HOLD: ("planned", "retry", "unknown"),
    Order.DROP: ("planned", "retry", "unknown", "held", "failed"),
}
_TO = {Order.RETRY: "retry", Order.HOLD: "held", Order.DROP: "cancelled"}


def carry_out(db: Database, order: Order, id: int, now: datetime) -> bool:
    """Whether the message was in a state in which it could be; one that is too late, or of a forgotten reader, cannot
    be sent again."""
    allowed = ", ".join(f"'{state}'" for state in FROM[order])
    at = int(now.timestamp())
    if order is Order.RETRY and _hurry(db, id, at):
        return True
    return (
        db.execute(
            f"""
            UPDATE outbox SET state = :to, next_try_at = :at, changed_at = :at, detail = :detail
            WHERE id = :id AND state IN ({allowed})
                AND (:to != 'retry' OR (subscriber IS NOT NULL AND not_after > :at))
            """,
            {"to": _TO[order], "at": at, "detail": f"by hand: {order}", "id": id},
        ).rowcount
        == 1
    )


def _hurry(db: Database, id: int, at: int) -> bool:
    """What waits for its next try need not wait; its state stays what it is."""
    return db.execute("UPDATE outbox SET next_try_at = ? WHERE id = ? AND state = 'retry'", [at, id]).rowcount == 1
