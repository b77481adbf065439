"""The reading order of an agenda, and what an event has to do with others."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.domain.agenda import Agenda, Entry, agenda, entry_of
from service.domain.card import Card, card_of
from service.domain.event import AnyEvent, Deadline
from service.domain.relations import Relations, relations
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from tests import strategies
from tests.examples import a_meeting, a_revision, hours, whole_days

TODAY = date(2021, 9, 16)


def events(**spans: Span) -> list[Card]:
    return [card_of(a_revision(a_meeting(f"{uid}@club", span))) for uid, span in spans.items()]


def uids(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.card.uid.removesuffix("@club") for entry in entries]


def by_month(made: Agenda) -> list[tuple[str, list[str]]]:
    return [(month.first.isoformat(), uids(month.entries)) for month in made.months]


def test_what_is_ahead_stands_by_month_and_in_order() -> None:
    made = agenda(
        events(
            march=whole_days("2022-03-01"),
            late=whole_days("2021-09-30"),
            noon=hours("2021-09-17T12:00", "2021-09-17T13:00"),
            midnight=hours("2021-09-17T00:00", "2021-09-17T01:00"),
            b=whole_days("2021-09-17"),
            a=whole_days("2021-09-17", "2021-10-02"),
            next_year=whole_days("2022-09-01"),
        ),
        TODAY,
        zone="Europe/Vienna",
    )
    assert by_month(made) == [
        ("2021-09-01", ["a", "b", "midnight", "noon", "late"]),
        ("2022-03-01", ["march"]),
        ("2022-09-01", ["next_year"]),
    ]
    assert (made.running, made.past, made.past_count) == ((), (), 0)


def test_what_runs_today_stands_apart_on_its_first_and_its_last_day() -> None:
    made = agenda(
        events(
            ends=whole_days("2021-09-10", "2021-09-16"),
            begins=whole_days("2021-09-16", "2021-10-01"),
            over=whole_days("2021-09-10", "2021-09-15"),
            ahead=whole_days("2021-09-17"),
        ),
        TODAY,
        zone="Europe/Vienna",
    )
    assert (uids(made.running), by_month(made)) == (["ends", "begins"], [("2021-09-01", ["ahead"])])
    assert [(month.first, uids(month.entries)) for month in made.past] == [(date(2021, 9, 1), ["over"])]


def test_what_is_past_is_the_latest_first() -> None:
    made = agenda(
        events(
            a=whole_days("2012-06-28"),
            b=whole_days("2021-08-20"),
            c=whole_days("2021-08-23"),
            d=hours("2021-08-23T10:00", "2021-08-23T11:00"),
            e=whole_days("2021-09-15"),
        ),
        TODAY,
        zone="Europe/Vienna",
    )
    assert [(month.first.isoformat(), uids(month.entries)) for month in made.past] == [
        ("2021-09-01", ["e"]),
        ("2021-08-01", ["d", "c", "b"]),
        ("2012-06-01", ["a"]),
    ]
    assert made.past_count == 5


def test_what_is_known_roughly_or_not_at_all_has_places_of_its_own() -> None:
    made = agenda(
        events(
            y=Undated(),
            z=Undated(),
            year=Approximate("1999"),
            month=Approximate("1999-04"),
            also_year=Approximate("1999"),
            earlier=Approximate("1998-12"),
        ),
        TODAY,
        zone="Europe/Vienna",
    )
    assert [card.uid for card in made.approximate] == [
        "earlier@club",
        "also_year@club",
        "year@club",
        "month@club",
    ]
    assert [card.uid for card in made.undated] == ["y@club", "z@club"]
    assert (made.today, made.running, made.months, made.past) == (TODAY, (), (), ())


def test_the_days_of_an_entry_are_the_readers() -> None:
    (evening,) = events(evening=hours("2021-09-16T23:00", "2021-09-17T00:00"))
    assert entry_of(evening, "Europe/Vienna") == Entry(evening, whole_days("2021-09-16"), "Europe/Vienna")
    assert entry_of(evening, "Europe/Moscow") == Entry(evening, whole_days("2021-09-17"), "Europe/Moscow")
    assert uids(agenda([evening], TODAY, zone="Europe/Vienna").running) == ["evening"]
    assert by_month(agenda([evening], TODAY, zone="Europe/Moscow")) == [("2021-09-01", ["evening"])]


def test_without_a_zone_the_days_are_the_venues() -> None:
    (evening,) = events(evening=hours("2021-09-16T20:00", "2021-09-16T22:00", zone="America/New_York"))
    assert entry_of(evening, None) == Entry(evening, whole_days("2021-09-16"), "America/New_York")


def test_hours_run_from_their_start_to_their_end() -> None:
    (card,) = events(tea=hours("2021-09-16T10:00", "2021-09-16T11:00"))
    entry = entry_of(card, None)
    assert entry is not None
    now = datetime(2021, 9, 16, 8, tzinfo=UTC)
    instants = [now - timedelta(seconds=1), now, now + timedelta(minutes=59), now + timedelta(hours=1)]
    assert [entry.is_running(each, TODAY) for each in instants] == [False, True, True, False]
    assert [entry.is_over(each, TODAY) for each in instants] == [False, False, False, True]


def test_whole_days_run_as_long_as_it_is_one_of_them() -> None:
    (card,) = events(drill=whole_days("2021-09-16", "2021-09-17"))
    entry = entry_of(card, None)
    assert entry is not None
    now = datetime(2021, 9, 16, tzinfo=UTC)
    days = [date(2021, 9, day) for day in (15, 16, 17, 18)]
    assert [entry.is_running(now, day) for day in days] == [False, True, True, False]
    assert [entry.is_over(now, day) for day in days] == [False, False, False, True]


def test_days_left_count_down_to_the_first_day() -> None:
    (card,) = events(drill=whole_days("2021-09-18", "2021-09-20"))
    entry = entry_of(card, "Europe/Vienna")
    assert entry is not None
    assert [entry.days_left(date(2021, 9, day)) for day in (16, 18, 19)] == [2, 0, -1]
    assert [entry.running_on(date(2021, 9, day)) for day in (17, 18, 20, 21)] == [False, True, True, False]


@given(st.lists(strategies.spans(), max_size=9), strategies.days(), st.none() | strategies.zones)
def test_every_event_stands_in_exactly_one_place(spans: list[Span], today: date, zone: str | None) -> None:
    cards = events(**{f"e{number}": span for number, span in enumerate(spans)})
    made = agenda(cards, today, zone=zone)
    dated = [*made.running, *(entry for month in (*made.months, *made.past) for entry in month.entries)]
    shown = [*(entry.card for entry in dated), *made.approximate, *made.undated]
    assert sorted(card.uid for card in shown) == sorted(card.uid for card in cards)
    assert [entry for entry in made.running if not entry.running_on(today)] == []
    assert [month.first for month in made.months] == sorted({month.first for month in made.months})
    assert [month.first for month in made.past] == sorted({month.first for month in made.past}, reverse=True)


def an_instruction(uid: str, given_at: str | None, due_at: str | None) -> Deadline:
    return Deadline(
        uid=uid, slug=uid[0], summary=Text(uid), span=Undated(), given_at=given_at, due_at=due_at, series="reports"
    )


def test_an_instruction_and_its_meetings_know_each_other() -> None:
    spring, autumn = a_meeting("spring@club", series="talks"), a_meeting("autumn@club")
    a, b = an_instruction("a@club", "spring@club", "autumn@club"), an_instruction("b@club", "spring@club", None)
    every: list[AnyEvent] = [spring, a, b, autumn]
    assert relations(spring, every) == Relations(None, None, gave=(a, b), takes=(), series=())
    assert relations(autumn, every) == Relations(None, None, gave=(), takes=(a,), series=())
    assert relations(a, every) == Relations(spring, autumn, gave=(), takes=(), series=(b,))
    assert relations(b, every) == Relations(spring, None, gave=(), takes=(), series=(a,))
    assert relations(a, [a]) == Relations(None, None, (), (), ())
