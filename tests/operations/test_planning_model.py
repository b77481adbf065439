"""Whatever happens to events, readers and clocks: each thing is told once, in time, and nothing that is not to be."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial

from hypothesis import given, note, settings
from hypothesis import strategies as st

from service.domain.event import Status
from service.domain.quiet import Quiet
from service.domain.revision import Revision
from service.domain.subscriber import Active, Subscriber
from service.domain.telling import Ahead, Changed, Telling, Told
from service.domain.timespan import Hours, WholeDays
from service.storage.events import current_events_among, revisions_numbered
from service.storage.tellings import tellings_numbered
from tests.operations.naive import (
    Window,
    all_windows,
    day_of_last_slot,
    local_day,
    midnight_after,
    night_at,
    slot_after,
    slot_of,
)
from tests.operations.planning_world import (
    NIGHT,
    SEASONS,
    UIDS,
    Action,
    World,
    a_world,
    actions,
    deliver,
    events,
    joining,
    leaps,
    leaps_back,
    lets_through,
    live_tellings,
    tick,
    wishes,
    writing,
)

EVER = datetime(1, 1, 1, tzinfo=UTC)
SETTLING = timedelta(minutes=10)
FROZEN = "letter IS NOT NULL AND state IN ('claimed', 'sending', 'sent', 'unknown', 'retry', 'held')"


@dataclass
class Model:
    """What readers are owed: to be told as soon as nothing hinders it."""

    told_all_at: dict[int, datetime | None] = field(default_factory=dict)
    owed: dict[int, set[Told]] = field(default_factory=dict)
    waiting: dict[int, tuple[datetime, datetime] | None] = field(default_factory=dict)  # since when and until when
    last_message: int = 0
    latest: datetime = EVER  # instant of a look


@dataclass(frozen=True)
class Step:
    leap: timedelta
    action: Action
    ticks: bool
    relay: str | None


def to_tell(world: World, reader: Subscriber) -> dict[Told, Window]:
    """All that has fallen due and makes sense: every event, every occasion."""
    return {
        window.told: window
        for window in windows(world, reader)
        if window.due <= world.now < window.too_late
        and (isinstance(window.told.occasion, Ahead) or window.due > reader.since)
    }


def windows(world: World, reader: Subscriber) -> list[Window]:
    return [
        window
        for event in world.visible()
        if lets_through(reader.wish.filter, event)
        for window in all_windows(reader.wish, event)
    ]


def waits_since_later(world: World, model: Model, reader: Subscriber) -> bool:
    """Whether the clock was set back while the reader waited: then he goes on waiting."""
    waiting = model.waiting.get(reader.id)
    return waiting is not None and world.now < waiting[0]


def waits_until(world: World, reader: Subscriber) -> datetime | None:
    """A late digest comes neither on another day than its own before the reader's hour, nor in the night."""
    wish, now = reader.wish, world.now
    day = day_of_last_slot(wish, now)
    if local_day(wish, now) > day:
        return slot_after(wish, now)
    night = night_at(wish.zone, now, *NIGHT) if world.quiet else None
    return night[1] if night and slot_of(wish, day) < night[0] else None


def check(world: World, model: Model) -> None:
    """After a tick."""
    model.latest = max(model.latest, world.now)
    for reader in world.subscribers():
        told = live_tellings(world.db, reader.id)
        note(f"{world.now} reader {reader.id} with {reader.wish} is {reader.standing} and was told {told}")
        assert set(told.values()) <= {1}, "nothing is told twice"
        if isinstance(reader.standing, Active):
            check_digest(world, model, reader, set(told))
            check_notices(world, model, reader)
        else:
            assert new_tellings(world, model, reader, "digest") == [], "who is paused gets nothing"
    (model.last_message,) = world.db.execute("SELECT coalesce(max(id), 0) FROM outbox").fetchone()


def check_digest(world: World, model: Model, reader: Subscriber, told: set[Told]) -> None:
    pending = to_tell(world, reader)
    untold = pending.keys() - told
    new = new_tellings(world, model, reader, "digest")
    assert {each.told for each in new} <= pending.keys(), "nothing is planned that is not to be told"
    assert not (new and untold), "a digest holds all that there is"
    if reader.id in world.touched and world.now < world.touched[reader.id]:
        return  # the clock was set back; he is looked at when it is there again
    owed = model.owed.get(reader.id, set()) & untold
    if is_looked_at(world, model, reader):
        owed |= untold
        if not untold:
            model.told_all_at[reader.id] = world.now
    owed |= {each for each in untold if is_urgent(world, model, reader, pending[each])}
    model.owed[reader.id] = owed
    if digest_state(world, reader) in (None, "planned") and not waits_since_later(world, model, reader):
        later = waits_until(world, reader)
        model.waiting[reader.id] = (world.now, later) if later else None
        missing = {each for each in owed if later is None or later >= pending[each].too_late}
        assert missing == set(), "nothing due is missing"


def is_looked_at(world: World, model: Model, reader: Subscriber) -> bool:
    """Whether something happened to the reader, his hour has come, or the clock was set back to before he was last
    told all."""
    before = model.told_all_at.get(reader.id)
    if world.touched.pop(reader.id, None) or (before and world.now < before - SETTLING):
        model.told_all_at[reader.id] = model.waiting[reader.id] = before = None
    return before is None or slot_after(reader.wish, before, regular=True) <= world.now


def is_urgent(world: World, model: Model, reader: Subscriber, window: Window) -> bool:
    """Whether it would be too late at the reader's next hour; what is written just now may still change, and what was
    over on a clock that was wrong, nobody comes back to before that."""
    (revision,) = current_events_among(world.db, [window.told.uid])
    is_over_soon = model.latest < window.too_late <= slot_after(reader.wish, world.now, regular=True)
    return is_over_soon and is_settled(world, revision)


def is_settled(world: World, revision: Revision) -> bool:
    return abs(world.now - revision.at) >= SETTLING


def digest_state(world: World, reader: Subscriber) -> str | None:
    """Of the digest of the reader's last slot, if there is one."""
    row = world.db.execute(
        "SELECT state FROM outbox WHERE dedupe_key = ?",
        [f"digest|{reader.id}|{day_of_last_slot(reader.wish, world.now)}"],
    ).fetchone()
    return row[0] if row else None


def new_tellings(world: World, model: Model, reader: Subscriber, mailing: str) -> list[Telling]:
    """What messages are to tell that were planned in this tick."""
    rows = world.db.execute(
        "SELECT telling FROM outbox WHERE id > ? AND subscriber = ? AND mailing = ?",
        [model.last_message, reader.id, mailing],
    ).fetchall()
    return [each for (telling,) in rows for each in tellings_numbered(world.db, telling)]


def check_notices(world: World, model: Model, reader: Subscriber) -> None:
    public = [event.uid for event in world.visible()]
    current = {each.event.uid: each for each in current_events_among(world.db, public)}
    planned = {each.told.uid: each for each in notices_to(world, reader) if isinstance(each.told.occasion, Changed)}
    for uid, revision in current.items():
        before = last_told(world, reader, uid)
        if before and is_worth_a_notice(world, reader, before, revision) and is_settled(world, revision):
            assert reader.wish.changes is (uid in planned and planned[uid].revision == revision.number)
    for telling in new_tellings(world, model, reader, "notice"):
        if isinstance(telling.told.occasion, Changed):
            told = revisions_numbered(world.db, [(telling.told.uid, telling.told.occasion.told)])
            (earlier,) = told.values()
            assert is_worth_a_notice(world, reader, earlier, current[telling.told.uid])


def last_told(world: World, reader: Subscriber, uid: str) -> Revision | None:
    """The last revision of the event that a mail to the reader was written from."""
    (number,) = world.db.execute(
        f"""
        SELECT max(revision) FROM outbox JOIN telling_items USING (telling)
        WHERE {FROZEN} AND subscriber = ? AND uid = ?
        """,
        [reader.id, uid],
    ).fetchone()
    return revisions_numbered(world.db, [(uid, number)])[uid, number] if number else None


def notices_to(world: World, reader: Subscriber) -> list[Telling]:
    rows = world.db.execute(
        "SELECT telling FROM outbox WHERE subscriber = ? AND mailing = 'notice' AND state = 'planned'", [reader.id]
    ).fetchall()
    return [each for (telling,) in rows for each in tellings_numbered(world.db, telling)]


def is_worth_a_notice(world: World, reader: Subscriber, before: Revision, after: Revision) -> bool:
    if before.event.status == after.event.status == Status.CANCELLED:
        return False
    if (before.event.span, before.event.place, before.event.status) == (
        after.event.span,
        after.event.place,
        after.event.status,
    ):
        return False
    return any(is_ahead(world, reader, each) for each in (before, after))


def is_ahead(world: World, reader: Subscriber, revision: Revision) -> bool:
    match revision.event.span:
        case Hours(start):
            return world.now < start
        case WholeDays(first):
            return world.now < midnight_after(reader.wish, first)
        case _:
            return False


def check_written(world: World) -> None:
    """Nothing is told of what has begun, is settled or is not for everybody."""
    for reader, tellings in world.digests_written:
        sensible = {window.told for window in windows(world, reader) if world.now < window.too_late}
        assert {each.told for each in tellings} <= sensible
    world.digests_written.clear()


@dataclass(frozen=True)
class History:
    first: date
    quiet: Quiet | None
    beginning: list[Action]
    steps: list[Step]


@st.composite
def histories(draw: st.DrawFn) -> History:
    first = draw(st.sampled_from(SEASONS))
    step = st.builds(
        Step,
        leap=st.integers(0, 20).flatmap(lambda number: leaps if number else leaps_back),
        action=actions(first),
        ticks=st.sampled_from((True, True, True, False)),
        relay=st.sampled_from((None, "sent", "sent", "retry", "unknown")),
    )
    quiet = draw(st.sampled_from((None, Quiet(*NIGHT))))
    written = [draw(events(uid, first).map(partial(writing, uid))) for uid in draw(st.sets(st.sampled_from(UIDS)))]
    readers = draw(st.lists(st.builds(joining, wishes()), min_size=1, max_size=2))
    return History(first, quiet, written + readers, draw(st.lists(step, min_size=5, max_size=25)))


@settings(max_examples=60)
@given(histories())
def test_each_reader_is_told_what_a_model_tells(history: History) -> None:
    world, model = a_world(history.first, history.quiet), Model()
    for action in history.beginning:
        action(world)
    for step in history.steps:
        world.now += step.leap
        step.action(world)
        if step.ticks:
            was_paused = {each.id for each in world.subscribers() if not isinstance(each.standing, Active)}
            tick(world)
            world.touched |= dict.fromkeys(was_paused, world.now)
            check(world, model)
        if step.relay:
            deliver(world, step.relay)
            note(f"{world.now} mails are {step.relay}")
            check_written(world)
    world.db.close()
