"""Wording: what a mail says at an instant, of what it was planned to tell; None where nothing of that is true any more.

Every wish here has its calendars by the names that they have now.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.domain.card import card_of
from service.domain.digest import Digest, digest
from service.domain.letter import Letter
from service.domain.notice import Change, next_begins, notice, tellings_of_notice
from service.domain.reminder import reminder
from service.domain.site import Site
from service.domain.telling import Changed, Telling
from service.domain.wish import Wish
from service.operations.dates_at_hand import DatesAtHand
from service.rendering.digest_mail import digest_mail
from service.rendering.greeting_mail import confirmation_mail, link_mail
from service.rendering.notice_mail import notice_mail


@dataclass(frozen=True)
class Worded:
    """A letter, what it really tells, and the instant (aware, UTC) from which something in it would be left out."""

    letter: Letter
    tellings: tuple[Telling, ...]
    good_until: datetime | None


def worded_digest(
    dates: DatesAtHand, wish: Wish, planned: Sequence[Telling], site: Site, now: datetime
) -> Worded | None:
    current = dates.current(dict.fromkeys(telling.told.uid for telling in planned))
    due = [(telling.told, current[telling.told.uid]) for telling in planned if telling.told.uid in current]
    made = digest(wish, due, dates.ahead(wish, wish.local(now).date(), besides=current), now)
    if not made.due:
        return None
    around = dates.around(wish, [item.revision for item in made.due], site)
    return Worded(digest_mail(made, around), made.tellings, _good_until(made))


def worded_notice(
    dates: DatesAtHand, wish: Wish, planned: Sequence[Telling], site: Site, now: datetime
) -> Worded | None:
    occasions = [(telling.told.uid, telling.told.occasion) for telling in planned]
    told = {uid: occasion.told for uid, occasion in occasions if isinstance(occasion, Changed)}
    before, after = dates.numbered(told.items()), dates.current(told)
    changes = [Change(before[uid, told[uid]], after[uid]) for uid in after if (uid, told[uid]) in before]
    made = notice(wish, changes, now)
    if not made.changes:
        return None
    letter = notice_mail(made, dates.around(wish, [each.after for each in made.changes], site))
    ends = [end for each in made.changes if (end := next_begins(wish, each, now))]
    return Worded(letter, tellings_of_notice(made, planned), min(ends, default=None))


def worded_confirmation(
    dates: DatesAtHand, wish: Wish, site: Site, now: datetime, *, confirm_by: datetime
) -> Worded | None:
    if confirm_by <= now:
        return None
    today = wish.local(now).date()
    return Worded(confirmation_mail(wish, dates.calendars, site, confirm_by=confirm_by, today=today), (), confirm_by)


def worded_link(wish: Wish, site: Site) -> Worded:
    return Worded(link_mail(wish, site), (), None)


def _good_until(made: Digest) -> datetime | None:
    found = (reminder(made.wish, card_of(item.revision), occasion) for item in made.due for occasion in item.occasions)
    return min((each.too_late_at for each in found if each), default=None)
