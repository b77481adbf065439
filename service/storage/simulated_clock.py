"""The clock of a demo, kept in its database so that every process on it tells the same time."""

from datetime import UTC, datetime

from sqlite_utils import Database

from service.clock import Clock, RealClock, SimulatedClock


def clock_of(db: Database) -> Clock:
    """The clock that all who work on this database go by: simulated where it has one, else real."""
    return simulated_clock(db) or RealClock()


def simulated_clock(db: Database) -> SimulatedClock | None:
    """The simulated clock of this database; None where time is real."""
    row = db.conn.execute("SELECT starts_at, started, speed FROM simulated_clock").fetchone()
    if row is None:
        return None
    starts_at, started, speed = row
    return SimulatedClock(datetime.fromtimestamp(starts_at, UTC), started, speed)


def set_simulated_clock(db: Database, clock: SimulatedClock) -> None:
    db.execute(
        "INSERT OR REPLACE INTO simulated_clock (only, starts_at, started, speed) VALUES (1, ?, ?, ?)",
        [int(clock.starts_at.timestamp()), clock.started, clock.speed],
    )
