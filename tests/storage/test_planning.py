"""Who is looked at next and until when each was, and what is done with messages that nobody has begun to send."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlite_utils import Database

from service.domain.message import Mailing
from service.domain.selection import Filter
from service.domain.telling import Ahead, Telling, Told
from service.domain.wish import Wish
from service.storage.calendars import add_calendar_revision
from service.storage.database import transaction
from service.storage.planning import (
    Reader,
    Rewritten,
    Superseded,
    active_readers,
    end_pause,
    is_anybody_beyond,
    keys_in_use,
    look_again_at_those_beyond,
    look_later_at,
    look_next_at,
    look_sooner_at,
    messages_telling,
    next_plan_at,
    readers_to_plan,
    rewrite,
    supersede,
    unsent_messages,
    wish_as_named_now,
    wishes_of_those_after,
)
from service.storage.renames import rename_calendar
from service.storage.subscribers import add_subscriber, pause_subscriber
from service.storage.tellings import telling_number, tellings_of
from service.storage.wishes import wish_number
from tests.examples import a_calendar, a_wish
from tests.storage.outboxes import (
    EVENING,
    MORNING,
    TOLD,
    a_plan,
    a_reader,
    accept,
    begin,
    lay_aside,
    plan,
    rows,
    states,
    take,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OTHERS = (Telling(Told("meeting@club", date(2021, 9, 16), Ahead(7)), 1),)


def a_subscriber_with(db: Database, email: str, wish: Wish | None = None, now: datetime = MORNING) -> int:
    with transaction(db):
        return add_subscriber(db, email, wish or a_wish(), secret=bytes(16), now=now)


def ids(readers: list[Reader]) -> list[int]:
    return [reader.id for reader in readers]


def test_who_has_waited_longest_is_looked_at_first(db: Database) -> None:
    late, early, last = (
        a_subscriber_with(db, f"{name}@example.org", now=now)
        for name, now in (("late", MORNING), ("early", MORNING - HOUR), ("last", MORNING + HOUR))
    )
    assert ids(readers_to_plan(db, MORNING, most=5)) == [early, late]
    assert ids(readers_to_plan(db, MORNING, most=1)) == [early]
    assert ids(readers_to_plan(db, MORNING + HOUR, most=5)) == [early, late, last]
    assert readers_to_plan(db, MORNING - 2 * HOUR, most=5) == []
    assert next_plan_at(db) == MORNING - HOUR


def test_with_nobody_there_is_no_next_look(db: Database) -> None:
    assert next_plan_at(db) is None
    assert not is_anybody_beyond(db, MORNING)


def test_a_reader_comes_with_what_planning_has_to_know_of_him(db: Database) -> None:
    anna = a_subscriber_with(db, "anna@example.org")
    made_up: dict[str, Any] = dict(id=anna, email="anna@example.org", wish=wish_number(db, a_wish()), since=MORNING)
    new = Reader(**made_up, plan_at=MORNING, planned_until=None, paused_until=None)
    assert readers_to_plan(db, MORNING, most=5) == active_readers(db, [anna, 99]) == [new]

    look_next_at(db, [anna], MORNING + DAY, planned_until=MORNING)
    looked_at = Reader(**made_up, plan_at=MORNING + DAY, planned_until=MORNING, paused_until=None)
    assert active_readers(db, [anna]) == [looked_at]

    look_later_at(db, [anna], MORNING + 2 * DAY)
    later = Reader(**made_up, plan_at=MORNING + 2 * DAY, planned_until=MORNING, paused_until=None)
    assert active_readers(db, [anna]) == [later]


def test_who_is_paused_is_looked_at_on_his_day_and_then_all_of_it(db: Database) -> None:
    anna = a_subscriber_with(db, "anna@example.org")
    look_next_at(db, [anna], MORNING + DAY, planned_until=MORNING)
    pause_subscriber(db, anna, date(2021, 9, 9), plan_at=MORNING + 7 * DAY)
    (paused,) = readers_to_plan(db, MORNING + 7 * DAY, most=5)
    assert (paused.paused_until, paused.planned_until) == (date(2021, 9, 9), None)
    assert active_readers(db, [anna]) == []
    end_pause(db, anna)
    (back,) = active_readers(db, [anna])
    assert (back.paused_until, back.planned_until, back.plan_at) == (None, None, MORNING + 7 * DAY)


def test_only_those_are_looked_at_sooner_for_whom_it_would_be_too_late(db: Database) -> None:
    weekly, other = a_wish(hour=8), a_wish(hour=9)
    soon, late, another = (
        a_subscriber_with(db, f"{name}@example.org", wish)
        for name, wish in (("soon", weekly), ("late", weekly), ("another", other))
    )
    look_next_at(db, [soon], MORNING + HOUR, planned_until=MORNING)
    look_next_at(db, [late, another], MORNING + DAY, planned_until=MORNING)
    assert wishes_of_those_after(db, MORNING + HOUR) == sorted(wish_number(db, each) for each in (weekly, other))
    look_sooner_at(db, wish_number(db, weekly), MORNING, than=MORNING + DAY)
    assert [reader.plan_at for reader in active_readers(db, [soon, late, another])] == [
        MORNING + HOUR,
        MORNING,
        MORNING + DAY,
    ]
    assert wishes_of_those_after(db, MORNING + HOUR) == [wish_number(db, other)]


def test_who_was_looked_at_on_a_clock_that_was_further_is_looked_at_again(db: Database) -> None:
    ahead, behind = (a_subscriber_with(db, f"{name}@example.org") for name in ("ahead", "behind"))
    look_next_at(db, [ahead], MORNING + 9 * DAY, planned_until=MORNING + 8 * DAY)
    look_next_at(db, [behind], MORNING + DAY, planned_until=MORNING)
    assert not is_anybody_beyond(db, MORNING + 8 * DAY)
    assert is_anybody_beyond(db, MORNING)
    look_again_at_those_beyond(db, MORNING, now=MORNING)
    assert [(each.planned_until, each.plan_at) for each in active_readers(db, [ahead, behind])] == [
        (None, MORNING),
        (MORNING, MORNING + DAY),
    ]
    assert not is_anybody_beyond(db, MORNING)


def test_who_signed_up_on_a_clock_that_was_further_is_looked_at_and_who_is_paused_is_not(db: Database) -> None:
    new, paused = (a_subscriber_with(db, f"{name}@example.org", now=MORNING + 9 * DAY) for name in ("new", "paused"))
    pause_subscriber(db, paused, date(2021, 9, 30), plan_at=MORNING + 28 * DAY)
    assert not is_anybody_beyond(db, MORNING + 7 * DAY)  # he may just be waiting for his hour
    assert is_anybody_beyond(db, MORNING)
    look_again_at_those_beyond(db, MORNING, now=MORNING)
    assert ids(readers_to_plan(db, MORNING + 20 * DAY, most=5)) == [new]
    assert [each.plan_at for each in active_readers(db, [new])] == [MORNING]


def test_a_wish_follows_its_calendars_to_their_new_slugs(db: Database) -> None:
    with transaction(db):
        for slug in ("club", "choir"):
            add_calendar_revision(db, a_calendar(slug), at=MORNING, author="file.toml")
        of_both = a_wish(filter=Filter(calendars=frozenset({"club", "choir", "gone"})))
        numbers = [wish_number(db, of_both), wish_number(db, a_wish())]
    with transaction(db):
        rename_calendar(db, "club", "society")
        add_calendar_revision(db, a_calendar("society"), at=MORNING, author="file.toml")
    assert wish_as_named_now(db, numbers[0]).filter.calendars == frozenset({"society", "choir", "gone"})
    assert wish_as_named_now(db, numbers[1]) == a_wish()


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        *((state, True) for state in ("planned", "claimed", "sending", "sent", "retry", "unknown", "failed")),
        *((state, False) for state in ("cancelled", "expired", "superseded")),
    ],
)
def test_what_may_come_or_have_come_counts_as_told(db: Database, state: str, counts: bool) -> None:
    plan(db)
    bring_to(db, state)
    ((number, reader, telling),) = rows(db, "id, subscriber, telling")
    assert messages_telling(db, [reader, 99], [telling, 99]) == [(reader, number, telling)] * counts
    assert messages_telling(db, [reader], [99]) == messages_telling(db, [99], [telling]) == []
    assert messages_telling(db, [reader], []) == []


def bring_to(db: Database, state: str) -> None:
    match state:
        case "claimed":
            take(db)
        case "sending":
            begin(db)
        case "sent":
            accept(db, begin(db))
        case "retry" | "failed" | "unknown":
            lay_aside(db, begin(db), state)
        case "planned":
            pass
        case _:
            db.execute("UPDATE outbox SET state = ?", [state])


def test_of_each_reader_all_messages_with_such_a_set_are_found(db: Database) -> None:
    for slot, tellings in (("2021-09-01", OTHERS), ("2021-09-02", TOLD), ("2021-09-03", OTHERS), ("2021-09-04", TOLD)):
        plan(db, slot=slot, tellings=tellings)
    plan(db, "boris@example.org", tellings=TOLD)
    anna, boris = a_reader(db), a_reader(db, "boris@example.org")
    told = telling_number(db, TOLD)
    assert messages_telling(db, [anna, boris], [told]) == [(anna, 2, told), (anna, 4, told), (boris, 5, told)]
    assert messages_telling(db, [boris], [told]) == [(boris, 5, told)]


def test_unsent_is_what_is_planned_or_to_be_tried_again_of_that_kind(db: Database) -> None:
    for number, state in enumerate(("retry", "sent", "claimed", "planned"), start=1):
        plan(db, slot=f"2021-09-0{number}")
        bring_to(db, state)
    plan(db, mailing=Mailing.NOTICE, slot="2021-09-05T07:00")
    plan(db, "boris@example.org")
    found = unsent_messages(db, Mailing.DIGEST, [a_reader(db)])
    assert [(each.slot, each.is_frozen) for each in found] == [("2021-09-01", True), ("2021-09-04", False)]
    assert {(each.subscriber, each.telling) for each in found} == {(a_reader(db), telling_number(db, TOLD))}
    assert [each.slot for each in unsent_messages(db, Mailing.NOTICE, [a_reader(db)])] == ["2021-09-05T07:00"]


def test_with_an_empty_outbox_nothing_is_unsent(db: Database) -> None:
    assert unsent_messages(db, Mailing.DIGEST, [a_subscriber_with(db, "anna@example.org")]) == []


def test_a_key_is_in_use_whatever_became_of_the_message(db: Database) -> None:
    plan(db)
    bring_to(db, "cancelled")
    assert keys_in_use(db, ["digest|1|2021-09-02", "digest|1|2021-09-03"]) == {"digest|1|2021-09-02"}


def test_a_message_that_is_not_written_yet_can_tell_something_else(db: Database) -> None:
    plan(db)
    sooner = a_plan(1, tellings=OTHERS, due_at=MORNING - HOUR, not_after=EVENING + DAY)
    rewrite(db, [Rewritten(1, sooner)])
    instants = [int(each.timestamp()) for each in (MORNING - HOUR, MORNING - HOUR, EVENING + DAY)]
    assert rows(db, "state, due_at, next_try_at, not_after") == [("planned", *instants)]
    assert tellings_of(db, 1) == OTHERS
    rewrite(db, [Rewritten(1, a_plan(1, due_at=MORNING))])
    assert rows(db, "due_at, next_try_at") == [tuple(instants[:2])]
    assert tellings_of(db, 1) == TOLD
    assert states(db) == ["planned"]


@pytest.mark.parametrize("state", ["claimed", "retry", "sent", "cancelled"])
def test_what_is_written_or_given_up_stays_as_it_is(db: Database, state: str) -> None:
    plan(db)
    bring_to(db, state)
    before = rows(db, "*")
    rewrite(db, [Rewritten(1, a_plan(1, tellings=OTHERS))])
    assert rows(db, "*") == before


@pytest.mark.parametrize("state", ["planned", "retry"])
def test_what_is_unsent_can_be_taken_over_by_another(db: Database, state: str) -> None:
    plan(db)
    bring_to(db, state)
    plan(db, slot="2021-09-03")
    supersede(db, [Superseded(1, "digest|1|2021-09-03")], now=MORNING)
    assert rows(db, "state, superseded_by") == [("superseded", 2), ("planned", None)]


def test_what_is_being_sent_is_taken_over_by_nothing(db: Database) -> None:
    plan(db)
    begin(db)
    plan(db, slot="2021-09-03")
    supersede(db, [Superseded(1, "digest|1|2021-09-03")], now=MORNING)
    assert rows(db, "state, superseded_by") == [("sending", None), ("planned", None)]
