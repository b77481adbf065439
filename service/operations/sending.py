"""Sending: what waits in the outbox goes out, each mail exactly once as far as SMTP can tell.

The mark that a mail is being sent is on disk before its final dot, so that after a crash it is known which mails may
have been accepted, at most one for each connection, and that all others were not. The marks of all connections that
are ready, and the ends of the mails before, are one transaction.

A lease is kept as long as the sender lives. Whoever was stopped for so long that it ended, lets go what he has not
begun with; what he has begun with and is no longer his, he drops before its final dot.
"""

import os
import secrets
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import sleep

from sqlite_utils import Database

from service.domain.allowance import Allowance
from service.domain.delivery import Carrier, Deferred, Done, Mail, Ready, Unsure
from service.domain.return_path import return_path
from service.domain.site import Site
from service.operations.claiming import Claimed, claim_each
from service.operations.recording import SETTLED_AFTER as SETTLED_AFTER
from service.operations.recording import Sent as Sent
from service.operations.recording import record
from service.operations.writing import Writer
from service.storage.database import snapshot, transaction
from service.storage.outbox import (
    Message,
    Unsent,
    keep_lease,
    mark_sending,
    mark_unsent,
    one_of_each,
    release,
    waiting,
)
from service.storage.outbox_upkeep import TOO_LATE

LEASE = timedelta(minutes=1)  # kept again and again while the sender lives
BATCH = 200  # messages written in one transaction: some 20 ms, for which others wait; the next when a quarter is left
FAULTS_IN_A_ROW = 12  # then the relay is in trouble, and the rest waits for the next look
LISTEN_SECONDS = 0.5  # at most, so that leases are kept and a limit per minute is looked at again
DRY_FOR = timedelta(seconds=1)  # after nothing more was found that waits, it is not looked for
FEW_LETTERS = 5  # different ones in a batch; more take longer to word than others should wait
MOST_PREPARED = 100_000  # messages that are looked through before they are due
EVER = datetime.fromtimestamp(0, UTC)

Time = Callable[[], datetime]
"""What instant it is (aware, UTC)."""


class Sender:
    """Whoever sends: a carrier, what it has in hand, and the name that its leases bear."""

    def __init__(
        self,
        carrier: Carrier,
        site: Site,
        *,
        lease_for: timedelta = LEASE,
        per_minute: int | None = None,
        is_ending: Callable[[], bool] = lambda: False,
    ) -> None:
        """`lease_for` and `per_minute` go by the clock that is given to `send`. Once `is_ending`, nothing is begun."""
        self.site = site
        self._carrier, self._writer = carrier, Writer(site)
        self._lease_for, self._is_ending = lease_for, is_ending
        self._allowance = Allowance(per_minute)
        self._owner = _unique_name()
        self._leased_until: datetime | None = None
        self._was_stopped = False  # for so long that the lease had ended, and others may have taken over what was ours
        self._queue: deque[tuple[Message, Mail]] = deque()
        self._under_way: dict[str, Message] = {}  # by Message-ID
        self._is_flushed = True  # whether the carrier had its turn since mails were last finished
        self._is_closing = False
        self._faults = 0
        self._is_probing = False  # with one mail at a time, whether a relay that was in trouble still is
        self._dry_at: datetime | None = None  # when nothing more waited
        self._prepared_until: datetime | None = None

    @property
    def has_more(self) -> bool:
        """Whether messages are claimed that were not begun with."""
        return bool(self._queue)

    def send(self, db: Database, time: Time, *, most: int) -> list[Sent]:
        """Sends until about so many messages have ended, or nothing is left to do.

        After half a lease it returns in any case, so that others have their turn; of what is under way then, the next
        call will hear.
        """
        self._is_probing, self._faults, self._dry_at = self._is_in_trouble, 0, None
        started, ended = time(), list[Sent]()
        try:
            while len(ended) < most and time() - started < self._lease_for / 2 and self._has_something_to_do(db, time):
                ended += self._go_on(db, time)
            while not self._is_flushed:
                ended += self._hear(db, time)
            if self._queue or self._under_way:
                self._renew_lease(db, time())
        except BaseException:
            self._abandon()
            raise
        return ended

    def prepare(self, db: Database, now: datetime, until: datetime) -> None:
        """Words the letters of what is due until then, so that at that instant there is nothing left but to send."""
        after = max(now, self._prepared_until or now)
        for due_at, message in one_of_each(db, after=after, until=until, most=MOST_PREPARED):
            self._word(db, [message], due_at)
        self._prepared_until = until

    def rest(self) -> None:
        """Leaves the relay where nothing is under way; whatever is sent later finds it again."""
        if not self._under_way:
            self._carrier.close()

    def close(self, db: Database, time: Time) -> list[Sent]:
        """Begins nothing more, waits for what is under way, and leaves the relay."""
        ended: list[Sent] = []
        self._is_closing = True
        try:
            self._give_back(db, time())
            while self._under_way:
                ended += self._hear(db, time)
        except BaseException:
            self._abandon()
            raise
        self._is_closing = False
        self._carrier.close()
        return ended

    @property
    def _is_in_trouble(self) -> bool:
        return self._faults >= (1 if self._is_probing else FAULTS_IN_A_ROW)

    def _has_something_to_do(self, db: Database, time: Time) -> bool:
        now = time()
        self._note_whether_stopped(now)
        may_begin = not self._is_in_trouble and not self._is_ending()
        if self._was_stopped or not may_begin:
            self._give_back(db, now)  # what is still ours
            self._was_stopped = False
        if may_begin:
            self._claim(db, now)
        return bool(self._queue or self._under_way)

    def _claim_if_any_may_begin(self, db: Database, now: datetime) -> None:
        if not (self._is_in_trouble or self._is_ending() or self._is_closing):
            self._claim(db, now)

    def _claim(self, db: Database, now: datetime) -> None:
        """Takes more where few are left and, since not long ago, not all was taken that waits."""
        most = 1 if self._is_probing else self._allowance.within_a_minute(BATCH)
        while len(self._queue) <= most // 4 and not self._is_dry(now) and not (self._is_probing and self._under_way):
            found = self._claim_batch(db, now, most=most) if waiting(db, now, most=1) else 0
            if found < most:
                self._dry_at = now

    def _is_dry(self, now: datetime) -> bool:
        return self._dry_at is not None and self._dry_at <= now < self._dry_at + DRY_FOR

    def _claim_batch(self, db: Database, now: datetime, *, most: int) -> int:
        if len(different := one_of_each(db, after=EVER, until=now, most=most)) > FEW_LETTERS:
            self._word(db, [message for _, message in different], now)
        with transaction(db):
            found = waiting(db, now, most=most)  # nobody else takes these now
            self._renew_lease(db, now)
            in_hand = self._under_way.keys() | {mail.message_id for _, mail in self._queue}
            free = [each for each in found if each.message_id not in in_hand]
            claimed = claim_each(db, self._writer, free, owner=self._owner, now=now)
        self._queue.extend((each.message, self._mail(each)) for each in claimed)
        return len(free)

    def _word(self, db: Database, messages: Sequence[Message], now: datetime) -> None:
        """Makes the writer know the letters, so that nobody waits for the lock while they are worded.

        Where one cannot be written, it is held when it is claimed, and that says why.
        """
        with suppress(Exception), snapshot(db):
            self._writer.write(db, messages, now)

    def _mail(self, claimed: Claimed) -> Mail:
        message = claimed.message
        sender = return_path(self.site.returns_to, message.id, message.secret)
        return Mail(message.message_id, sender, message.recipient, claimed.payload)

    def _go_on(self, db: Database, time: Time) -> list[Sent]:
        self._begin(time())
        if self._under_way:
            return self._hear(db, time)
        now = time()
        sleep(LISTEN_SECONDS)  # until the limit per minute lets more begin
        if time() == now:
            self._give_back(db, now)  # on a clock that stands still it never will
            self._dry_at = now
        return []

    def _begin(self, now: datetime) -> None:
        allowed = self._allowance.allowed(now)
        room = self._carrier.room() if allowed is None else min(self._carrier.room(), allowed)
        begun = min(room, len(self._queue))
        for _ in range(begun):
            message, mail = self._queue.popleft()
            self._under_way[mail.message_id] = message
            self._carrier.take(mail)
        self._allowance.use(begun)

    def _hear(self, db: Database, time: Time) -> list[Sent]:
        """What the carrier has to say is written down, and what is ready goes out once that is on disk."""
        news = self._carrier.news(seconds=LISTEN_SECONDS)
        self._is_flushed = True
        self._claim_if_any_may_begin(db, time())
        ready = [each.mail for each in news if isinstance(each, Ready)]
        ended = [
            Sent(self._under_way.pop(each.mail.message_id), each.outcome) for each in news if isinstance(each, Done)
        ]
        now = time()
        marked: set[int] = set()
        if ready or ended or self._is_lease_half_over(now):
            with transaction(db):
                if self._is_lease_half_over(now):
                    self._renew_lease(db, now)
                record(db, ended, owner=self._owner, now=now)
                marked = self._mark_sending(db, [self._under_way[mail.message_id] for mail in ready], now)
        self._finish(db, ready, marked, now, time)
        self._count_faults(ended)
        return ended

    def _mark_sending(self, db: Database, ready: Sequence[Message], now: datetime) -> set[int]:
        """Of these, all that are still this sender's and not too late."""
        late = [Unsent(each.id, "expired", now, TOO_LATE) for each in ready if each.not_after <= now]
        if late:
            mark_unsent(db, late, owner=self._owner, now=now)
        return mark_sending(db, [each.id for each in ready], owner=self._owner, now=now) if ready else set()

    def _finish(self, db: Database, ready: Sequence[Mail], marked: set[int], now: datetime, time: Time) -> None:
        """Lets go out what is marked; but not where this process was stopped since, and may have lost it again."""
        is_late = time() - now >= self._lease_for / 2
        for mail in ready:
            if self._under_way[mail.message_id].id in marked and not is_late:
                self._carrier.finish(mail)
                self._is_flushed = False
            else:
                self._carrier.drop(mail)
                del self._under_way[mail.message_id]
        if is_late and marked:
            reason = "this process was stopped in the middle"
            with transaction(db):
                mark_unsent(db, [Unsent(id, "retry", now, reason) for id in marked], owner=self._owner, now=now)

    def _count_faults(self, ended: Iterable[Sent]) -> None:
        for each in ended:
            if isinstance(each.outcome, Deferred | Unsure):
                self._faults += 1
            else:
                self._faults, self._is_probing = 0, False

    def _is_lease_half_over(self, now: datetime) -> bool:
        """Or ends later than any that was taken now: the clock was set back."""
        left = self._leased_until - now if self._leased_until else timedelta()
        return not self._lease_for / 2 <= left <= self._lease_for

    def _note_whether_stopped(self, now: datetime) -> None:
        if self._leased_until is not None and now >= self._leased_until:
            self._was_stopped = True

    def _renew_lease(self, db: Database, now: datetime) -> None:
        self._note_whether_stopped(now)
        self._leased_until = now + self._lease_for
        keep_lease(db, self._owner, self._leased_until)

    def _give_back(self, db: Database, now: datetime) -> None:
        if self._queue:
            ids = [message.id for message, _ in self._queue]
            with transaction(db):
                release(db, ids, owner=self._owner, now=now, reason="not begun with")
            self._queue.clear()

    def _abandon(self) -> None:
        """After a fault of the database: what is in hand is looked at anew once the lease has ended."""
        self._carrier.close()
        self._queue.clear()
        self._under_way.clear()
        self._is_flushed = True
        self._owner, self._leased_until = _unique_name(), None


def _unique_name() -> str:
    return f"{os.getpid()}-{secrets.token_hex(4)}"
