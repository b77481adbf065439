"""A digest as a letter: what falls due and what is ahead, in the reader's language."""

from collections.abc import Sequence

from service.domain.digest import Digest, Item
from service.domain.letter import Letter
from service.domain.wish import Wish
from service.rendering import formatting, mail_words
from service.rendering.language import Language, language
from service.rendering.mail_header import one_line
from service.rendering.subscribed_mail import subscribed_mail
from service.rendering.surroundings import Surroundings

MOST_AT_LENGTH = 30  # dates; Gmail hides what comes after the first 100 kB
MOST_AHEAD = 15  # dates that nobody asked to be told of today


def digest_mail(digest: Digest, around: Surroundings) -> Letter:
    """The letter to all readers with this wish who are told the same on this day."""
    words = language(digest.wish.language)
    overdue = [item for item in digest.due if mail_words.is_overdue(item)]
    ahead = sorted((item for item in digest.due if not mail_words.is_overdue(item)), key=_nearness)
    sections = [(words.gettext("Your dates"), ahead), (words.gettext("Overdue"), overdue)]
    return subscribed_mail(
        "digest",
        digest.wish,
        digest.today,
        around,
        subject=subject(digest, words),
        uids=[item.revision.event.uid for item in digest.due],
        fields=[],
        agenda_says=_agenda_in_words(digest, words),
        digest=digest,
        facts=_facts([*ahead, *overdue], digest.wish, words),
        most_ahead=MOST_AHEAD,
        most_at_length=MOST_AT_LENGTH,
        sections=[(heading, items) for heading, items in sections if items],
    )


def subject(digest: Digest, words: Language) -> str:
    """Names the nearest date, as in "In 14 days: Regular session and 1 more"."""
    nearest = min(digest.due, key=_nearness)
    event = nearest.revision.event
    title = one_line(event.summary.into(words.code))
    when = formatting.sentence(mail_words.timing(nearest, digest.wish, words))
    start = f"{when}: {mail_words.mark(event, words)}{title}"
    return with_others(start, len(digest.due) - 1, words)


def with_others(start: str, others: int, words: Language) -> str:
    """As in "Regular session and 1 more"."""
    if not others:
        return start
    return f"{start} {words.ngettext('and %(num)s more', 'and %(num)s more', others) % {'num': others}}"


def _nearness(item: Item) -> tuple[bool, int, bool, str]:
    """Today's first, then what is running, then what is ahead; what is overdue is over."""
    overdue = mail_words.is_overdue(item)
    return overdue, max(item.days_left, 0), item.days_left < 0, item.revision.event.uid


def _facts(items: Sequence[Item], wish: Wish, words: Language) -> str:
    """What the mail holds, for the line that mail programs show beside the subject."""
    number = len(items)
    dates = words.ngettext("%(num)s date", "%(num)s dates", number) % {"num": number}
    nearest = items[0].revision.event
    place = one_line(formatting.place_in_words(nearest.place, words))
    return "; ".join(filter(None, (dates, mail_words.when(nearest, wish.zone, words), place)))


def _agenda_in_words(digest: Digest, words: Language) -> str:
    more = len(digest.ahead) > MOST_AHEAD
    return words.gettext("More dates on the agenda") if more else words.gettext("The agenda")
