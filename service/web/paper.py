"""A view on paper: its events as a programme, each with what the sources say of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from flask import Response, request

from service.domain.agenda import Entry, entry_of
from service.domain.card import Card, state_on
from service.domain.event import AnyEvent, InstructionState, Status
from service.domain.revision import Revision
from service.domain.source import Certainty, Citation
from service.rendering.brief import days_of_month, hours_in_brief, weekdays
from service.rendering.description import participant_in_words
from service.rendering.formatting import (
    certainty_in_words,
    day_in_words,
    days_in_words,
    kind_in_words,
    place_in_words,
    role_in_words,
    span_in_words,
    state_in_words,
    status_in_words,
)
from service.rendering.programme import MOST_LINES, Line, Programme, Publication, Section, SourceNote
from service.rendering.programme_pdf import programme_pdf
from service.storage.events import current_events_among
from service.web.asking import database, settings, today_in
from service.web.speaking import words
from service.web.templating import clock_in_words, heading_of
from service.web.views import Asked, View, mentioned_by
from service.web.views import Section as PartOfView


def on_paper(view: View, *, subtitle: str | None = None) -> Response:
    """The view as a PDF; under its title stands what the filter lets through, where nothing else is said."""
    body = programme_pdf(programme(view, subtitle=subtitle or heading_of(view.asked.here.selection)))
    here = view.asked.here
    name = "-".join(filter(None, (here.view, here.when))).replace("/", "-")
    answer = Response(body, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.set_etag(hashlib.sha256(body).hexdigest()[:20])
    answer.make_conditional(request)
    return answer


def programme(view: View, *, subtitle: str) -> Programme:
    """All that the view shows, in the reader's words."""
    cards = view.cards[:MOST_LINES]
    revisions = {each.event.uid: each for each in current_events_among(database(), [card.uid for card in cards])}
    making = _Making(view.asked, revisions, mentioned_by(cards, view.asked.known))
    sections = making.sections(view, {card.uid for card in cards})
    gettext = words().gettext
    return Programme(
        title=view.title,
        subtitle=subtitle,
        language=words().code,
        as_of=datetime.combine(view.asked.today, time(), UTC),
        as_of_words=gettext("As of %(day)s") % {"day": day_in_words(view.asked.today, words())},
        address=settings().site.url(view.asked.here.canonical()),
        zone_words=clock_in_words(view.asked.zone),
        sections=sections,
        empty=gettext("Nothing is on in this time, as far as is known."),
        more=_more(view),
        sources_heading=gettext("Where this was said"),
        sources=making.publications(),
    )


def _more(view: View) -> str:
    """What stands after the last line; how many are left is said only where the view itself has them all."""
    if any(view.shown.get(name) for name in ("is_cut", "more", "later", "earlier")):
        return words().gettext("and more, to which the page leads")
    left = len(view.cards) - MOST_LINES
    return words().ngettext("and %(num)s more", "and %(num)s more", left) % {"num": left} if left > 0 else ""


@dataclass
class _Making:
    """The programme as it grows: what was said is numbered in the order in which it is first needed."""

    asked: Asked
    revisions: dict[str, Revision]
    meetings: dict[str, Card]
    numbers: dict[tuple[str, Citation], int] = field(default_factory=dict)

    def sections(self, view: View, uids: set[str]) -> tuple[Section, ...]:
        return tuple(
            Section(heading=each.heading, lines=lines)
            for each in view.sections
            if (lines := tuple(self._line(card, each) for card in each.cards if card.uid in uids))
        )

    def publications(self) -> tuple[Publication, ...]:
        """Each publication once, with all that was taken from it."""
        found: dict[tuple[str, str], list[SourceNote]] = {}
        for (slug, citation), number in self.numbers.items():
            certainty = (
                "" if citation.certainty is Certainty.CERTAIN else certainty_in_words(citation.certainty, words())
            )
            note = SourceNote(number=number, says=citation.says.into(words().code), certainty=certainty)
            found.setdefault((slug, citation.source), []).append(note)
        made = (self._publication(slug, source, notes) for (slug, source), notes in found.items())
        return tuple(each for each in made if each)

    def _publication(self, slug: str, id: str, notes: list[SourceNote]) -> Publication | None:
        source = next((each for each in self.asked.known.calendars[slug].sources if each.id == id), None)
        if source is None:  # dropped by a file that no longer holds the event
            return None
        date = day_in_words(source.date, words())
        if source.date_certainty is not Certainty.CERTAIN:
            date = f"{date} ({certainty_in_words(source.date_certainty, words())})"
        title = f", {source.title.into(words().code)}" if source.title else ""
        name = f"{source.publication.into(words().code)}{title}"
        return Publication(name=name, date=date, link=source.link or "", notes=tuple(notes))

    def _line(self, card: Card, section: PartOfView) -> Line:
        entry, revision = entry_of(card, self.asked.zone), self.revisions.get(card.uid)
        event = revision.event if revision else None
        return Line(
            day=_day(entry, section) if entry else span_in_words(card.span, words()),
            weekday=weekdays(entry.days, words()) if entry else "",
            kind=card.kind,
            kind_words=kind_in_words(card.kind, words()),
            title=card.summary.into(words().code),
            cancelled=card.status is Status.CANCELLED,
            status=tuple(self._status(card)),
            hours=hours_in_brief(entry, words()) if entry else "",
            place=place_in_words(card.place, words()),
            facts=tuple(self._facts(card, event)),
            notes=self._notes(card, event),
        )

    def _status(self, card: Card) -> Iterable[str]:
        if card.status is not Status.CONFIRMED:
            yield status_in_words(card.status, words())
        state = state_on(today_in(self.asked.known.calendars[card.calendar].zone), card)
        if state and state is not InstructionState.OPEN and card.status is not Status.CANCELLED:
            yield state_in_words(state, words())

    def _facts(self, card: Card, event: AnyEvent | None) -> Iterable[str]:
        calendar = self.asked.known.calendars[card.calendar]
        gettext = words().gettext
        for said, uid in (
            (gettext("Given at: %(meeting)s"), card.given_at),
            (gettext("Due at: %(meeting)s"), card.due_at),
        ):
            if uid in self.meetings:
                yield said % {"meeting": self.meetings[uid].summary.into(words().code)}
        if event and self.asked.here.view == "events":
            yield from _details(event)
        elif len(self.asked.known.calendars) > 1:
            yield calendar.name.into(words().code)

    def _notes(self, card: Card, event: AnyEvent | None) -> tuple[int, ...]:
        citations = event.citations if event else ()
        known = {source.id for source in self.asked.known.calendars[card.calendar].sources}
        said = [(card.calendar, each) for each in citations if each.source in known]
        return tuple(self.numbers.setdefault(each, len(self.numbers) + 1) for each in said)


def _day(entry: Entry, section: PartOfView) -> str:
    """Under the name of its month a day needs no more than its number."""
    return days_of_month(entry.days, words()) if section.is_month else days_in_words(entry.days, words())


def _details(event: AnyEvent) -> Iterable[str]:
    """What only the page of the event itself tells."""
    code, gettext = words().code, words().gettext
    if event.description:
        yield event.description.into(code)
    for role in dict.fromkeys(person.role for person in event.participants):
        people = [participant_in_words(each, words()) for each in event.participants if each.role is role]
        yield f"{role_in_words(role, words())}: {'; '.join(people)}"
    for heading, texts in ((gettext("Topics"), event.topics), (gettext("Outcomes"), event.outcomes)):
        if texts:
            yield f"{heading}: {'; '.join(text.into(code) for text in texts)}"
