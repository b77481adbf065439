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
    """A connection for this request alone: one that an earlier request has left, or a new one."""
    if "database" not in g:
        try:
            g.database = _idle().pop()
        except IndexError:
            g.database = connect(settings().database)
    return cast(Database, g.database)


def known() -> Known:
    """The calendars, bodies and places that there are; the same from the beginning of the request to its end."""
    if "known" not in g:
        g.known = cast(Directory, current_app.extensions["dateline.directory"]).known(database())
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


def _idle() -> list[Database]:
    return cast(list[Database], current_app.extensions["dateline.idle"])


def _put_away(error: BaseException | None) -> None:
    """For the next request; where anything has gone wrong, it begins with a new connection."""
    if (db := g.pop("database", None)) is None:
        return
    if error is None and len(_idle()) < MOST_IDLE and not db.conn.in_transaction:
        _idle().append(db)
    else:
        db.close()
