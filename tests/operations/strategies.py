"""Small calendar files for Hypothesis: few names, so that events meet and change."""

from datetime import date, timedelta

from hypothesis import strategies as st

from service.catalogue.calendar_file import CalendarFile
from service.domain.event import AnyEvent, Deadline, Exercise, Meeting, Milestone, Status
from service.domain.text import Text
from service.domain.timespan import Approximate, Hours, Undated, WholeDays
from tests.examples import a_file, hours

FIRST_DAY = date(2021, 9, 1)

_whole_days = st.builds(
    lambda first, length: WholeDays(FIRST_DAY + timedelta(days=first), FIRST_DAY + timedelta(days=first + length)),
    st.integers(0, 60),
    st.integers(0, 3),
)
_hours = st.sampled_from(["Europe/Vienna", "America/New_York"]).map(
    lambda zone: hours("2021-10-30T20:00", "2021-10-31T06:00", zone)
)
_spans = st.one_of(_whole_days, _hours, st.just(Approximate("2021-10")), st.just(Undated()))


@st.composite
def _events(draw: st.DrawFn, name: str) -> AnyEvent:
    span = draw(_spans)
    kinds: list[type[AnyEvent]] = [Meeting, Exercise, Milestone]
    if not isinstance(span, Hours):
        kinds.append(Deadline)
    return draw(st.sampled_from(kinds))(
        uid=f"{name}@club",
        slug=name,
        summary=Text(draw(st.sampled_from(["Session", "Сессия", "A; b, c\\n"]))),
        status=draw(st.sampled_from(Status)),
        span=span,
    )


@st.composite
def files(draw: st.DrawFn) -> CalendarFile:
    """A file of the club with up to four of the events a, b, c and d."""
    names = draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4))
    return a_file(*(draw(_events(name)) for name in names))
