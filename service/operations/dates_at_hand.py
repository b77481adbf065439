"""What mails are written from: calendars, events and their pieces, each read once for as long as nothing changes."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.card import Card
from service.domain.digest import AHEAD_DAYS
from service.domain.event import AnyEvent
from service.domain.relations import mentioned
from service.domain.revision import Revision
from service.domain.selection import Filter, Selection
from service.domain.site import Site
from service.domain.timespan import days_in
from service.domain.wish import Wish
from service.operations.feed_addresses import page_of
from service.rendering.digest_mail import MOST_AHEAD
from service.rendering.surroundings import Surroundings
from service.storage.attachments import vevents
from service.storage.calendars import all_calendars
from service.storage.events import current_events_among, revisions_numbered
from service.storage.listing import cards_from
from service.storage.renames import filter_as_named_now

MOST_LOOKED_AT = 100  # dates, for those few that a mail shows
ONE_DAY = timedelta(days=1)  # that the venue may be behind the reader


class DatesAtHand:
    """As they are in one generation of the database; every event in it is in a public calendar."""

    def __init__(self, db: Database, generation: int) -> None:
        self._db, self._generation = db, generation
        self.calendars: dict[str, Calendar] = {each.slug: each for each in all_calendars(db)}
        self._revisions: dict[str, Revision | None] = {}
        self._ahead: dict[tuple[Filter, str, date], list[str]] = {}

    def are_of(self, db: Database, generation: int) -> bool:
        return self._db is db and self._generation == generation

    def current(self, uids: Iterable[str]) -> dict[str, Revision]:
        """The revisions that hold now, by uid, of those events that everybody may see."""
        uids = list(uids)
        unread = [uid for uid in uids if uid not in self._revisions]
        if unread:
            self._revisions |= dict.fromkeys(unread)
            self._revisions |= {each.event.uid: each for each in current_events_among(self._db, unread)}
        found = {uid: revision for uid in uids if (revision := self._revisions[uid])}
        return {uid: revision for uid, revision in found.items() if revision.calendar in self.calendars}

    def numbered(self, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Revision]:
        """Earlier revisions of events that everybody may see, by uid and number."""
        found = revisions_numbered(self._db, sorted(wanted))
        return {key: revision for key, revision in found.items() if revision.calendar in self.calendars}

    def ahead(self, wish: Wish, today: date, *, besides: Collection[str]) -> list[Revision]:
        """What the wish lets through of the days that a digest looks ahead to, the next first, besides these events;
        one more than the mail shows."""
        key = wish.filter, wish.zone, today
        if key not in self._ahead:
            cards = cards_from(self._db, self._public(wish.filter), today - ONE_DAY, most=MOST_LOOKED_AT)
            self._ahead[key] = [card.uid for card in cards if _is_ahead(card, wish.zone, today)]
        others = [uid for uid in self._ahead[key] if uid not in besides]
        return list(self.current(others[: MOST_AHEAD + 1]).values())

    def around(self, wish: Wish, revisions: Iterable[Revision], site: Site) -> Surroundings:
        """What stands around a mail about these events."""
        events = [revision.event for revision in revisions]
        named = {uid for event in events for uid in mentioned(event)} | (wish.filter.uids or frozenset())
        others: dict[str, AnyEvent] = {uid: each.event for uid, each in self.current(sorted(named)).items()}
        languages = {slug: calendar.language for slug, calendar in self.calendars.items()}
        return Surroundings(
            site=site,
            calendars=self.calendars,
            agenda=_agenda(wish, site),
            events=others,
            vevents=vevents(self._db, [event.uid for event in events], languages, wish.language),
        )

    def as_named_now(self, wish: Wish) -> Wish:
        """The same wish with the calendars by the names that they have now."""
        wanted = wish.filter.calendars
        if wanted is None or wanted <= self.calendars.keys():
            return wish
        return replace(wish, filter=filter_as_named_now(self._db, wish.filter))

    def _public(self, wanted: Filter) -> Filter:
        slugs = frozenset(self.calendars)
        return replace(wanted, calendars=slugs if wanted.calendars is None else wanted.calendars & slugs)


def _is_ahead(card: Card, zone: str, today: date) -> bool:
    if card.is_settled or card.dated is None:
        return False
    return today <= days_in(card.dated, zone).first_day <= today + timedelta(days=AHEAD_DAYS)


def _agenda(wish: Wish, site: Site) -> str:
    """Its web address with the filter of the wish, in its language."""
    page = page_of(Selection(filter=wish.filter))
    return site.url(f"{page}{'&' if '?' in page else '?'}lang={wish.language}")
