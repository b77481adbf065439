"""A small world for Hypothesis: two calendars, a few readers, a clock that leaps, and a relay that often fails."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from sqlite_utils import Database

from service.domain.digest import digest
from service.domain.event import AnyEvent, Deadline, Done, Exercise, Kind, Meeting, Open, Status
from service.domain.message import Mailing
from service.domain.notice import Change, notice, tellings_of_notice
from service.domain.quiet import Quiet
from service.domain.selection import Filter
from service.domain.site import Site
from service.domain.subscriber import Paused, Subscriber
from service.domain.telling import Changed, Telling, Told
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Span, WholeDays
from service.domain.wish import Leads, Weekly, Wish
from service.operations.importing import load
from service.operations.managing import change, pause, resume
from service.operations.noticing import plan_due_notices
from service.operations.reminding import plan_due_digests
from service.operations.subscribing import subscribe
from service.storage.database import transaction
from service.storage.events import current_events_among, revisions_numbered
from service.storage.outbox_upkeep import expire
from service.storage.prospects import prospects_among
from service.storage.subscribers import subscriber_with_id
from service.storage.tellings import telling_number, tellings_numbered
from tests.examples import a_calendar, a_file, a_wish, an_empty_database

SITE = Site("https://dates.example.org", "dateline@example.org")
NIGHT = (22, 7)
UIDS = ("a@club", "b@club", "c@club", "d@secret")
ZONES = (
    "Europe/Vienna",
    "America/New_York",
    "Asia/Dushanbe",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)
# Days around which clocks change: New York and Vienna in spring and autumn, Lord Howe, and Apia that leaves out a day.
SEASONS = (date(2021, 3, 8), date(2021, 3, 24), date(2021, 10, 27), date(2021, 9, 28), date(2011, 12, 24))
SEASON = timedelta(days=18)


@dataclass
class World:
    """The service, and beside it what a model needs to know: the events as they are and when they were written."""

    db: Database
    now: datetime
    quiet: Quiet | None
    events: dict[str, AnyEvent] = field(default_factory=dict)
    secret_is_open: bool = False
    readers: list[int] = field(default_factory=list)
    touched: dict[int, datetime] = field(default_factory=dict)  # readers, from when on all is looked at anew for them
    digests_written: list[tuple[Subscriber, tuple[Telling, ...]]] = field(default_factory=list)

    def publish(self, calendar: str) -> None:
        events = [event for uid, event in sorted(self.events.items()) if uid.endswith(f"@{calendar}")]
        private = calendar == "secret" and not self.secret_is_open
        load(
            self.db,
            [a_file(*events, calendar=a_calendar(calendar, private=private), name=f"{calendar}.toml")],
            SITE,
            self.now,
        )

    def visible(self) -> list[AnyEvent]:
        return [each for uid, each in self.events.items() if self.secret_is_open or not uid.endswith("@secret")]

    def subscribers(self) -> list[Subscriber]:
        found = (subscriber_with_id(self.db, id) for id in self.readers)
        return [each for each in found if each]


Action = Callable[[World], None]


def a_world(first: date, quiet: Quiet | None) -> World:
    world = World(an_empty_database(), datetime.combine(first, time(6), UTC), quiet)
    for calendar in ("club", "secret"):
        world.publish(calendar)
    return world


# What may happen


def writing(uid: str, event: AnyEvent) -> Action:
    def write(world: World) -> None:
        progress = getattr(event, "progress", "")
        note(f"{world.now} {uid} is {event.span} {event.status} {progress}")
        world.events[uid] = event
        world.publish(uid.partition("@")[2])

    return write


def opening_or_closing(world: World) -> None:
    world.secret_is_open = not world.secret_is_open
    note(f"{world.now} the secret calendar is {'open' if world.secret_is_open else 'closed'}")
    world.publish("secret")


def joining(wish: Wish) -> Action:
    def join(world: World) -> None:
        if len(world.readers) < 3:
            reader = subscribe(world.db, f"reader{len(world.readers)}@example.org", wish, world.now)
            world.readers.append(reader.id)
            world.touched[reader.id] = world.now

    return join


def of_reader(number: int, act: Callable[[World, Subscriber], None]) -> Action:
    def act_on(world: World) -> None:
        readers = world.subscribers()
        if readers:
            reader = readers[number % len(readers)]
            note(f"{world.now} something happens to reader {reader.id}")
            act(world, reader)

    return act_on


def wishing(wish: Wish) -> Callable[[World, Subscriber], None]:
    def wish_otherwise(world: World, reader: Subscriber) -> None:
        change(world.db, reader, wish, world.now)
        world.touched[reader.id] = world.now

    return wish_otherwise


def pausing(days: int) -> Callable[[World, Subscriber], None]:
    def stop(world: World, reader: Subscriber) -> None:
        until = reader.wish.local(world.now).date() + timedelta(days=days)
        pause(world.db, reader, until, world.now)

    return stop


def resuming(world: World, reader: Subscriber) -> None:
    resume(world.db, reader, world.now)


def nothing(world: World) -> None:
    """Time passes."""


# The timer and the relay


def tick(world: World, *, ahead: timedelta = timedelta()) -> None:
    with transaction(world.db):
        expire(world.db, world.now)
    plan_due_notices(world.db, SITE, world.now, quiet=world.quiet)
    plan_due_digests(world.db, SITE, world.now, ahead=ahead, quiet=world.quiet)


def deliver(world: World, state: str) -> None:
    """All that is due is written and ends in that state: "sent", "retry" or "unknown"."""
    rows = world.db.execute(
        """
        SELECT id, mailing, subscriber, telling, letter FROM outbox
        WHERE state IN ('planned', 'retry') AND next_try_at <= :now AND not_after > :now ORDER BY id
        """,
        {"now": int(world.now.timestamp())},
    ).fetchall()
    for id, mailing, subscriber, telling, letter in rows:
        reader = subscriber_with_id(world.db, subscriber)
        assert reader
        planned = tellings_numbered(world.db, telling)
        told = planned if letter else written(world, reader, Mailing(mailing), planned)
        if not letter and mailing == "digest":
            world.digests_written.append((reader, told))
        with transaction(world.db):
            _carry(world.db, id, told, "sent" if letter and state == "retry" else state, int(world.now.timestamp()))


def written(world: World, reader: Subscriber, mailing: Mailing, planned: Sequence[Telling]) -> tuple[Telling, ...]:
    """What the mail tells when it is written now."""
    if isinstance(reader.standing, Paused) and world.now < _day_begins(reader, reader.standing.until):
        return ()
    uids = sorted({each.told.uid for each in planned} & {each.uid for each in world.visible()})
    if mailing is Mailing.DIGEST:
        uids = [each.card.uid for each in prospects_among(world.db, reader.wish.filter, uids)]
    current = {each.event.uid: each for each in current_events_among(world.db, uids)}
    if mailing is Mailing.DIGEST:
        due = [(each.told, current[each.told.uid]) for each in planned if each.told.uid in current]
        return digest(reader.wish, due, [], world.now).tellings
    told = [
        (each.told.uid, each.told.occasion.told)
        for each in planned
        if isinstance(each.told.occasion, Changed) and each.told.uid in current
    ]
    before = revisions_numbered(world.db, told)
    changes = [Change(before[each], current[each[0]]) for each in told]
    return tellings_of_notice(notice(reader.wish, changes, world.now), planned)


def _day_begins(reader: Subscriber, day: date) -> datetime:
    return datetime.combine(day, time(), reader.wish.local(datetime.combine(day, time(), UTC)).tzinfo)


def _carry(db: Database, id: int, told: Sequence[Telling], state: str, at: int) -> None:
    if not told:
        db.execute("UPDATE outbox SET state = 'cancelled', changed_at = ? WHERE id = ?", [at, id])
        return
    db.execute("INSERT INTO letters (hash, frame) VALUES (zeroblob(32), x'00') ON CONFLICT DO NOTHING")
    db.execute("INSERT INTO senders (owner, until) VALUES ('me', 0) ON CONFLICT DO NOTHING")
    db.execute(
        """
        UPDATE outbox SET state = 'claimed', owner = 'me', telling = ?, letter = (SELECT id FROM letters), own = '{}'
        WHERE id = ?
        """,
        [telling_number(db, told), id],
    )
    db.execute("UPDATE outbox SET state = 'sending', sending_at = ? WHERE id = ?", [at, id])
    db.execute(
        "UPDATE outbox SET state = ?, owner = NULL, sent_at = ?, next_try_at = ? WHERE id = ?",
        [state, at if state == "sent" else None, at + 3600, id],
    )


# What can be seen of it


def live_tellings(db: Database, reader: int) -> Counter[Told]:
    """How often each thing is told to the reader, in all messages that came or may come."""
    rows = db.execute(
        "SELECT telling FROM outbox WHERE subscriber = ? AND state NOT IN ('cancelled', 'expired', 'superseded')",
        [reader],
    ).fetchall()
    return Counter(each.told for (telling,) in rows for each in tellings_numbered(db, telling))


# Strategies


def spans(first: date) -> st.SearchStrategy[Span]:
    days = st.dates(first - timedelta(days=2), first + SEASON)
    whole = st.builds(lambda day, more: WholeDays(day, day + timedelta(days=more)), days, st.sampled_from((0, 0, 1, 4)))
    starts = st.builds(
        lambda day, quarters: datetime.combine(day, time(), UTC) + quarters * timedelta(minutes=15),
        days,
        st.integers(0, 95),
    )
    hours = st.builds(
        lambda start, length, zone: Hours(start, start + timedelta(hours=length), zone),
        starts,
        st.sampled_from((1, 9, 26)),
        st.sampled_from(ZONES),
    )
    return st.one_of(whole, hours, whole, hours, st.just(Approximate("2021-10")))


@st.composite
def events(draw: st.DrawFn, uid: str, first: date) -> AnyEvent:
    """Mostly one that somebody waits for."""
    kind: Any = draw(st.sampled_from((Meeting, Exercise, Deadline)))
    span = draw(spans(first))
    status = draw(st.sampled_from((Status.CONFIRMED, Status.CONFIRMED, Status.TENTATIVE, Status.CANCELLED)))
    made: dict[str, Any] = dict(uid=uid, slug=uid.replace("@", "-"), summary=Text(uid), span=span, status=status)
    if kind is Deadline and not isinstance(span, Hours):
        progress: Any = draw(st.sampled_from((Open(), Open(), Done(first))))
        return Deadline(progress=progress, **made)
    return (Meeting if kind is Deadline else kind)(**made)


def filters() -> st.SearchStrategy[Filter]:
    return st.sampled_from(
        (
            Filter(),
            Filter(),
            Filter(kinds=frozenset({Kind.DEADLINE, Kind.EXERCISE})),
            Filter(calendars=frozenset({"secret"})),
            Filter(uids=frozenset({"a@club"})),
            Filter(words=frozenset({"club"})),
        )
    )


def lets_through(wanted: Filter, event: AnyEvent) -> bool:
    return (
        (wanted.kinds is None or event.kind in wanted.kinds)
        and (wanted.calendars is None or event.uid.partition("@")[2] in wanted.calendars)
        and (wanted.uids is None or event.uid in wanted.uids)
        and all(word in event.summary.original for word in wanted.words)
    )


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    leads = st.sets(st.sampled_from((0, 1, 3, 7, 14)), min_size=1).map(lambda days: Leads(tuple(sorted(days)[::-1])))
    return a_wish(
        zone=draw(st.sampled_from(ZONES)),
        filter=draw(filters()),
        cadence=draw(leads | st.builds(Weekly, st.integers(0, 6))),
        hour=draw(st.sampled_from((7, 0, 2, 5, 12, 23))),
        changes=draw(st.booleans()),
        running=draw(st.booleans()),
        overdue=draw(st.booleans()),
    )


def actions(first: date) -> st.SearchStrategy[Action]:
    write = st.sampled_from(UIDS).flatmap(lambda uid: st.builds(writing, st.just(uid), events(uid, first)))
    on_reader = st.one_of(
        st.builds(wishing, wishes()), st.builds(pausing, st.sampled_from((1, 2, 6))), st.just(resuming)
    )
    return st.one_of(
        write,
        write,
        write,
        st.just(opening_or_closing),
        st.builds(joining, wishes()),
        st.builds(of_reader, st.integers(0, 2), on_reader),
        st.just(nothing),
        st.just(nothing),
    )


_MINUTES, _HOURS, _DAYS = (timedelta(minutes=1), timedelta(hours=1), timedelta(days=1))
leaps = st.sampled_from(
    [timedelta(seconds=1), *(n * _MINUTES for n in (3, 12, 12)), *(n * _HOURS for n in (1, 5, 11, 23))]
    + [n * _DAYS for n in (1, 1, 2, 5)]
)
leaps_back = st.sampled_from((-4 * _MINUTES, -6 * _HOURS, -3 * _DAYS))
