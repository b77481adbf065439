"""What a request asks with: the settings, a connection of its own, the feeds at hand, and the instant."""

from datetime import date, datetime
from typing import cast

from flask import Flask, current_app, g
from sqlite_utils import Database

from service.clock import Clock, RealClock, SimulatedClock
from service.config import Settings
from service.domain.event import instruction_state
from service.domain.timespan import zone_named
from service.operations.composing import Limits
from service.operations.feeding import Shelf
from service.storage.database import connect
from service.storage.simulated_clock import simulated_clock


def install(app: Flask, settings: Settings) -> None:
    app.extensions["dateline"] = settings
    limits = Limits(
        events=settings.feed_events, octets=settings.feed_octets, cancelled_days=settings.feed_cancelled_days
    )
    app.extensions["dateline.shelf"] = Shelf(settings.site, limits)
    app.teardown_appcontext(_close)
    app.jinja_env.globals.update(
        now=now,
        today_in=today_in,
        is_time_simulated=is_time_simulated,
        has_mailbox=settings.mailbox is not None,
        instruction_state=instruction_state,
    )


def settings() -> Settings:
    return cast(Settings, current_app.extensions["dateline"])


def shelf() -> Shelf:
    """The feeds that this process keeps."""
    return cast(Shelf, current_app.extensions["dateline.shelf"])


def database() -> Database:
    """The connection of this request, opened when it is first needed."""
    if "database" not in g:
        g.database = connect(settings().database)
    return cast(Database, g.database)


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


def _close(_: BaseException | None) -> None:
    if "database" in g:
        g.pop("database").close()
