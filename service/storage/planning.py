"""Which readers are to be looked at, what they were told or are about to be, and how far each has been looked at.

Call what writes in a transaction; instants are aware, UTC.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

from service.domain.message import Mailing, Plan
from service.domain.wish import Wish
from service.storage.renames import filter_as_named_now
from service.storage.tellings import telling_number
from service.storage.wishes import wish_numbered


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever is to be looked at. `wish` is its number; `planned_until` None says that everything has to be looked
    at; `paused_until` is None for who is not paused."""

    id: int
    email: str
    wish: int
    since: datetime
    plan_at: datetime
    planned_until: datetime | None
    paused_until: date | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message to a reader that nobody is sending at the moment. Where it is frozen, its bytes stay as they are."""

    id: int
    subscriber: int
    slot: str
    telling: int
    is_frozen: bool


@dataclass(frozen=True)
class Rewritten:
    """An unsent message that is to tell what the plan says, instead of what it was to tell."""

    id: int
    plan: Plan


@dataclass(frozen=True)
class Superseded:
    """An unsent message that need not be sent, since what it was to tell is told by the one with that key."""

    id: int
    by: str


def readers_to_plan(db: Database, until: datetime, *, most: int) -> list[Reader]:
    """Those who are to be looked at by then, who has waited longest first."""
    rows = db.conn.execute(
        """
        SELECT id, email, wish, since, plan_at, planned_until, paused_until FROM subscribers
        WHERE plan_at <= ? ORDER BY plan_at, wish, planned_until LIMIT ?
        """,
        [_seconds(until), most],
    )
    return [_reader(row) for row in rows]


def wish_as_named_now(db: Database, number: int) -> Wish:
    """The wish of that number, with the calendars in it by the slugs that they have now."""
    wish = wish_numbered(db, number)
    return replace(wish, filter=filter_as_named_now(db, wish.filter))


def active_readers(db: Database, ids: Iterable[int]) -> list[Reader]:
    """Those of these who get mails at the moment, by number."""
    rows = db.conn.execute(
        """
        SELECT id, email, wish, since, plan_at, planned_until, paused_until FROM subscribers
        WHERE id IN (SELECT value FROM json_each(?)) AND state = 'active' ORDER BY id
        """,
        [json.dumps(sorted(ids))],
    )
    return [_reader(row) for row in rows]


def wishes_of_those_after(db: Database, instant: datetime) -> list[int]:
    """The numbers of the wishes of active readers who are to be looked at only after that instant."""
    rows = db.conn.execute(
        """
        SELECT id FROM wishes
        WHERE EXISTS (SELECT 1 FROM subscribers WHERE wish = wishes.id AND state = 'active' AND plan_at > ?)
        ORDER BY id
        """,
        [_seconds(instant)],
    )
    return [id for (id,) in rows]


def look_sooner_at(db: Database, wish: int, plan_at: datetime, *, than: datetime) -> None:
    """Active readers with that wish who would be looked at no sooner than `than`, are looked at at `plan_at`."""
    db.conn.execute(
        "UPDATE subscribers SET plan_at = ? WHERE wish = ? AND state = 'active' AND plan_at >= ?",
        [_seconds(plan_at), wish, _seconds(than)],
    )


def looked_at_after(db: Database, instant: datetime) -> list[tuple[int, datetime]]:
    """The wishes of those for whom all is planned until a later instant than that, each with it."""
    rows = db.conn.execute(
        "SELECT DISTINCT wish, planned_until FROM subscribers WHERE plan_at IS NOT NULL AND planned_until > ?",
        [_seconds(instant)],
    )
    return [(wish, _instant(planned_until)) for wish, planned_until in rows]


def look_once_more_at(db: Database, wish: int, planned_until: datetime, *, than: datetime) -> None:
    """Those with that wish who were looked at as of that instant, are so again if they were not before `than`."""
    db.conn.execute(
        """
        UPDATE subscribers SET plan_at = planned_until
        WHERE wish = ? AND planned_until = ? AND state = 'active' AND plan_at >= ?
        """,
        [wish, _seconds(planned_until), _seconds(than)],
    )


def next_plan_at(db: Database) -> datetime | None:
    """When the next reader is to be looked at."""
    (seconds,) = db.conn.execute("SELECT min(plan_at) FROM subscribers WHERE plan_at IS NOT NULL").fetchone()
    return None if seconds is None else _instant(seconds)


def is_anybody_beyond(db: Database, instant: datetime) -> bool:
    """Whether a reader was looked at on a clock that was further than that, or is to be looked at by such a clock."""
    (found,) = db.conn.execute(
        f"SELECT EXISTS (SELECT 1 FROM subscribers WHERE {_PLANNED_BEYOND}) "
        f"OR EXISTS (SELECT 1 FROM subscribers WHERE {_TO_PLAN_BEYOND})",
        {"instant": _seconds(instant), "longest_wait": _LONGEST_WAIT},
    ).fetchone()
    return bool(found)


def look_again_at_those_beyond(db: Database, instant: datetime, *, now: datetime) -> None:
    """Everything is to be looked at for them, and at once."""
    db.conn.execute(
        f"""
        UPDATE subscribers SET planned_until = NULL, plan_at = min(plan_at, :now)
        WHERE {_PLANNED_BEYOND} OR {_TO_PLAN_BEYOND}
        """,
        {"instant": _seconds(instant), "longest_wait": _LONGEST_WAIT, "now": _seconds(now)},
    )


_LONGEST_WAIT = 2 * 86400  # seconds until a reader's hour comes again, also where his clock leaves out a day
_PLANNED_BEYOND = "plan_at IS NOT NULL AND planned_until > :instant"
_TO_PLAN_BEYOND = "plan_at > :instant + :longest_wait AND planned_until IS NULL AND state = 'active'"


def look_next_at(db: Database, readers: Iterable[int], plan_at: datetime, *, planned_until: datetime) -> None:
    """All that fell due for them until `planned_until` is planned; they are looked at next at `plan_at`."""
    db.conn.execute(
        """
        UPDATE subscribers SET planned_until = ?, plan_at = ?
        WHERE id IN (SELECT value FROM json_each(?)) AND plan_at IS NOT NULL
        """,
        [_seconds(planned_until), _seconds(plan_at), json.dumps(list(readers))],
    )


def look_later_at(db: Database, readers: Iterable[int], plan_at: datetime) -> None:
    """Nothing is planned for them yet."""
    db.conn.execute(
        "UPDATE subscribers SET plan_at = ? WHERE id IN (SELECT value FROM json_each(?)) AND plan_at IS NOT NULL",
        [_seconds(plan_at), json.dumps(list(readers))],
    )


def end_pause(db: Database, reader: int) -> None:
    """He gets mails again, and everything is to be looked at."""
    db.conn.execute(
        """
        UPDATE subscribers SET state = 'active', paused_until = NULL, planned_until = NULL
        WHERE id = ? AND state = 'paused'
        """,
        [reader],
    )


def messages_telling(db: Database, readers: Iterable[int], tellings: Iterable[int]) -> list[tuple[int, int, int]]:
    """The messages that tell these readers one of these sets, or told or may have told them: reader, message, set.

    What is cancelled, expired or superseded never came. What failed may yet be tried again.
    """
    # Of each reader no more is read than since the first message to anybody that told one of them: there are many
    # readers of a set, and many messages to a reader.
    return db.conn.execute(
        """
        SELECT subscriber, id, telling FROM outbox INDEXED BY outbox_by_subscriber
        WHERE subscriber IN (SELECT value FROM json_each(:readers))
            AND id >= (
                SELECT min((SELECT id FROM outbox WHERE telling = value ORDER BY id LIMIT 1)) FROM json_each(:tellings)
            )
            AND telling IN (SELECT value FROM json_each(:tellings))
            AND state NOT IN ('cancelled', 'expired', 'superseded')
        """,
        {"readers": json.dumps(list(readers)), "tellings": json.dumps(sorted(tellings))},
    ).fetchall()


def unsent_messages(db: Database, mailing: Mailing, readers: Iterable[int]) -> list[Unsent]:
    """What waits to be sent to these readers, of that kind, the oldest first."""
    rows = db.conn.execute(
        """
        SELECT id, subscriber, slot, telling, letter IS NOT NULL FROM outbox INDEXED BY outbox_by_subscriber
        WHERE subscriber IN (SELECT value FROM json_each(:readers))
            AND id >= (SELECT min(id) FROM outbox INDEXED BY outbox_to_send WHERE state IN ('planned', 'retry'))
            AND state IN ('planned', 'retry') AND mailing = :mailing
        ORDER BY id
        """,
        {"readers": json.dumps(list(readers)), "mailing": mailing.value},
    )
    return [Unsent(id, subscriber, slot, telling, bool(frozen)) for id, subscriber, slot, telling, frozen in rows]


def keys_in_use(db: Database, keys: Sequence[str]) -> set[str]:
    """Those that a message has already."""
    rows = db.conn.execute(
        "SELECT dedupe_key FROM outbox WHERE dedupe_key IN (SELECT value FROM json_each(?))", [json.dumps(keys)]
    )
    return {key for (key,) in rows}


def rewrite(db: Database, rewritten: Iterable[Rewritten]) -> None:
    """Lets messages that nobody has begun with tell something else; they are due as soon as the earlier of both."""
    numbers: dict[int, int] = {}
    for each in rewritten:
        plan = each.plan
        if id(plan.tellings) not in numbers:
            numbers[id(plan.tellings)] = telling_number(db, plan.tellings)
        db.conn.execute(
            """
            UPDATE outbox SET telling = :telling, not_after = :not_after, due_at = min(due_at, :due_at),
                next_try_at = min(next_try_at, :due_at)
            WHERE id = :id AND state = 'planned' AND letter IS NULL
            """,
            {
                "id": each.id,
                "telling": numbers[id(plan.tellings)],
                "not_after": _seconds(plan.not_after),
                "due_at": _seconds(plan.due_at),
            },
        )


def supersede(db: Database, superseded: Iterable[Superseded], *, now: datetime) -> None:
    """Gives up messages that others have taken over."""
    db.conn.executemany(
        """
        UPDATE outbox SET state = 'superseded', changed_at = ?, detail = 'a later one tells it',
            superseded_by = (SELECT id FROM outbox WHERE dedupe_key = ?)
        WHERE id = ? AND state IN ('planned', 'retry')
        """,
        [(_seconds(now), each.by, each.id) for each in superseded],
    )


def _reader(row: tuple[Any, ...]) -> Reader:
    id, email, wish, since, plan_at, planned_until, paused_until = row
    return Reader(
        id=id,
        email=email,
        wish=wish,
        since=_instant(since),
        plan_at=_instant(plan_at),
        planned_until=None if planned_until is None else _instant(planned_until),
        paused_until=date.fromisoformat(paused_until) if paused_until else None,
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
