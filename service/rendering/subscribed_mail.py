"""What all mails have in common that a reader subscribed to: why he gets them, and how to change or stop that."""

from datetime import date
from typing import Any

from service.domain.letter import Letter, gap
from service.domain.text import Text
from service.domain.wish import Wish
from service.rendering.attached_dates import attached_dates
from service.rendering.language import language
from service.rendering.letter import Content, letter, of_a_list
from service.rendering.mail_templates import rendered
from service.rendering.own_words import Gap, link
from service.rendering.surroundings import Surroundings, in_templates, sender
from service.rendering.wish_in_words import dates_in_words, extras_in_words, times_in_words


def subscribed_mail(
    template: str,
    wish: Wish,
    today: date,
    around: Surroundings,
    *,
    subject: str,
    uids: list[str],
    fields: list[bytes],
    **details: Any,
) -> Letter:
    """`uids` are those of the events to attach; `details` are what the template says."""
    words, site = language(wish.language), around.site
    titles: dict[str, Text] = {uid: event.summary for uid, event in around.events.items()}
    why = {
        "address": gap(Gap.ADDRESS),
        "address_in_html": gap(Gap.ADDRESS_IN_HTML),
        "dates": dates_in_words(wish.filter, around.calendars, titles, words),
        "extras": extras_in_words(wish, words),
        "manage": link(site, Gap.MANAGE),
        "subject": subject,
        "times": times_in_words(wish, today, words),
        "unsubscribe": link(site, Gap.UNSUBSCRIBE),
        "wish": wish,
    }
    text, html = rendered(template, words, **in_templates(wish, around, words), **why, **details)
    content = Content(
        sender=sender(wish, around, words),
        subject=subject,
        language=words.code,
        text=text,
        html=html,
        dates=attached_dates([around.vevents[uid] for uid in uids if uid in around.vevents]),
    )
    return letter(content, site, [*of_a_list(site), *fields])
