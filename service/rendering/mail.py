"""A digest as a message (RFC 5322): plain text and HTML, in the reader's language."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from service.domain.calendar import Calendar
from service.domain.digest import Digest, Item
from service.domain.event import AnyEvent, Status
from service.domain.site import Site
from service.domain.source import Certainty
from service.domain.subscriber import Wish
from service.domain.timespan import Hours
from service.rendering import formatting
from service.rendering.language import Language, language
from service.resources import folder

LONGEST_LINE = 78  # characters (RFC 5322 2.1.1)
LONGEST_WORD = 75  # characters of an encoded word (RFC 2047 2)
_DATE_FIELDS = {"first_day", "last_day", "start", "end"}


def message_id(dedupe_key: str, site: Site) -> str:
    """The Message-ID of a message: the same at every attempt, as it follows from what the message is for."""
    digest = hashlib.sha256(f"{site.mail_domain}|{dedupe_key}".encode()).hexdigest()[:26]
    return f"<{digest}@{site.mail_domain}>"


def digest_mail(
    digest: Digest, calendars: Mapping[str, Calendar], site: Site, *, message_id: str, now: datetime
) -> bytes:
    """The bytes of the mail, with CRLF. `calendars` are by slug; `now` becomes the Date."""
    wish = digest.subscriber.wish
    words = language(wish.language)
    context = {
        "agenda": site.url(f"/?lang={words.code}"),
        "calendars": calendars,
        "digest": digest,
        "facts": _facts(digest, words),
        "link": lambda event: site.url(f"/events/{event.slug}?lang={words.code}"),
        "sources": lambda item: _sources(item, calendars[item.revision.calendar], words),
        "title": subject(digest, words),
        "wish": wish,
        "words": words,
    }
    header = {
        "Date": format_datetime(now),
        "Message-ID": message_id,
        "From": f"Dateline <{site.mail_from}>",
        "To": wish.email,
        "Subject": _on_the_wire(subject(digest, words)),
        "List-Id": f"Dateline <digest.{site.mail_domain}>",  # RFC 2919
        "List-Unsubscribe": f"<mailto:{quote(site.mail_from, safe='@')}?subject=unsubscribe>",  # RFC 2369
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers, please
    }
    message = EmailMessage(policy=SMTP)
    # Quoted-printable passes every relay, also one without 8BITMIME (RFC 6152).
    message.set_content(_rendered("mail/digest.txt", words, context), cte="quoted-printable")
    message.add_alternative(_rendered("mail/digest.html", words, context), subtype="html", cte="quoted-printable")
    message["Content-Language"] = words.code  # RFC 3282; `set_content` takes earlier ones away
    message.set_boundary(f"={message_id.strip('<>').partition('@')[0]}=")  # the same bytes at every attempt
    # Written here, because the library turns long addresses into encoded words (cpython#85725) and what looks like
    # an encoded word in a title or an address into what it stands for, line breaks included.
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    return lines.encode("ascii") + message.as_bytes()


def subject(digest: Digest, words: Language) -> str:
    """Names the nearest date, as in "In 14 days: Regular session and 1 more"."""
    nearest = digest.due[0]
    # A title may run over several lines; a header may not (RFC 5322 2.2).
    title = " ".join(nearest.revision.event.summary.into(words.code).split())
    when = formatting.days_left_in_words(nearest.days_left, words)
    start = f"{formatting.sentence(when)}: {_mark(nearest.revision.event, words)}{title}"
    others = len(digest.due) - 1
    if not others:
        return start
    more = words.ngettext("and %(num)s more", "and %(num)s more", others) % {"num": others}
    return f"{start} {more}"


def _on_the_wire(title: str) -> str:
    """A Subject as it is where it is short ASCII, else in encoded words (RFC 2047)."""
    if title.isascii() and "=?" not in title and len(f"Subject: {title}") <= LONGEST_LINE:
        return title
    return Header(title, "utf-8", maxlinelen=LONGEST_WORD, header_name="Subject").encode(linesep="\r\n")


def why_in_words(wish: Wish, words: Language) -> str:
    """As in "14, 7 and 1 day before and on the day itself", from the reader's leads."""
    before = [str(lead) for lead in wish.leads if lead > 0]
    parts = []
    if before:
        named = before[0] if len(before) == 1 else f"{', '.join(before[:-1])} {words.gettext('and')} {before[-1]}"
        form = words.ngettext("%(leads)s day before", "%(leads)s days before", int(before[-1]))
        parts.append(form % {"leads": named})
    if 0 in wish.leads:
        parts.append(words.gettext("on the day itself"))
    return f" {words.gettext('and')} ".join(parts)


def _rendered(template: str, words: Language, context: dict[str, Any]) -> str:
    return _environment(words.code).get_template(template).render(context)


@lru_cache(maxsize=64)
def _environment(code: str) -> Environment:
    words = language(code)
    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        days_left=lambda days: formatting.days_left_in_words(days, words),
        kind=lambda event: formatting.kind_in_words(event.kind, words),
        mark=lambda event: _mark(event, words),
        place=lambda event: formatting.place_in_words(event.place, words),
        sentence=formatting.sentence,
        weekday=lambda day: formatting.weekday_in_words(day, words),
        when=lambda event, wish: _when(event, wish, words),
        why=lambda wish: why_in_words(wish, words),
    )
    return environment


def _when(event: AnyEvent, wish: Wish, words: Language) -> str:
    """The reader's time, and the venue's where its clock shows another."""
    if isinstance(event.span, Hours):
        return formatting.hours_on_both_clocks(event.span, wish.zone, words)
    return formatting.span_in_words(event.span, words)


def _mark(event: AnyEvent, words: Language) -> str:
    """A word before the title of what is not certain to happen."""
    confirmed = event.status is Status.CONFIRMED
    return "" if confirmed else f"{formatting.status_in_words(event.status, words)}: "


def _facts(digest: Digest, words: Language) -> str:
    """What the mail holds, for the line that mail programs show beside the subject."""
    number = len(digest.due)
    events = words.ngettext("%(num)s date", "%(num)s dates", number) % {"num": number}
    nearest = digest.due[0].revision.event.span
    return f"{events}; {formatting.span_in_words(nearest, words)}"


def _sources(item: Item, calendar: Calendar, words: Language) -> list[str]:
    """Each source of the date once, with the least sure mark that it has here."""
    publications = {source.id: source for source in calendar.sources}
    cited = item.revision.event.citations
    of_the_date = [citation for citation in cited if _DATE_FIELDS & set(citation.supports)] or cited
    marks: dict[str, Certainty] = {}
    for citation in sorted(of_the_date, key=lambda each: list(Certainty).index(each.certainty)):
        marks[citation.source] = citation.certainty
    return [
        f"{publications[id].publication.into(words.code)}, "
        f"{formatting.day_in_words(publications[id].date, words)} ({formatting.certainty_in_words(mark, words)})"
        for id, mark in marks.items()
        if id in publications  # a file that leaves out an event leaves out its sources, too; the event is kept
    ]
