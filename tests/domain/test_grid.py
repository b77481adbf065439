"""Weeks as rows of days, with bars across them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.domain.agenda import Entry, entries_of
from service.domain.card import card_of
from service.domain.grid import Bar, Gap, Week, monday_of, weeks
from service.domain.timespan import WholeDays
from tests import strategies
from tests.examples import a_meeting, a_revision, whole_days

FIRST, LAST = date(2021, 9, 1), date(2021, 9, 30)  # a Wednesday and a Thursday

near = strategies.days(date(2021, 8, 20), date(2021, 10, 10))


def entries(**spans: WholeDays) -> list[Entry]:
    cards = [card_of(a_revision(a_meeting(f"{name}@club", span))) for name, span in spans.items()]
    return entries_of(cards, zone=None)


def drawn(week: Week) -> list[str]:
    """The lanes as text: a name for each day of its bar, "<" where it began before, ">" where it goes on."""
    return [" ".join(_cell(cell) for cell in lane) for lane in week.lanes]


def _cell(cell: Bar | Gap) -> str:
    if isinstance(cell, Gap):
        return "-"
    name = cell.entry.card.uid.removesuffix("@club")
    return f"{'' if cell.begins else '<'}{' '.join([name] * cell.width)}{'' if cell.ends else '>'}"


def test_a_month_has_the_whole_weeks_that_its_days_lie_in() -> None:
    found = weeks([], FIRST, LAST)
    assert [str(week.monday) for week in found] == [
        "2021-08-30",
        "2021-09-06",
        "2021-09-13",
        "2021-09-20",
        "2021-09-27",
    ]
    assert [week.number for week in found] == [35, 36, 37, 38, 39]
    assert [week.lanes for week in found] == [()] * 5
    assert [day.day for day in found[0].days] == [30, 31, 1, 2, 3, 4, 5]


def test_a_week_at_the_turn_of_a_year_is_of_the_year_that_most_of_it_is_in() -> None:
    found = weeks([], date(2020, 12, 28), date(2021, 1, 10))
    assert [(week.number, week.name) for week in found] == [(53, "2020-W53"), (1, "2021-W01")]


def test_the_name_of_a_week_has_four_digits_for_the_year_also_long_ago() -> None:
    assert Week(date(999, 12, 23)).name == "0999-W52"


def test_an_event_of_a_day_is_a_bar_of_one_column() -> None:
    (week,) = weeks(entries(tea=whole_days("2021-09-16")), date(2021, 9, 13), date(2021, 9, 19))
    (lane,) = week.lanes
    assert lane == (
        Gap(0),
        Gap(1),
        Gap(2),
        Bar(entries(tea=whole_days("2021-09-16"))[0], column=3, width=1, begins=True, ends=True),
        Gap(4),
        Gap(5),
        Gap(6),
    )


def test_what_lasts_over_a_sunday_goes_on_in_the_next_week() -> None:
    found = weeks(entries(drill=whole_days("2021-09-09", "2021-09-22")), FIRST, LAST)
    assert [drawn(week) for week in found] == [
        [],
        ["- - - drill drill drill drill>"],
        ["<drill drill drill drill drill drill drill>"],
        ["<drill drill drill - - - -"],
        [],
    ]


def test_what_begins_before_or_ends_after_all_weeks_is_shown_in_them_alone() -> None:
    found = weeks(entries(year=whole_days("2021-01-01", "2021-12-31")), date(2021, 9, 13), date(2021, 9, 26))
    assert [drawn(week) for week in found] == [["<year year year year year year year>"]] * 2


def test_a_bar_reaches_into_the_days_of_the_next_month() -> None:
    found = weeks(entries(drill=whole_days("2021-09-29", "2021-10-02")), FIRST, LAST)
    assert drawn(found[-1]) == ["- - drill drill drill drill -"]


def test_what_is_not_in_these_weeks_is_left_out() -> None:
    found = weeks(entries(before=whole_days("2021-08-29"), after=whole_days("2021-10-04")), FIRST, LAST)
    assert [drawn(week) for week in found] == [[]] * 5


def test_what_lasts_longer_stands_above_and_what_is_short_fills_the_lanes() -> None:
    found = weeks(
        entries(
            a=whole_days("2021-09-13"),
            b=whole_days("2021-09-13", "2021-09-14"),
            c=whole_days("2021-09-14", "2021-09-17"),
            d=whole_days("2021-09-18"),
            e=whole_days("2021-09-13"),
        ),
        date(2021, 9, 13),
        date(2021, 9, 19),
    )
    assert drawn(found[0]) == ["a c c c c d -", "b b - - - - -", "e - - - - - -"]


def test_the_monday_of_a_week_is_that_of_each_of_its_days() -> None:
    monday = date(2021, 9, 13)
    assert {monday_of(monday + timedelta(days=n)) for n in range(7)} == {monday}
    assert monday_of(date(2021, 9, 20)) == date(2021, 9, 20)


@given(st.lists(strategies.whole_days(near), max_size=12))
def test_lanes_never_overlap_and_hold_every_day_of_every_event_once(spans: list[WholeDays]) -> None:
    named = {f"e{n}": span for n, span in enumerate(spans)}
    found = weeks(entries(**named), FIRST, LAST)
    shown = []
    for week in found:
        for lane in week.lanes:
            ends = [(cell.column, cell.width if isinstance(cell, Bar) else 1) for cell in lane]
            assert [column for column, _ in ends] == [sum(width for _, width in ends[:n]) for n in range(len(ends))]
            assert sum(width for _, width in ends) == 7
            for bar in (cell for cell in lane if isinstance(cell, Bar)):
                days = week.days[bar.column : bar.column + bar.width]
                assert bar.begins == (days[0] == bar.entry.days.first_day)
                assert bar.ends == (days[-1] == bar.entry.days.last_day)
                shown += [(bar.entry.card.uid, day) for day in days]
    all_days = [day for week in found for day in week.days]
    expected = [
        (f"{name}@club", day)
        for name, span in named.items()
        for day in all_days
        if span.first_day <= day <= span.last_day
    ]
    assert sorted(shown) == sorted(expected)
