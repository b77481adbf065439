"""What a request asks with: the settings, a connection of its own, the feeds at hand, and the instant."""

from datetime import date, datetime
from typing import cast

from flask import Flask, current_app, g
from sqlite_utils import Database

from service.clock import Clock, RealClock, SimulatedClock
from service.config import Settings
from service.domain.timespan import zone_named
from service.operations.composing import Limits
from service.operations.directory import Directory, Known
from service.operations.feeding import Shelf
from service.storage.database import connect
from service.storage.simulated_clock import simulated_clock

File = tuple[int, int]  # its device and its number there
MOST_IDLE = 4  # connections kept open between requests; a process answers one or a few at a time


def install(app: Flask, settings: Settings) -> None:
    app.extensions["dateline"] = settings
    limits = Limits(
        events=settings.feed_events, octets=settings.feed_octets, cancelled_days=settings.feed_cancelled_days
    )
    app.extensions["dateline.shelf"] = Shelf(settings.site, limits)
    app.extensions["dateline.directory"] = Directory()
    app.extensions["dateline.idle"] = []
    app.teardown_appcontext(_put_away)
    app.jinja_env.globals.update(
        now=now,
        known=known,
        today_in=today_in,
        is_time_simulated=is_time_simulated,
        has_mailbox=settings.mailbox is not None,
    )


def settings() -> Settings:
    return cast(Settings, current_app.extensions["dateline"])


def shelf() -> Shelf:
    """The feeds that this process keeps."""
    return cast(Shelf, current_app.extensions["dateline.shelf"])


def database() -> Database:
    """A connection for this request alone: one that an earlier request has left, or a new one.

    Where another file has been put in the place of the database, such as a backup, that is what is read.
    """
    if "database" not in g:
        g.file = _file()
        g.database = _left_of(g.file) or connect(settings().database)
    return cast(Database, g.database)


def known() -> Known:
    """The calendars, bodies and places that there are; the same from the beginning of the request to its end."""
    if "known" not in g:
        g.known = cast(Directory, current_app.extensions["dateline.directory"]).known(database(), file=g.file)
    return cast(Known, g.known)


def now() -> datetime:
    """The instant of this request (aware, UTC); the same from its beginning to its end."""
    if "now" not in g:
        g.now = _clock().now()
    return cast(datetime, g.now)


def today_in(zone: str) -> date:
    """The day that it is in that zone."""
    return now().astimezone(zone_named(zone)).date()


def is_time_simulated() -> bool:
    return isinstance(_clock(), SimulatedClock)


def _clock() -> Clock:
    if "clock" not in g:
        g.clock = simulated_clock(database()) or RealClock()
    return cast(Clock, g.clock)


def _file() -> File | None:
    """Which file the database is at the moment, if there is any."""
    try:
        found = settings().database.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _left_of(file: File | None) -> Database | None:
    """A connection to that file which an earlier request has left; those to others are closed."""
    while _idle():
        of, db = _idle().pop()
        if of == file:
            return db
        db.close()
    return None


def _idle() -> list[tuple[File | None, Database]]:
    return cast(list[tuple[File | None, Database]], current_app.extensions["dateline.idle"])


def _put_away(error: BaseException | None) -> None:
    """For the next request; where anything has gone wrong, it begins with a new connection."""
    if (db := g.pop("database", None)) is None:
        return
    if error is None and len(_idle()) < MOST_IDLE and not db.conn.in_transaction:
        _idle().append((g.file, db))
    else:
        db.close()
