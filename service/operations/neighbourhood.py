"""What stands around an event in its bytes: the events that it mentions or that mention it, and its calendar."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime

from sqlite_utils import Database

from service.domain.calendar import Calendar
from service.domain.event import AnyEvent, Deadline
from service.domain.relations import Relations, mentioned
from service.domain.revision import Revision
from service.storage.calendars import calendar_history
from service.storage.events import current_events_among, event_with_uid
from service.storage.mentions import mentioned_by
from service.storage.publications import publication

History = list[tuple[datetime, Calendar]]
"""The versions of a calendar and since when each held (aware, UTC), the current one first."""

Mentions = tuple[list[str], int | None]
"""Who mentions an event now, by uid; and when somebody last began or ceased to (seconds since 1970)."""

_NO_MENTIONS: Mentions = ([], None)


def neighbourhood(db: Database, slug: str, known: Collection[Revision]) -> "Neighbourhood":
    """What stands around the events of that calendar; `known` are the current revisions that are at hand already."""
    published = publication(db, slug)
    edition_at = published.edition_at if published else None
    around = Neighbourhood(db, calendar_history(db, slug), edition_at, {each.event.uid: each for each in known})
    around.look_at([each.event for each in known if each.calendar == slug])
    return around


class Neighbourhood:
    """The current revisions around an event, each read once."""

    calendar: Calendar

    def __init__(self, db: Database, history: History, edition_at: datetime | None, known: dict[str, Revision]) -> None:
        self._db = db
        self._history = history
        self.calendar = history[0][1]
        self._edition_at = edition_at
        self._known: dict[str, Revision | None] = dict(known)
        self._mentions: dict[str, Mentions] = {}
        self._since: dict[object, datetime] = {}

    def look_at(self, events: Iterable[AnyEvent]) -> None:
        """Reads at once what stands around all of these events, instead of around one after the other."""
        events = list(events)
        uids = {event.uid for event in events} - self._mentions.keys()
        self._mentions |= dict.fromkeys(uids, _NO_MENTIONS) | mentioned_by(self._db, uids)
        around = {uid for event in events for uid in (*self._mentions[event.uid][0], *mentioned(event))}
        unread = around - self._known.keys()
        read = {each.event.uid: each for each in current_events_among(self._db, [*unread])} if unread else {}
        self._known |= dict.fromkeys(unread, None) | read

    def revision(self, uid: str) -> Revision | None:
        if uid not in self._known:
            self._known[uid] = event_with_uid(self._db, uid)
        return self._known[uid]

    def relations(self, revision: Revision) -> Relations:
        """The instruction's meetings, or the meeting's instructions by uid; series are not told one by one."""
        event = revision.event
        by, _ = self._mentioned_by(event)
        instructions = [each for uid in by if isinstance(each := self._event(uid), Deadline)]
        return Relations(
            given_at=self._event(event.given_at) if isinstance(event, Deadline) else None,
            due_at=self._event(event.due_at) if isinstance(event, Deadline) else None,
            gave=tuple(each for each in instructions if each.given_at == event.uid),
            takes=tuple(each for each in instructions if each.due_at == event.uid),
            series=(),
        )

    def stamp(self, revision: Revision) -> datetime:
        """DTSTAMP: the last instant (aware, UTC) at which anything changed that can be seen of the event.

        That is its own last revision (RFC 5545 3.8.7.2), or that of an event that it mentions or
        that mentions it, or of what its calendar says about it. It follows from the revisions alone.
        """
        return max(self._instants(revision))

    def _instants(self, revision: Revision) -> Iterator[datetime]:
        event = revision.event
        yield revision.at
        yield self._calendar_since(event)
        if self._edition_at:
            yield self._edition_at
        by, last_mention = self._mentioned_by(event)
        if last_mention is not None:
            yield datetime.fromtimestamp(last_mention, UTC)
        yield from (each.at for uid in (*by, *mentioned(event)) if (each := self.revision(uid)))

    def _mentioned_by(self, event: AnyEvent) -> Mentions:
        if event.uid not in self._mentions:
            self.look_at([event])
        return self._mentions[event.uid]

    def _event(self, uid: str | None) -> AnyEvent | None:
        revision = self.revision(uid) if uid else None
        return revision.event if revision else None

    def _calendar_since(self, event: AnyEvent) -> datetime:
        """Since when the calendar says what it says about this event."""
        cited = frozenset(citation.source for citation in event.citations)
        if (event.series, cited) not in self._since:
            self._since[event.series, cited] = self._unchanged_since(event.series, cited)
        return self._since[event.series, cited]

    def _unchanged_since(self, series: str | None, cited: frozenset[str]) -> datetime:
        since, current = self._history[0]
        shown = _shown(current, series, cited)
        for at, earlier in self._history[1:]:
            if _shown(earlier, series, cited) != shown:
                return since
            since = at
        return since


def _shown(calendar: Calendar, series: str | None, cited: frozenset[str]) -> object:
    """All of the calendar that an event shows."""
    return (
        calendar.slug,
        calendar.zone,
        calendar.example,
        calendar.language,
        [each for each in calendar.series if each.id == series],
        [each for each in calendar.sources if each.id in cited],
    )
