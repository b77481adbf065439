"""A notice as a letter: what was told and is otherwise now, from old to new."""

from dataclasses import dataclass

from service.domain.letter import Letter
from service.domain.notice import Change, Notice
from service.domain.revision import Revision
from service.domain.wish import Wish
from service.rendering import collection, differences, mail_words
from service.rendering.differences import Happening, happening_in_words, what_happened
from service.rendering.digest_mail import with_others
from service.rendering.event_fields import Field, field_names
from service.rendering.formatting import place_in_words
from service.rendering.language import Language, language
from service.rendering.letter import about
from service.rendering.mail_header import one_line
from service.rendering.subscribed_mail import subscribed_mail
from service.rendering.surroundings import Surroundings

# Besides when it is, which is told on the reader's clock.
_TOLD = (Field.TITLE, Field.WHERE, Field.LINK, Field.STATUS, Field.PROGRESS)


@dataclass(frozen=True)
class Said:
    """What a field said before and what it says now, in one line each; empty where it said nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class ToldChange:
    """A change in words. `unchanged` are where and when it is, as far as that stayed."""

    revision: Revision
    happened: str
    differences: list[Said]
    unchanged: list[Said]


def notice_mail(notice: Notice, around: Surroundings) -> Letter:
    """The letter to all readers with this wish who were told the same and are now told of the same changes."""
    words = language(notice.wish.language)
    uids = [change.after.event.uid for change in notice.changes]
    changes = [_told(each, notice.wish, around, words) for each in notice.changes]
    return subscribed_mail(
        "notice",
        notice.wish,
        notice.today,
        around,
        subject=subject(notice, around, words),
        uids=uids,
        fields=about(uids[0], around.site) if len(uids) == 1 else [],
        changes=changes,
        facts=_facts(changes[0]),
        heading=_heading(len(changes), words),
    )


def subject(notice: Notice, around: Surroundings, words: Language) -> str:
    """As in "Moved: Regular session, now 17 September 2021", or "2 dates have changed: Regular session and 1 more"."""
    first = notice.changes[0]
    title = one_line(first.after.event.summary.into(words.code))
    number = len(notice.changes)
    if number == 1:
        return (
            f"{_happened_in_words(first, around, words)}: {title}{_where_it_stands(first, notice.wish, around, words)}"
        )
    several = words.ngettext("%(num)s date has changed", "%(num)s dates have changed", number) % {"num": number}
    return with_others(f"{several}: {title}", number - 1, words)


def _where_it_stands(change: Change, wish: Wish, around: Surroundings, words: Language) -> str:
    """What somebody has to know who reads no further; it follows the title."""
    event = change.after.event
    begins = mail_words.when_it_begins(event, wish.zone, words)
    place = one_line(place_in_words(event.place, words))
    match what_happened(_as_of_a_feed(change, around)):
        case Happening.MOVED if event.dated is None:
            return f", {words.gettext('no new date yet')}"
        case Happening.MOVED:
            return f", {words.gettext('now')} {begins}"
        case Happening.CHANGED if place and change.before.event.place != event.place:
            return f", {words.gettext('now')} {place}"
        case Happening.CHANGED:
            return ""
        case _:
            return f", {begins}"


def _told(change: Change, wish: Wish, around: Surroundings, words: Language) -> ToldChange:
    names = field_names(words)
    before, after = (mail_words.when(each.event, wish.zone, words) for each in (change.before, change.after))
    found = {
        each.field: Said(each.name, _line(each.before), _line(each.after))
        for each in differences.differences(_as_of_a_feed(change, around), words, fields=_TOLD)
    }
    if before != after:
        found[Field.WHEN] = Said(names[Field.WHEN], before, after)
    place = one_line(place_in_words(change.after.event.place, words))
    now = {Field.WHEN: after, Field.WHERE: place}
    return ToldChange(
        revision=change.after,
        happened=_happened_in_words(change, around, words),
        differences=[found[field] for field in Field if field in found],
        unchanged=[Said(names[field], text, text) for field, text in now.items() if text and field not in found],
    )


def _happened_in_words(change: Change, around: Surroundings, words: Language) -> str:
    happened = what_happened(_as_of_a_feed(change, around))
    if happened is Happening.CHANGED and change.before.event.place != change.after.event.place:
        return words.gettext("Another place")
    return happening_in_words(happened, words)


def _as_of_a_feed(change: Change, around: Surroundings) -> collection.Change:
    return collection.Change(
        revision=change.after, before=change.before, calendar=around.calendars[change.after.calendar]
    )


def _line(texts: tuple[str, ...]) -> str:
    return one_line("; ".join(texts))


def _heading(number: int, words: Language) -> str:
    if number == 1:
        return words.gettext("A date that you were told of has changed")
    return words.gettext("Dates that you were told of have changed")


def _facts(change: ToldChange) -> str:
    """For the line that mail programs show beside the subject."""
    return "; ".join(f"{each.name}: {each.before} → {each.after}" for each in change.differences)
