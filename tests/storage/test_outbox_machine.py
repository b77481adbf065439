"""Whatever several senders, a relay, time and people do to the outbox: nothing is lost, and nothing comes twice unless
somebody chose to send again what may have come."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlite_utils import Database

from service.domain.delivery import Accepted, Deferred, Outcome, Refused, Unsure
from service.storage.bounces import mark_bounced
from service.storage.database import transaction
from service.storage.outbox import Unsent, count_by_state, keep_lease, mark_sending, mark_sent, mark_unsent, release
from service.storage.outbox_of_reader import part_from
from service.storage.outbox_orders import Order, carry_out
from service.storage.outbox_upkeep import (
    Unknown,
    expire,
    forget_ended_senders,
    look_later,
    release_ended_leases,
    resolve,
    unknown_messages,
    was_accepted,
)
from service.storage.planning import Superseded, supersede
from service.storage.subscribers import remove_subscribers
from tests.examples import an_empty_database
from tests.storage.outboxes import MORNING, a_reader, plan, take

READERS = ("anna@example.org", "boris@example.org", "clara@example.org")
FIRST_SLOTS = ("2021-09-01", "2021-09-02")
SETTLED = timedelta(minutes=1)
ENDS = {"sent", "bounced", "failed", "held", "cancelled", "superseded", "expired"}
RETRIED = timedelta(minutes=1)


@cache
def _planned_for() -> Database:
    db = an_empty_database()
    with transaction(db):
        for email in READERS:
            a_reader(db, email)
    return db


def an_outbox() -> Database:
    """Empty, with its readers."""
    copy = sqlite3.connect(":memory:", isolation_level=None)
    _planned_for().conn.backup(copy)
    copy.execute("PRAGMA foreign_keys = ON")
    return Database(copy)


@dataclass
class Process:
    """A sender: its name, and what it believes to have in hand. `answers` are those that it has not heard yet."""

    name: str
    claimed: set[int] = field(default_factory=set)
    answers: dict[int, Outcome] = field(default_factory=dict)


class Outbox(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.db = an_outbox()
        self.now = MORNING
        self.born = 0
        self.processes = [self.another() for _ in range(3)]
        self.planned, self.days = 0, {1, 2}
        self.found: list[tuple[Unknown, bool]] = []
        self.came = Counter[int]()  # how often the relay took each message: the truth
        self.chosen = Counter[int]()  # how often somebody chose to send again what may have come

    def another(self) -> Process:
        self.born += 1
        return Process(f"process {self.born}")

    def teardown(self) -> None:
        """In the end every message has come, or somebody gave it up."""
        self.processes[0] = self.another()
        while not set(count_by_state(self.db)) <= ENDS:
            self.look_after(3600, ())
            self.look_into_the_log()
            self.write_down_what_was_found()
            self.send(0, 10, 3, [Accepted("250")])
        self.counts_add_up()
        self.what_is_sent_has_come()
        self.nothing_comes_twice()
        self.db.close()

    process = st.integers(0, 2)
    outcomes = st.lists(
        st.sampled_from([Accepted("250"), Deferred("451"), Refused("554"), Unsure("came"), Unsure("lost")]), min_size=1
    )

    @initialize()
    def plan_for_all(self) -> None:
        self.planned = sum(
            plan(self.db, reader, slot=slot) for reader in READERS for slot in ("2021-09-01", "2021-09-02")
        )
        assert self.planned == 2 * len(READERS)

    @rule(day=st.integers(1, 9))
    def plan(self, day: int) -> None:
        """Once more or for the first time."""
        new = plan(self.db, READERS[0], slot=f"2021-09-0{day}")
        assert new == (0 if day in self.days else 1)
        self.days.add(day)
        self.planned += new

    @rule(number=process, most=st.integers(1, 4), how_far=st.integers(1, 3), outcomes=outcomes)
    def send(self, number: int, most: int, how_far: int, outcomes: list[Outcome]) -> None:
        """Not always to the end, since it may be killed or stopped."""
        process = self.processes[number]
        self.take_up(process, most=most)
        if how_far >= 2:
            self.begin(process, outcomes)
        if how_far == 3:
            self.hear(process)

    def take_up(self, process: Process, *, most: int) -> set[int]:
        taken = {message.id for message in take(self.db, process.name, self.now, most=most)}
        process.claimed |= taken
        return taken

    @rule(number=process, outcomes=outcomes)
    def finish(self, number: int, outcomes: list[Outcome]) -> None:
        self.begin(self.processes[number], outcomes)

    def begin(self, process: Process, outcomes: list[Outcome]) -> None:
        """Whatever is marked goes out at once, and is answered; the answer is heard later or never."""
        ids = sorted(process.claimed)
        with transaction(self.db):
            marked = mark_sending(self.db, ids, owner=process.name, now=self.now)
        process.claimed.clear()
        for place, id in enumerate(sorted(marked)):
            outcome = outcomes[place % len(outcomes)]
            process.answers[id] = outcome
            self.came[id] += outcome in (Accepted("250"), Unsure("came"))

    @rule(number=process)
    def listen(self, number: int) -> None:
        self.hear(self.processes[number])

    def hear(self, process: Process) -> None:
        replies = {id: outcome.reply for id, outcome in process.answers.items() if isinstance(outcome, Accepted)}
        with transaction(self.db):
            mark_sent(self.db, replies, owner=process.name, now=self.now)
            mark_unsent(self.db, self.unsent(process), owner=process.name, now=self.now)
        process.answers.clear()

    def unsent(self, process: Process) -> Iterator[Unsent]:
        for id, outcome in process.answers.items():
            match outcome:
                case Deferred(reason):
                    yield Unsent(id, "retry", self.now + RETRIED, reason)
                case Refused(reason):
                    yield Unsent(id, "failed", self.now, reason)
                case Unsure(reason):
                    yield Unsent(id, "unknown", self.now + SETTLED, reason)

    @rule(number=process)
    def die(self, number: int) -> None:
        self.processes[number] = self.another()

    @rule(seconds=st.sampled_from([1, 30, 60, 120]), living=st.sampled_from([(), (0,), (1, 2), (0, 1, 2)]))
    def look_after(self, seconds: int, living: tuple[int, ...]) -> None:
        """Some time later. Whoever does not keep his lease meanwhile, was stopped."""
        self.now += timedelta(seconds=seconds)
        with transaction(self.db):
            for number in living:
                keep_lease(self.db, self.processes[number].name, self.now + SETTLED)
            release_ended_leases(self.db, self.now, look_at=self.now + SETTLED)
            forget_ended_senders(self.db, self.now)
            expire(self.db, self.now)

    @rule()
    def look_into_the_log(self) -> None:
        """What is found there is written down later, when it may no longer matter."""
        self.found = [(each, bool(self.came[each.id])) for each in unknown_messages(self.db, self.now)]

    @rule()
    def write_down_what_was_found(self) -> None:
        with transaction(self.db):
            for each, has_come in self.found:
                if has_come:
                    was_accepted(self.db, each, self.now, reply="found in the log")
                else:
                    resolve(self.db, [each], "retry", self.now, reason="not found in the log")

    @rule(state=st.sampled_from([None, "retry", "held"]))
    def decide_without_a_log(self, state: str | None) -> None:
        unknown = unknown_messages(self.db, self.now)
        with transaction(self.db):
            if state:
                resolve(self.db, unknown, state, self.now, reason="nobody knows")
                self.chosen.update(each.id for each in unknown if state == "retry")
            else:
                look_later(self.db, unknown, self.now + SETTLED)

    @rule(what=st.sampled_from([*Order, "bounce", "supersede", "give back", "leave"]), data=st.data())
    def interfere(self, what: Order | str, data: st.DataObject) -> None:
        id = data.draw(st.integers(1, self.planned))
        with transaction(self.db):
            match what:
                case Order():
                    self.order(what, id)
                case "bounce":
                    mark_bounced(self.db, id, self.now, said="no such mailbox")
                case "supersede":
                    (key,) = self.db.execute("SELECT dedupe_key FROM outbox WHERE id = ?", [self.planned]).fetchone()
                    supersede(self.db, [Superseded(id, by=key)], now=self.now)
                case "give back":
                    process = self.processes[id % len(self.processes)]
                    release(self.db, list(process.claimed), owner=process.name, now=self.now, reason="not begun with")
                    process.claimed.clear()
                case "leave":
                    part_from(self.db, [len(READERS)], self.now, reason="the reader unsubscribed")
                    remove_subscribers(self.db, [len(READERS)])

    def order(self, order: Order, id: int) -> None:
        (before,) = self.db.execute("SELECT state FROM outbox WHERE id = ?", [id]).fetchone()
        done = carry_out(self.db, order, id, self.now)
        self.chosen[id] += done and order is Order.RETRY and before in ("unknown", "held")

    @invariant()
    def counts_add_up(self) -> None:
        begun = self.db.execute("SELECT count(*) FROM outbox_log WHERE from_state IS NULL").fetchone()
        rows = self.db["outbox"].count
        assert (sum(count_by_state(self.db).values()), rows, begun) == (self.planned, self.planned, (self.planned,))

    @invariant()
    def the_log_tells_how_each_came_to_where_it_is(self) -> None:
        taken: dict[int, list[tuple[str | None, str]]] = {}
        for id, before, after in self.db.execute("SELECT message, from_state, to_state FROM outbox_log ORDER BY id"):
            taken.setdefault(id, []).append((before, after))
        for id, state, attempts in self.db.execute("SELECT id, state, attempts FROM outbox").fetchall():
            assert (taken[id][0][0], taken[id][-1][1]) == (None, state)
            assert all(one[1] == other[0] for one, other in pairwise(taken[id]))
            assert attempts <= sum(after == "claimed" for _, after in taken[id])

    @invariant()
    def nothing_comes_twice(self) -> None:
        assert all(times <= 1 + self.chosen[id] for id, times in self.came.items())

    @invariant()
    def what_is_sent_has_come(self) -> None:
        sent = self.db.execute("SELECT id FROM outbox WHERE state IN ('sent', 'bounced')").fetchall()
        assert all(self.came[id] for (id,) in sent)

    @invariant()
    def only_one_can_go_on_with_it(self) -> None:
        """Others may believe that they have it."""
        for id, owner in self.db.execute("SELECT id, owner FROM outbox WHERE state = 'claimed'").fetchall():
            believers = [process.name for process in self.processes if id in process.claimed]
            assert {name for name in believers if self.can_go_on(name, id)} <= {owner}

    def can_go_on(self, owner: str, id: int) -> bool:
        self.db.execute("BEGIN")
        marked = mark_sending(self.db, [id], owner=owner, now=self.now)
        self.db.execute("ROLLBACK")
        return bool(marked)


Outbox.TestCase.settings = settings(max_examples=250, stateful_step_count=60)
TestOutbox = Outbox.TestCase
