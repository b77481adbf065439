"""The two mails that answer whoever types an address into the form: was it you, and you are subscribed already.

Anybody can have them sent to anybody. So they hold nothing of what was typed, and nothing of any event.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from service.domain.calendar import Calendar
from service.domain.letter import Letter, gap
from service.domain.site import Site
from service.domain.wish import Wish
from service.rendering import mail_words
from service.rendering.language import Language, language
from service.rendering.letter import PROGRAM, Content, letter
from service.rendering.mail_templates import rendered
from service.rendering.own_words import Gap, link
from service.rendering.wish_in_words import dates_in_our_words, extras_in_words, times_in_words


def confirmation_mail(
    wish: Wish, calendars: Mapping[str, Calendar], site: Site, *, confirm_by: datetime, today: date
) -> Letter:
    """Was it you? `confirm_by` (aware) is the end of the link; `calendars` are by slug."""
    words = language(wish.language)
    asked = [
        f"{words.gettext('Dates')}: {dates_in_our_words(wish.filter, calendars, words)}",
        f"{words.gettext('Reminders')}: {times_in_words(wish, today, words)}",
        *(words.gettext("Also: %(extra)s") % {"extra": extra} for extra in extras_in_words(wish, words)),
    ]
    subject = words.gettext("Please confirm: reminders of dates")
    facts = words.gettext("Was it you who asked for reminders?")
    until = mail_words.on_the_clock(confirm_by, wish.zone, words)
    return _greeting(
        "confirmation", subject, words, site, asked=asked, confirm=link(site, Gap.CONFIRM), facts=facts, until=until
    )


def link_mail(wish: Wish, site: Site) -> Letter:
    """You are subscribed already; here you can change it."""
    words = language(wish.language)
    subject = words.gettext("Your reminders: the link to change them")
    facts = words.gettext("You are subscribed already")
    return _greeting("link", subject, words, site, facts=facts, manage=link(site, Gap.MANAGE))


def _greeting(template: str, subject: str, words: Language, site: Site, **details: Any) -> Letter:
    addresses = {"address": gap(Gap.ADDRESS), "address_in_html": gap(Gap.ADDRESS_IN_HTML)}
    text, html = rendered(template, words, site=site, subject=subject, **addresses, **details)
    return letter(Content(sender=PROGRAM, subject=subject, language=words.code, text=text, html=html), site)
