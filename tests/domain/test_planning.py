"""Whatever the events, the zone and the moments of looking: each reminder is told once, in time, and none is lost."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from service.domain.digest import due_digest
from service.domain.event import AnyEvent, Deadline, Done, Status
from service.domain.reminder import Told, reminders, slot, slots
from service.domain.revision import Revision
from service.domain.subscriber import Subscriber, Wish
from service.domain.timespan import Hours, Span, WholeDays
from tests.examples import a_revision
from tests.strategies import days, events, hours, instants, spans, whole_days, wishes

# Weeks in which the clocks change in Vienna, New York, Lord Howe and Santiago.
SEASONS = (date(2021, 3, 10), date(2021, 4, 1), date(2021, 9, 1), date(2021, 9, 30), date(2021, 10, 25))
SEASON = timedelta(days=25)


def revisions(of: Iterable[AnyEvent]) -> list[Revision]:
    """One revision of each, each with a uid of its own."""
    return list({event.uid: a_revision(event) for event in of}.values())


def spans_within(first: date, last: date) -> SearchStrategy[Span]:
    return st.one_of(whole_days(days(first, last)), hours(instants(first, last)), spans())


@st.composite
def plans(draw: DrawFn) -> tuple[Subscriber, list[Revision], date, date]:
    """A reader and up to three events of a season; the first and the last day on which he is reminded."""
    first = draw(st.sampled_from(SEASONS))
    when = spans_within(first, first + SEASON)
    wish = draw(wishes().filter(lambda wish: wish.leads[0] <= 30))
    since = datetime.combine(first - timedelta(days=draw(st.sampled_from((0, 20, 40)))), time(), UTC)
    subscriber = Subscriber(id=1, wish=wish, since=since)
    return subscriber, revisions(draw(st.lists(events(when), max_size=3))), first, first + SEASON


@st.composite
def cut_plans(draw: DrawFn) -> tuple[Subscriber, list[Revision], list[datetime]]:
    """Instants at which a window is cut: anywhere, and exactly where a reminder falls due."""
    subscriber, of, first, last = draw(plans())
    begin, end = (datetime.combine(day, time(), UTC) for day in (first - timedelta(days=45), last))
    anywhere = instants(begin.date(), last)
    due = [each.due_at for each in reminders(subscriber, of, after=begin, until=end)]
    exactly = st.sampled_from(due) if due else anywhere
    cuts = draw(st.lists(anywhere | exactly, max_size=8))
    return subscriber, of, [begin, *sorted(cut for cut in cuts if begin < cut < end), end]


def in_order(told: Iterable[Told]) -> list[Told]:
    return sorted(told, key=lambda each: (each.first_day, each.uid, each.lead))


@settings(deadline=None, max_examples=80)
@given(cut_plans())
def test_a_window_cut_anywhere_gives_the_same_reminders(
    plan: tuple[Subscriber, list[Revision], list[datetime]],
) -> None:
    subscriber, of, cuts = plan
    whole = reminders(subscriber, of, after=cuts[0], until=cuts[-1])
    pieces = [
        reminder for after, until in pairwise(cuts) for reminder in reminders(subscriber, of, after=after, until=until)
    ]
    told = in_order(reminder.told for reminder in pieces)
    assert told == in_order(reminder.told for reminder in whole)
    assert len(told) == len(set(told))


def first_instant_at(wish: Wish, day: date) -> datetime:
    """When the reader's clock first shows his hour of that day or, where it skips it, a later one; found by looking."""
    instant = datetime.combine(day, time(), UTC) - timedelta(hours=15)
    while wish.local(instant).replace(tzinfo=None) < datetime.combine(day, time(wish.hour)):
        instant += timedelta(minutes=15)
    return instant


def first_instant_after(wish: Wish, day: date) -> datetime:
    """The reader's midnight at the end of that day."""
    return first_instant_at(Wish(email=wish.email, zone=wish.zone, language="en", hour=0), day + timedelta(days=1))


def expected(subscriber: Subscriber, of: list[Revision], visits: list[datetime]) -> list[Told]:
    """What somebody would tell who looks at every event, every lead and every visit."""
    wish, told = subscriber.wish, []
    for event in (revision.event for revision in of):
        settled = event.status is Status.CANCELLED or (isinstance(event, Deadline) and isinstance(event.progress, Done))
        match event.span:
            case Hours(start):
                first_day, too_late = wish.local(start).date(), start
            case WholeDays(first_day):
                too_late = first_instant_after(wish, first_day)
            case _:
                continue
        for lead in wish.leads:
            due = first_instant_at(wish, first_day - timedelta(days=lead))
            if not settled and due > subscriber.since and any(due <= visit < too_late for visit in visits):
                told.append(Told(event.uid, first_day, lead))
    return in_order(told)


@settings(deadline=None, max_examples=55)
@given(plans(), st.booleans(), st.data())
def test_what_is_told_is_what_a_model_tells_and_nothing_twice(
    plan: tuple[Subscriber, list[Revision], date, date], at_every_slot: bool, data: st.DataObject
) -> None:
    subscriber, of, first, last = plan
    begin, end = (datetime.combine(day, time(), UTC) for day in (first - timedelta(days=40), last))
    at_random = data.draw(st.lists(instants(begin.date(), last), max_size=6))
    at_slots = list(slots(subscriber.wish, after=begin, until=end)) if at_every_slot else []
    visits = sorted({*at_random, *at_slots, end})

    told: list[Told] = []
    keys: list[str] = []
    for visit in visits:
        planned = due_digest(subscriber, of, set(told), visit)
        if planned:
            assert planned.due_at <= visit < planned.not_after
            keys.append(planned.dedupe_key)
            told += [item.told for item in planned.items]

    assert in_order(told) == expected(subscriber, of, visits)
    assert len(keys) == len(set(keys))


@settings(deadline=None, max_examples=25)
@given(wishes(), days(), st.integers(0, 400))
def test_the_slots_of_a_span_are_one_a_day_in_order(wish: Wish, first: date, hours_long: int) -> None:
    after = datetime.combine(first, time(3, 7), UTC)
    until = after + timedelta(hours=hours_long)
    days_around = [first + timedelta(days=n) for n in range(-2, hours_long // 24 + 4)]
    assert list(slots(wish, after=after, until=until)) == [
        instant for day in days_around if after < (instant := slot(wish, day)) <= until
    ]
