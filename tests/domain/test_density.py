"""How much is on, day by day."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.domain.density import events_by_day, shade
from service.domain.timespan import WholeDays
from tests import strategies
from tests.examples import whole_days

FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)


def test_each_day_counts_the_events_that_are_on() -> None:
    spans = [(whole_days("2021-09-15", "2021-09-17"), 1), (whole_days("2021-09-16"), 2)]
    assert events_by_day(spans, FIRST, LAST) == {
        date(2021, 9, 15): 1,
        date(2021, 9, 16): 3,
        date(2021, 9, 17): 1,
    }


def test_what_lasts_longer_than_the_year_counts_within_it() -> None:
    found = events_by_day([(whole_days("2020-06-01", "2022-06-01"), 1)], FIRST, LAST)
    assert (min(found), max(found), len(found)) == (FIRST, LAST, 365)


def test_days_without_events_are_left_out() -> None:
    found = events_by_day([(whole_days("2020-12-31"), 4), (whole_days("2022-01-01"), 4)], FIRST, LAST)
    assert dict(found) == {}
    assert found[date(2021, 9, 16)] == 0


def test_more_is_darker_up_to_the_fourth_shade() -> None:
    assert [shade(events) for events in range(8)] == [0, 1, 2, 3, 3, 3, 4, 4]


@given(st.lists(st.tuples(strategies.whole_days(strategies.days(date(2020, 12, 20), LAST)), st.integers(1, 9))))
def test_counting_days_is_counting_events_one_by_one(spans: list[tuple[WholeDays, int]]) -> None:
    days = [FIRST + timedelta(days=n) for n in range(365)]
    expected = {day: sum(events for span, events in spans if span.first_day <= day <= span.last_day) for day in days}
    assert events_by_day(spans, FIRST, LAST) == Counter({day: events for day, events in expected.items() if events})
