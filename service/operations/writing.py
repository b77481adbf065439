"""Writing: the mails that go out now, each letter worded once for all readers who are told the same."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlite_utils import Database

from service.domain.letter import Letter
from service.domain.message import Mailing
from service.domain.site import Site
from service.domain.subscriber import Active, Paused, Standing, Unconfirmed
from service.domain.telling import Telling
from service.domain.wish import Wish
from service.operations.dates_at_hand import DatesAtHand
from service.operations.wording import Worded, worded_confirmation, worded_digest, worded_link, worded_notice
from service.rendering.own_words import own_words
from service.storage.addressees import Addressee, addressees
from service.storage.generations import generation
from service.storage.outbox import Message
from service.storage.tellings import tellings_numbered

MOST_KEPT = 512  # letters, of some 20 kB each


@dataclass(frozen=True)
class Written:
    """A mail to one reader: a letter that others may get, too, what is his own in it, and what it really tells."""

    letter: Letter
    own: Mapping[str, str]
    tellings: tuple[Telling, ...]


class Writer:
    """Keeps the letters that were asked for last; none longer than it is true."""

    def __init__(self, site: Site, *, most_kept: int = MOST_KEPT) -> None:
        self._site, self._most_kept = site, most_kept
        self._dates: DatesAtHand | None = None
        self._letters: OrderedDict[Hashable, Worded | None] = OrderedDict()

    def write(self, db: Database, messages: Sequence[Message], now: datetime) -> dict[int, Written | None]:
        """Each mail by the number of its message; None where nothing that it was to tell is true any more.

        Call it in a transaction, so that what is read stays true. A batch costs two queries, and each letter that
        was not worded before a few more. `now` is aware, UTC.
        """
        readers = addressees(db, {message.subscriber for message in messages})
        batch = _Batch(db, self._as_of_now(db), self._site, now)
        written: dict[int, Written | None] = {}
        for message in messages:
            reader = readers.get(message.subscriber)
            worded = self._worded(batch, message, reader) if reader else None
            written[message.id] = _filled(message, worded, now) if worded else None
        return written

    def _as_of_now(self, db: Database) -> DatesAtHand:
        """All that was kept of another generation is forgotten."""
        number = generation(db)
        if self._dates is None or not self._dates.are_of(db, number):
            self._dates = DatesAtHand(db, number)
            self._letters.clear()
        return self._dates

    def _worded(self, batch: "_Batch", message: Message, reader: Addressee) -> Worded | None:
        today = batch.today(reader.wish)
        if not _may_get(message.mailing, reader.standing, today):
            return None
        key = (message.mailing, reader.number, message.telling, today, _confirm_by(reader.standing))
        if key in self._letters:
            self._letters.move_to_end(key)
            kept = self._letters[key]
            if kept is None or kept.good_until is None or batch.now < kept.good_until:
                return kept
        worded = self._letters[key] = batch.worded(message, reader)
        if len(self._letters) > self._most_kept:
            self._letters.popitem(last=False)
        return worded


@dataclass(frozen=True)
class _Batch:
    """What all messages that are written at once have in common."""

    db: Database
    dates: DatesAtHand
    site: Site
    now: datetime
    days: dict[str, date] = field(default_factory=dict)  # by zone: many readers share one

    def today(self, wish: Wish) -> date:
        """The reader's day."""
        if wish.zone not in self.days:
            self.days[wish.zone] = wish.local(self.now).date()
        return self.days[wish.zone]

    def worded(self, message: Message, reader: Addressee) -> Worded | None:
        wish = self.dates.as_named_now(reader.wish)
        match message.mailing:
            case Mailing.DIGEST:
                return worded_digest(self.dates, wish, self._planned(message), self.site, self.now)
            case Mailing.NOTICE:
                return worded_notice(self.dates, wish, self._planned(message), self.site, self.now)
            case Mailing.CONFIRMATION:
                confirm_by = _confirm_by(reader.standing) or self.now
                return worded_confirmation(self.dates, wish, self.site, self.now, confirm_by=confirm_by)
            case Mailing.LINK:
                return worded_link(wish, self.site)

    def _planned(self, message: Message) -> tuple[Telling, ...]:
        return () if message.telling is None else tellings_numbered(self.db, message.telling)


def _may_get(mailing: Mailing, standing: Standing, today: date) -> bool:
    """Whether a reader who stands there gets mails of that kind."""
    match mailing:
        case Mailing.DIGEST | Mailing.NOTICE:
            return isinstance(standing, Active) or (isinstance(standing, Paused) and standing.until <= today)
        case Mailing.CONFIRMATION:
            return isinstance(standing, Unconfirmed)
        case Mailing.LINK:
            return not isinstance(standing, Unconfirmed)


def _confirm_by(standing: Standing) -> datetime | None:
    return standing.confirm_by if isinstance(standing, Unconfirmed) else None


def _filled(message: Message, worded: Worded, now: datetime) -> Written:
    own = own_words(
        worded.letter.gaps,
        id=message.subscriber,
        secret=message.secret,
        address=message.recipient,
        message_id=message.message_id,
        now=now,
    )
    return Written(worded.letter, own, worded.tellings)
