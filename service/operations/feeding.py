"""Feeds as they are handed out: composed once, kept in the memory of a process until something changes."""

import base64
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from threading import RLock

import zstandard
from sqlite_utils import Database

from service.domain.feed_format import Format
from service.domain.selection import Selection
from service.domain.site import Site
from service.operations.composing import Composed, Limits, Order, address_of, calendars_of, compose, language_for
from service.operations.publishing import keep_language
from service.rendering.compressing import Compressed, compressed, compressed_whole
from service.storage.database import snapshot
from service.storage.generations import generation
from service.storage.pieces import languages_kept

OCTETS_KEPT = 64 * 2**20  # of feeds in the memory of one process: ten of 10,000 events each
MOST_KEPT = 1000  # feeds; many small ones cost more than their bytes
ZSTD_LEVEL = 3  # as small as gzip, in half the time


class Content:
    """The bytes of a feed, compressed when that is first asked for; `tag` is what its entity tags begin with."""

    def __init__(self, made: Composed, before: "Content | None") -> None:
        """`before` is what the feed was: what has not changed since need not be compressed again."""
        self.body = made.body
        self.tag = base64.urlsafe_b64encode(made.digest[:15]).decode()  # 120 bits, so that no two share them
        self._joined = made.joined
        self._before = before._compressed if before else None
        self._compressed: Compressed | None = None

    @cached_property
    def gzip(self) -> bytes:
        whole = self._joined
        self._compressed = compressed(whole, self._before) if whole else compressed_whole(self.body)
        self._before = None
        return self._compressed.body

    @cached_property
    def zstd(self) -> bytes:
        return zstandard.compress(self.body, level=ZSTD_LEVEL)

    @property
    def octets(self) -> int:
        """All that it takes in memory by now."""
        kept = [each.octets for each in (self._compressed, self._before) if each]
        return len(self.body) + sum(kept) + len(self.__dict__.get("zstd", b""))


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed as it is at that `generation`, on that `day` (UTC). `changed_at` is aware, UTC."""

    content: Content
    format: Format
    file_name: str
    private: bool
    changed_at: datetime
    generation: int
    day: date


class Shelf:
    """The feeds that a process keeps; those that nobody has asked for longest make room for others."""

    def __init__(self, site: Site, limits: Limits, *, octets: int = OCTETS_KEPT) -> None:
        self._site = site
        self._limits = limits
        self._octets = octets
        self._kept: OrderedDict[Order, tuple[Feed, Composed]] = OrderedDict()
        self.dropped = 0  # how many feeds have made room for others so far
        self._lock = RLock()

    def feed(self, db: Database, order: Order, now: datetime) -> Feed:
        """The feed as it is now, by a look at the database; it is composed only where something has changed."""
        with self._lock:
            while (feed := self._unless_a_language_is_lacking(db, order, now)) is None:
                for slug, code in _languages_lacking(db, order.selection):
                    keep_language(db, slug, code, self._site)
            self._make_room()
        return feed

    def _unless_a_language_is_lacking(self, db: Database, order: Order, now: datetime) -> Feed | None:
        """All that is looked at is of one moment; what another process has loaded just now is whole or not there."""
        with snapshot(db):
            number = generation(db)
            feed, _ = self._kept.get(order, (None, None))
            if feed is None or (feed.generation, feed.day) != (number, now.date()):
                if _languages_lacking(db, order.selection):
                    return None
                feed = self._composed(db, order, number, now)
        self._kept.move_to_end(order)
        return feed

    def _composed(self, db: Database, order: Order, number: int, now: datetime) -> Feed:
        feed, before = self._kept.get(order, (None, None))
        made = compose(db, order, self._site, self._limits, now, generation=number, before=before)
        content = Content(made, feed.content if feed else None)
        feed = _feed(order, made, feed.content if feed and feed.content.tag == content.tag else content, now)
        self._kept[order] = feed, made
        return feed

    def _make_room(self) -> None:
        octets = sum(feed.content.octets for feed, _ in self._kept.values())
        while len(self._kept) > 1 and (octets > self._octets or len(self._kept) > MOST_KEPT):
            _, (feed, _) = self._kept.popitem(last=False)
            octets -= feed.content.octets
            self.dropped += 1


def _languages_lacking(db: Database, selection: Selection) -> list[tuple[str, str]]:
    """The calendars whose events have never been written in the language that is asked for, each with its code."""
    wanted = [(calendar.slug, language_for(selection, calendar)) for calendar in calendars_of(db, selection)]
    kept = {slug: languages_kept(db, slug) for slug, _ in wanted}
    return [(slug, code) for slug, code in wanted if kept[slug] and code not in kept[slug]]


def _feed(order: Order, made: Composed, content: Content, now: datetime) -> Feed:
    return Feed(
        content=content,
        format=order.format,
        file_name=_file_name(order),
        private=order.selection.private,
        changed_at=made.changed_at,
        generation=made.generation,
        day=now.date(),
    )


def _file_name(order: Order) -> str:
    """As in "club-meetings.ics"."""
    path = address_of(order).partition("?")[0]
    return path.removeprefix("/feeds/").removeprefix("/").replace("/", "-")
