"""What changed from one revision of an event to the next, in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from service.domain.event import AnyEvent, Deadline, Done, Status
from service.domain.revision import Revision
from service.rendering.collection import Change
from service.rendering.event_fields import Field, Saying, field_names
from service.rendering.language import Language


class Happening(StrEnum):
    """What a revision did to its event; where it did several things, the one that stands first here."""

    ADDED = "added"
    CANCELLED = "cancelled"
    DONE = "done"
    MOVED = "moved"
    REINSTATED = "reinstated"
    CONFIRMED = "confirmed"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What a field said before and what it says now, each in as many texts as it takes, none where it said nothing.

    Of a list, `before` holds only what has gone and `after` only what is new; all of it where just the order changed.
    """

    field: Field
    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Told:
    """A change as it is told: what happened, also in words, and the differences; of a new event none, it is all new."""

    revision: Revision
    happened: Happening
    in_words: str
    differences: list[Difference]


def told(change: Change, words: Language) -> Told:
    happened = what_happened(change)
    return Told(
        revision=change.revision,
        happened=happened,
        in_words=happening_in_words(happened, words),
        differences=differences(change, words) if change.before else [],
    )


def what_happened(change: Change) -> Happening:
    """As in "moved": another time, or none any more."""
    if change.before is None:
        return Happening.ADDED
    before, after = change.before.event, change.revision.event
    if after.status is Status.CANCELLED and before.status is not Status.CANCELLED:
        return Happening.CANCELLED
    if _is_done(after) and not _is_done(before):
        return Happening.DONE
    if after.span != before.span:
        return Happening.MOVED
    if before.status is Status.CANCELLED and after.status is not Status.CANCELLED:
        return Happening.REINSTATED
    if (before.status, after.status) == (Status.TENTATIVE, Status.CONFIRMED):
        return Happening.CONFIRMED
    return Happening.CHANGED


def happening_in_words(happening: Happening, words: Language) -> str:
    gettext = words.gettext
    return {
        Happening.ADDED: gettext("Added"),
        Happening.CANCELLED: gettext("Cancelled"),
        Happening.DONE: gettext("Done"),
        Happening.MOVED: gettext("Moved"),
        Happening.REINSTATED: gettext("Reinstated"),
        Happening.CONFIRMED: gettext("Confirmed"),
        Happening.CHANGED: gettext("Changed"),
    }[happening]


def differences(
    change: Change,
    words: Language,
    meetings: Mapping[str, AnyEvent] | None = None,
    *,
    fields: Iterable[Field] = tuple(Field),
) -> list[Difference]:
    """Those of the fields that read differently, from old to new; of a new event all that it says.

    `meetings` are those that an instruction names, by uid; one that is not among them is left out.
    """
    saying = Saying(change.calendar, meetings or {}, words)
    found = []
    for field in fields:
        then = saying.texts(field, change.before.event) if change.before else ()
        now = saying.texts(field, change.revision.event)
        if then != now:
            before, after = _exchanged(then, now)
            found.append(Difference(field=field, name=field_names(words)[field], before=before, after=after))
    return found


def _is_done(event: AnyEvent) -> bool:
    return isinstance(event, Deadline) and isinstance(event.progress, Done)


def _exchanged(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What has gone and what has come; both whole where they differ only in their order."""
    gone, come = _without(before, after), _without(after, before)
    return (gone, come) if gone or come else (before, after)


def _without(texts: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The texts that are not among the others, in their order; one that is said twice has to be there twice."""
    left = Counter(others)
    found = []
    for text in texts:
        left[text] -= 1
        if left[text] < 0:
            found.append(text)
    return tuple(found)
