"""Hypothesis strategies: readers' wishes, and small events of weeks in which their clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from service.domain.event import AnyEvent, Deadline, Done, Open, Status
from service.domain.text import Text
from service.domain.timespan import Hours, WholeDays
from service.domain.wish import Leads, Weekly, Wish
from tests.examples import a_meeting, a_wish, whole_days
from tests.strategies import RESTLESS, ZONES, hours, instants
from tests.strategies import whole_days as any_whole_days

# The clocks change in Vienna, New York, Lord Howe and Santiago; Apia leaves out a whole day at the end of 2011.
SEASONS = tuple(map(date.fromisoformat, ("2021-03-10", "2021-04-01", "2021-09-01", "2021-10-25", "2011-12-20")))
SEASON = timedelta(days=25)

zones = st.sampled_from((*ZONES, *RESTLESS, "Pacific/Apia"))
first_days = st.sampled_from(SEASONS)


@st.composite
def wishes(draw: DrawFn) -> Wish:
    """On any clock, at any hour, of any cadence."""
    leads = st.sets(st.integers(0, 15), min_size=1, max_size=3).map(lambda days: Leads(tuple(sorted(days)[::-1])))
    return a_wish(
        zone=draw(zones),
        hour=draw(st.sampled_from((7, 0, 2, 23)) | st.integers(0, 23)),
        cadence=draw(leads | st.builds(Weekly, st.integers(0, 6))),
        running=draw(st.booleans()),
        overdue=draw(st.booleans()),
    )


def moments(first: date) -> SearchStrategy[datetime]:
    """Instants of the season that begins on that day."""
    return instants(first, first + SEASON)


def events(first: date) -> SearchStrategy[AnyEvent]:
    """A meeting or an instruction of that season, mostly one that somebody waits for."""
    days: SearchStrategy[WholeDays] = any_whole_days(st.dates(first, first + SEASON))
    spans: SearchStrategy[WholeDays | Hours] = days | hours(moments(first))
    statuses = st.sampled_from((Status.CONFIRMED, Status.CONFIRMED, Status.TENTATIVE, Status.CANCELLED))
    progress = st.sampled_from((Open(), Open(), Done(first)))
    return st.builds(lambda span, status: a_meeting(span=span, status=status), spans, statuses) | st.builds(
        lambda span, status, progress: an_instruction(span=span, status=status, progress=progress),
        days,
        statuses,
        progress,
    )


def an_instruction(**other: Any) -> Deadline:
    made_up: dict[str, Any] = {"uid": "report@club", "slug": "report", "summary": Text("Report")}
    return Deadline(**made_up | {"span": whole_days("2021-09-16")} | other)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
