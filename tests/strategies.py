"""Hypothesis strategies for whatever the domain allows, with the odd zones and days that break calendars."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from service.domain.calendar import Calendar, Series
from service.domain.event import (
    AnyEvent,
    Deadline,
    Done,
    Exercise,
    Meeting,
    Milestone,
    Open,
    Participant,
    Place,
    Role,
    Session,
    Status,
    Telephone,
    Unplaced,
    Venue,
    VideoConference,
)
from service.domain.organisation import Body, ChairDecision, ChairRule, MembershipTerm, Organisation
from service.domain.source import Certainty, Citation, Source
from service.domain.text import Text
from service.domain.timespan import Approximate, DatedSpan, Hours, Span, Undated, WholeDays

ZONES = ("UTC", "Europe/Moscow", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago")
# Where the clocks change; in Santiago at midnight, on Lord Howe by half an hour.
RESTLESS = ("Europe/Vienna", "America/New_York", "America/St_Johns", "America/Santiago", "Australia/Lord_Howe")

zones = st.sampled_from(ZONES + RESTLESS)
countries = st.sampled_from(("AM", "BY", "KG", "KZ", "RU", "TJ", "UZ"))
slugs = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6})?", fullmatch=True)
uids = st.builds("{}@{}".format, slugs, slugs)
links = st.builds("https://example.org/{}".format, slugs)
words = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20).filter(str.strip)
texts = st.builds(Text, words, st.dictionaries(st.sampled_from(("ru", "de", "tgk")), words, max_size=2))


def maybe(value: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.none() | value


maybe_text = maybe(texts)


def days(first: date = date(2012, 1, 1), last: date = date(2026, 12, 31)) -> SearchStrategy[date]:
    return st.dates(first, last)


def instants(first: date = date(2012, 1, 1), last: date = date(2026, 12, 31)) -> SearchStrategy[datetime]:
    """Aware, UTC; many of them exactly on a quarter of an hour, others just beside it."""
    begin, quarters = datetime.combine(first, time(), UTC), ((last - first).days + 1) * 96
    beside = st.sampled_from((timedelta(0), timedelta(microseconds=1), timedelta(minutes=7)))
    return st.builds(lambda n, odd: begin + n * timedelta(minutes=15) + odd, st.integers(0, quarters), beside)


def whole_days(among: SearchStrategy[date] | None = None) -> SearchStrategy[WholeDays]:
    more = st.integers(0, 9).map(lambda number: timedelta(days=number))
    return st.builds(lambda first, more: WholeDays(first, first + more), days() if among is None else among, more)


def hours(among: SearchStrategy[datetime] | None = None) -> SearchStrategy[Hours]:
    more = st.integers(1, 3 * 86400).map(lambda seconds: timedelta(seconds=seconds))
    starts = (instants() if among is None else among).map(lambda instant: instant.replace(microsecond=0))
    return st.builds(lambda start, more, zone: Hours(start, start + more, zone), starts, more, zones)


approximate = st.from_regex(r"(1[0-9]|20)[0-9]{2}(-(0[1-9]|1[0-2]))?", fullmatch=True).map(Approximate)


def dated_spans() -> SearchStrategy[DatedSpan]:
    return st.one_of(whole_days(), hours())


def spans() -> SearchStrategy[Span]:
    return st.one_of(whole_days(), hours(), approximate, st.just(Undated()))


def places() -> SearchStrategy[Place]:
    return st.one_of(
        st.builds(Venue, name=texts, country=maybe(countries)),
        st.builds(VideoConference, link=maybe(links)),
        st.just(Telephone()),
        st.just(Unplaced()),
    )


def tuples(elements: SearchStrategy[object], most: int = 2) -> SearchStrategy[tuple[object, ...]]:
    return st.lists(elements, max_size=most).map(tuple)


certainties = st.sampled_from(Certainty)
participants = st.builds(
    Participant,
    name=texts,
    role=st.sampled_from(Role),
    office=maybe_text,
    country=maybe(countries),
    certainty=certainties,
)
citations = st.builds(
    Citation, source=slugs, supports=tuples(st.sampled_from(("summary", "url"))), says=texts, certainty=certainties
)


def events(when: SearchStrategy[Span] | None = None) -> SearchStrategy[AnyEvent]:
    """Any event that the domain allows, at any time or as `when` says."""
    when = spans() if when is None else when
    common: dict[str, SearchStrategy[Any]] = dict(
        uid=uids,
        slug=slugs,
        summary=texts,
        description=maybe_text,
        status=st.sampled_from(Status),
        place=places(),
        url=maybe(links),
        body=maybe(slugs),
        series=maybe(slugs),
        categories=tuples(texts),
        participants=tuples(participants),
        topics=tuples(texts),
        outcomes=tuples(texts),
        citations=tuples(citations),
    )
    instruction = dict(given_at=maybe(uids), due_at=maybe(uids), progress=st.just(Open()) | st.builds(Done, days()))
    without_hours = when.filter(lambda span: not isinstance(span, Hours))
    return st.one_of(
        st.builds(Meeting, span=when, session=maybe(st.sampled_from(Session)), **common),
        st.builds(Deadline, span=without_hours, **instruction, **common),
        st.builds(Exercise, span=when, **common),
        st.builds(Milestone, span=when, **common),
    )


later = st.none() | days(date(2027, 1, 1), date(2030, 1, 1))
decisions = st.builds(ChairDecision, country=countries, since=days(), until=later, note=maybe_text)
terms = st.builds(
    MembershipTerm,
    country=countries,
    since=days() | approximate.filter(lambda moment: moment.year < 2027),
    until=later | st.just(Approximate("2099-12")),
    note=maybe_text,
)
bodies = st.builds(
    Body,
    slug=slugs,
    name=texts,
    members=maybe_text,
    chair_rule=st.none() | st.sampled_from(ChairRule),
    chair_decisions=tuples(decisions),
    citations=tuples(citations),
)
organisations = st.builds(
    Organisation, name=texts, short_name=maybe_text, bodies=tuples(bodies), memberships=tuples(terms, 3)
)


sources = st.builds(
    Source,
    id=slugs,
    publication=texts,
    date=days(),
    date_certainty=certainties,
    title=maybe_text,
    link=maybe(links),
    note=maybe_text,
)


def calendars() -> SearchStrategy[Calendar]:
    """Any calendar that the domain allows."""
    return st.builds(
        Calendar,
        slug=slugs,
        name=texts,
        zone=zones,
        language=st.sampled_from(("en", "ru")),
        description=maybe_text,
        color=st.none() | st.just("steelblue"),
        example=st.booleans(),
        organisation=st.none() | organisations,
        series=tuples(st.builds(Series, id=slugs, name=texts, description=maybe_text)),
        sources=tuples(sources),
    )
