"""Composing a feed: which events it holds now, what stands above them, and its bytes."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.errors import NotFound
from service.domain.feed_format import Format
from service.domain.selection import Selection
from service.domain.site import Site
from service.operations.feed_addresses import page_of, pairs_of, path_and_query
from service.operations.feed_formats import About, rendered
from service.operations.joining import joined, joined_again, styled
from service.rendering import ical
from service.rendering.heading import heading
from service.rendering.jcal import jcal
from service.rendering.joined import Joined
from service.rendering.language import ORIGINAL, Language, language
from service.storage.calendars import all_calendars, calendar_named
from service.storage.event_index import last_end_of_cancelled
from service.storage.publications import last_change, last_change_of_calendars
from service.storage.selecting import Choice, YearSize, sizes_by_year


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much a feed holds before its oldest years go to feeds of their own: Google stops at 1 MB.

    A cancelled event stays until `cancelled_days` after its last day, so that every client learns of it.
    """

    events: int = 1000
    octets: int = 900_000
    cancelled_days: int = 180


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked for. `address` is a path with its ending, where the canonical one is not meant.

    A personal feed is one reader's: its address is a secret, and no other is said to be its own.
    """

    selection: Selection
    format: Format = Format.ICALENDAR
    address: str | None = None
    personal: bool = False

    @property
    def has_secret_address(self) -> bool:
        return self.personal or self.selection.private


@dataclass(frozen=True, kw_only=True)
class Composed:
    """`changed_at` is aware, UTC. `generation` and `choice` say of what it was made, `joined` how, if it was joined.

    `digest` follows from the body.
    """

    body: bytes
    digest: bytes
    changed_at: datetime
    generation: int
    choice: Choice
    joined: Joined | None


def compose(
    db: Database, order: Order, site: Site, limits: Limits, now: datetime, *, generation: int, before: Composed | None
) -> Composed:
    """The feed as it is at that generation; from what it was `before`, where only a little has changed."""
    calendars = calendars_of(db, order.selection)
    if len(calendars) < len(order.selection.filter.calendars or ()):
        raise NotFound("There is no feed at this address, or no longer.")  # since the address was read
    words = _words(order.selection, calendars)
    choice = Choice(
        selection=order.selection,
        languages={each.slug: language_for(order.selection, each) for each in calendars},
        tombstones_from=_days_before(now, limits.cancelled_days),
    )
    changed_at = _changed_at(db, choice, now)
    made = _Making(db, order, site, limits, now.year, calendars, words, changed_at, before)
    choice, whole, body = made.of(choice)
    if choice.from_year == now.year:  # since the first day of the year, on which the year before went to the archives
        changed_at = max(changed_at, datetime(now.year, 1, 1, tzinfo=UTC))
    digest = whole.digest if whole else hashlib.sha256(body).digest()
    return Composed(body=body, digest=digest, changed_at=changed_at, generation=generation, choice=choice, joined=whole)


def calendars_of(db: Database, selection: Selection) -> list[Calendar]:
    """The calendars that the selection may look into."""
    wanted = selection.filter.calendars
    if wanted is None:
        return all_calendars(db)
    found = filter(None, (calendar_named(db, slug) for slug in sorted(wanted)))
    return [each for each in found if each.private == selection.private]


def language_for(selection: Selection, calendar: Calendar) -> str:
    """The code of the language that the selection shows that calendar's events in."""
    return selection.style.language or calendar.language


def _words(selection: Selection, calendars: list[Calendar]) -> Language:
    only = calendars[0].language if len(calendars) == 1 else ORIGINAL
    return language(selection.style.language or only)


def _days_before(now: datetime, days: int) -> date:
    today = now.astimezone(UTC).date()
    return today - min(timedelta(days=days), today - date.min)


def _changed_at(db: Database, choice: Choice, now: datetime) -> datetime:
    """The last change of anything in the calendars, or the day on which the last tombstone was taken away."""
    changed_at = last_change(db, list(choice.languages))
    if choice.selection.filter.calendars is None:
        changed_at = max(changed_at, last_change_of_calendars(db))
    gone = last_end_of_cancelled(db, list(choice.languages), before=choice.tombstones_from)
    if gone is None:
        return changed_at
    days_since = choice.tombstones_from - gone - timedelta(days=1)
    taken_away = _midnight(now.astimezone(UTC).date() - days_since)
    return max(changed_at, taken_away)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@dataclass(frozen=True)
class _Making:
    """All that the making of one feed needs to know."""

    db: Database
    order: Order
    site: Site
    limits: Limits
    this_year: int
    calendars: list[Calendar]
    words: Language
    changed_at: datetime
    before: Composed | None

    def of(self, choice: Choice) -> tuple[Choice, Joined | None, bytes]:
        match self.order.format:
            case Format.ICALENDAR:
                return self._icalendar(choice)
            case Format.JCAL:
                choice, _, body = self._icalendar(choice)
                return choice, None, jcal(body)
            case format:
                calendars = {each.slug: each for each in self.calendars}
                return choice, None, rendered(self.db, format, choice, calendars, self._about(choice), self.site)

    def _icalendar(self, choice: Choice) -> tuple[Choice, Joined | None, bytes]:
        if not self.order.selection.style.is_plain:
            choice = self._cut(choice)
            return choice, None, styled(self.db, choice, self._header(choice), self.words)
        was_cut = self.before is not None and self.before.choice.from_year is not None
        if not was_cut:
            whole = self._join(choice)
            if not self._is_too_large(whole):
                return choice, whole, whole.body
        choice = self._cut(choice)
        whole = self._join(choice)
        return choice, whole, whole.body

    def _join(self, choice: Choice) -> Joined:
        before = self.before
        if before and before.joined and before.choice == choice:
            return joined_again(self.db, choice, self._header(choice), before.joined, since=before.generation)
        return joined(self.db, choice, self._header(choice))

    def _is_too_large(self, whole: Joined) -> bool:
        too_large = len(whole.uids) > self.limits.events or len(whole.body) > self.limits.octets
        return self.order.selection.may_be_cut and too_large

    def _cut(self, choice: Choice) -> Choice:
        """Without the years that are in feeds of their own."""
        if not self.order.selection.may_be_cut:
            return choice
        sizes = sizes_by_year(self.db, choice)
        return replace(choice, from_year=first_year_kept(sizes, self.limits, this_year=self.this_year))

    def _header(self, choice: Choice) -> bytes:
        about = self._about(choice)
        is_secret = self.order.has_secret_address
        return ical.header(
            ical.Head(
                name=about.heading.name,
                description=about.heading.description,
                color=about.heading.color,
                address=None if is_secret else about.address,
                page=None if is_secret else about.page,
            )
        )

    def _about(self, choice: Choice) -> About:
        archives = self._archives() if choice.from_year else None
        return About(
            heading=heading(self.order.selection, self.calendars, self.words, archives=archives),
            address=self.site.url(address_of(self.order)),
            page=self.site.url(page_of(self.order.selection)),
            changed_at=self.changed_at,
            words=self.words,
        )

    def _archives(self) -> str:
        """The pattern of their addresses; it names no year, so that the header stays the same as years go by.

        A feed with a secret address does not know it.
        """
        if self.order.has_secret_address:
            return f"…/YYYY.{self.order.format}"
        year = 2001
        path = address_of(replace(self.order, selection=self.order.selection.of_year(year)))
        return self.site.url(path.replace(f"/{year}.", "/YYYY."))


def address_of(order: Order) -> str:
    """The path of the feed, with its ending and its query; never a token."""
    if order.address:
        said = {"calendar", "cancelled"} | ({"approximate"} if order.format is Format.JSON else set())
        query = urlencode([pair for pair in pairs_of(order.selection) if pair[0] not in said])
        return f"{order.address}?{query}" if query else order.address
    path, query = path_and_query(order.selection)
    return f"/feeds/{path}.{order.format}" + (f"?{query}" if query else "")


def first_year_kept(sizes: list[YearSize], limits: Limits, *, this_year: int) -> int | None:
    """The first year that a feed has room for; this year and all that is ahead have to have room.

    None where there is room for everything. `sizes` has the earliest year first.
    """
    events = octets = 0
    for size in reversed(sizes):
        events, octets = events + size.events, octets + size.octets
        is_full = events > limits.events or octets > limits.octets
        if is_full and size.year < this_year:
            return size.year + 1
    return None
