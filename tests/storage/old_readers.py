"""A database of before readers had wishes: with messages in every state that there was, and what each had told."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlite_utils import Database

from service.domain.site import Site
from service.operations.importing import load
from service.storage.database import connect
from service.storage.migrations import migrations
from tests.examples import a_file, a_meeting, whole_days

SITE = Site("https://dates.example.org", "dateline@example.org")
SINCE = datetime(2021, 8, 1, tzinfo=UTC)
MORNING = datetime(2021, 9, 2, 5, tzinfo=UTC)
EVENING = datetime(2021, 9, 16, 22, tzinfo=UTC)
OWNER = "4711-aa"
DIRECTLY = {
    "planned": (None, "planned"),
    "claimed": (None, "planned", "claimed"),
    "sending": (None, "planned", "claimed", "sending"),
    "sent": (None, "planned", "claimed", "sending", "sent"),
    "retry": (None, "planned", "claimed", "retry"),
    "failed": (None, "planned", "claimed", "sending", "failed"),
    "unknown": (None, "planned", "claimed", "sending", "unknown"),
    "expired": (None, "planned", "claimed", "expired"),
}
DETAILS = {"sent": "250 queued", "retry": "451 later", "failed": "550 no", "unknown": "hung up", "expired": "over"}
LEFT = 99  # the number of a reader who has left


def an_old_database(path: Path) -> Database:
    """Its readers are named for the state of their only message; Nobody has none."""
    path.touch()
    db = connect(path)
    migrations.apply(db, stop_before="m011_wishes_and_letters")
    load(db, [a_file(a_meeting(), a_meeting("camp@club", whole_days("2021-09-16")))], SITE, SINCE)
    for number, state in enumerate([*DIRECTLY, "nobody"], 1):
        _sign_up(db, number, state)
    for number, state in enumerate(DIRECTLY, 1):
        _add_message(db, number, state)
    _sign_up(db, LEFT, "left")
    db.execute("DELETE FROM subscribers WHERE id = ?", [LEFT])
    return db


def contents(db: Database) -> list[str]:
    return list(db.conn.iterdump())


def _sign_up(db: Database, number: int, name: str) -> None:
    language, hour = ("ru", 9) if name == "nobody" else ("en", 7)
    db.execute(
        "INSERT INTO subscribers (id, email, zone, language, hour, since) VALUES (?, ?, 'Europe/Vienna', ?, ?, ?)",
        [number, f"{name}@example.org", language, hour, int(SINCE.timestamp())],
    )
    for days in (1, 14, 7):
        db.execute("INSERT INTO subscriber_leads (subscriber, days) VALUES (?, ?)", [number, days])


def _add_message(db: Database, number: int, state: str) -> None:
    has_owner = state in ("claimed", "sending")
    at = int((MORNING + timedelta(minutes=number)).timestamp())
    db.execute(
        """
        INSERT INTO outbox (id, dedupe_key, message_id, subscriber, recipient, day, state, attempts, next_try_at,
            not_after, lease_owner, lease_until, payload, sent_at, detail)
        VALUES (?, ?, ?, ?, ?, '2021-09-02', ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            number,
            f"digest|{number}|2021-09-02",
            f"<{number}@example.org>",
            number,
            f"{state}@example.org",
            state,
            len(DIRECTLY[state]) - 2,
            at,
            int(EVENING.timestamp()),
            OWNER if has_owner else None,
            at + 1800 if has_owner else None,
            None if state in ("planned", "expired") else f"To: {state}\r\n\r\nthe mail\r\n".encode(),
            at + 1 if state == "sent" else None,
            DETAILS.get(state),
        ],
    )
    for uid in ("meeting@club", "camp@club"):
        db.execute(
            """
            INSERT INTO outbox_items (message, subscriber, uid, lead, first_day, number)
            VALUES (?, ?, ?, 14, '2021-09-16', 1)
            """,
            [number, number, uid],
        )
    path = DIRECTLY[state]
    for before, after in pairwise(path):
        db.execute(
            "INSERT INTO outbox_log (message, at, from_state, to_state, detail) VALUES (?, ?, ?, ?, ?)",
            [number, at, before, after, DETAILS.get(str(after))],
        )
