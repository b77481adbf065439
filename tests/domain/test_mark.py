"""What is drawn of an event, an instruction and a term, and where."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.card import Card
from service.domain.event import Done, Kind, Open, Status, Unplaced
from service.domain.mark import (
    Band,
    Line,
    Mark,
    Point,
    Shape,
    Stroke,
    band,
    marks_of_event,
    marks_of_instruction,
    marks_of_term,
)
from service.domain.organisation import MembershipTerm
from service.domain.text import Text
from service.domain.timespan import Approximate, Moment, Span, Undated
from service.domain.window import Window, window_of
from tests.domain.test_window import windows
from tests.examples import hours, whole_days
from tests.strategies import spans, terms

TEN_DAYS = window_of("2021-09-01", "2021-09-10")
YEARS = window_of("2001", "2010")
TODAY = date(2021, 9, 8)


def a_card(span: Span, kind: Kind = Kind.MEETING, status: Status = Status.CONFIRMED) -> Card:
    return Card(
        uid="a@club",
        slug="a",
        calendar="club",
        kind=kind,
        summary=Text("A"),
        span=span,
        status=status,
        place=Unplaced(),
    )


def an_instruction(span: Span, done: Done | None = None, status: Status = Status.CONFIRMED) -> Card:
    return replace(a_card(span, Kind.DEADLINE, status), progress=done or Open())


def drawn(card: Card, window: Window = TEN_DAYS, zone: str | None = None) -> tuple[Mark, ...]:
    return marks_of_event(card, window, zone=zone)


def drawn_from(given: str | None, card: Card, window: Window = TEN_DAYS, today: date = TODAY) -> tuple[Mark, ...]:
    return marks_of_instruction(card, window, given=date.fromisoformat(given) if given else None, today=today)


def drawn_of(since: Moment, until: Moment | None, window: Window = YEARS) -> tuple[Band, ...]:
    return marks_of_term(MembershipTerm(country="NO", since=since, until=until), window)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [(Kind.MEETING, Shape.MEETING), (Kind.DEADLINE, Shape.DEADLINE), (Kind.MILESTONE, Shape.MILESTONE)],
)
def test_one_day_is_a_point_whose_shape_is_that_of_its_kind(kind: Kind, shape: Shape) -> None:
    assert drawn(a_card(whole_days("2021-09-03"), kind)) == (Point(25, shape),)


def test_an_exercise_is_a_band_even_on_one_day() -> None:
    assert drawn(a_card(whole_days("2021-09-03"), Kind.EXERCISE)) == (Band(20, 10),)


def test_several_days_are_a_band_from_the_first_to_the_end_of_the_last() -> None:
    assert drawn(a_card(whole_days("2021-09-03", "2021-09-04"))) == (Band(20, 20),)


def test_what_goes_on_beyond_the_window_has_open_ends() -> None:
    assert [band(TEN_DAYS, date(2021, 8, first), date(2021, 9, last)) for first, last in ((31, 5), (31, 11))] == [
        Band(0, 50, from_before=True),
        Band(0, 100, from_before=True, goes_on=True),
    ]
    assert band(TEN_DAYS, date(2021, 9, 10), None) == Band(90, 10, goes_on=True)
    assert band(TEN_DAYS, date(2021, 9, 10), date(2021, 9, 10)) == Band(90, 10)


def test_what_is_not_in_the_window_is_not_drawn() -> None:
    before, after = whole_days("2021-08-30", "2021-08-31"), whole_days("2021-09-11")
    for span in (before, after, whole_days("2021-08-31"), Approximate("2021-08"), Approximate("2022"), Undated()):
        assert drawn(a_card(span)) == ()
        assert drawn(a_card(span, Kind.EXERCISE)) == ()


def test_hours_are_drawn_on_the_days_of_who_reads() -> None:
    evening = a_card(hours("2021-09-03T23:00", "2021-09-04T00:00", "Europe/Vienna"))
    assert drawn(evening, zone=None) == (Point(25, Shape.MEETING),)
    assert drawn(evening, zone="Europe/Moscow") == (Point(35, Shape.MEETING),)
    assert drawn(evening, zone="Europe/London") == (Point(25, Shape.MEETING),)


def test_a_month_or_year_is_a_vague_band_over_all_of_it() -> None:
    assert drawn(a_card(Approximate("2021-09"))) == (Band(0, 100, is_vague=True, goes_on=True),)
    (year,) = drawn(a_card(Approximate("2001"), Kind.MILESTONE), YEARS)
    assert year == Band(0, 9.9945, is_vague=True)  # 365 of 3652 days


def test_a_month_that_is_hardly_wider_than_a_point_is_a_vague_one() -> None:
    milestone = a_card(Approximate("2001-01"), Kind.MILESTONE)
    assert drawn(milestone, YEARS) == (Point(0.4244, Shape.MILESTONE, is_vague=True),)
    assert drawn(a_card(Approximate("2001-01"), Kind.EXERCISE), YEARS) == (Band(0, 0.8488, is_vague=True),)


def test_a_month_of_which_little_is_in_the_window_stays_a_band() -> None:
    window = window_of("2001-01-31", "2010")
    assert drawn(a_card(Approximate("2001-01")), window) == (Band(0, 0.0276, is_vague=True, from_before=True),)


def test_an_instruction_is_a_line_from_its_meeting_to_the_day_on_which_it_is_due() -> None:
    assert drawn_from("2021-09-02", an_instruction(whole_days("2021-09-10"))) == (
        Line(15, 80, Stroke.WHOLE),
        Point(95, Shape.DEADLINE),
        Point(15, Shape.MEETING),
    )


def test_an_instruction_of_several_days_is_due_on_the_last() -> None:
    assert drawn_from(None, an_instruction(whole_days("2021-09-08", "2021-09-10"))) == (Point(95, Shape.DEADLINE),)


def test_an_overdue_instruction_goes_on_until_today() -> None:
    late = Line(35, 40, Stroke.OVERDUE)
    instruction = an_instruction(whole_days("2021-09-04"))
    assert drawn_from("2021-09-04", instruction) == (late, Point(35, Shape.DEADLINE), Point(35, Shape.MEETING))
    assert drawn_from(None, instruction, today=date(2021, 10, 1)) == (
        Line(35, 65, Stroke.OVERDUE, goes_on=True),
        Point(35, Shape.DEADLINE),
    )
    assert drawn_from(None, instruction, today=date(2021, 9, 4)) == (Point(35, Shape.DEADLINE),)
    cancelled = an_instruction(whole_days("2021-09-04"), status=Status.CANCELLED)
    assert drawn_from(None, cancelled) == (Point(35, Shape.DEADLINE),)


def test_one_that_is_done_has_a_mark_on_that_day() -> None:
    assert drawn_from("2021-09-01", an_instruction(whole_days("2021-09-04"), Done(date(2021, 9, 6)))) == (
        Line(5, 30, Stroke.WHOLE),
        Point(35, Shape.DEADLINE),
        Point(5, Shape.MEETING),
        Point(55, Shape.DONE),
    )


def test_one_without_a_due_day_has_no_end_until_it_is_done() -> None:
    assert drawn_from("2021-09-01", an_instruction(Undated())) == (
        Line(5, 95, Stroke.ENDLESS, goes_on=True),
        Point(5, Shape.MEETING),
    )
    assert drawn_from("2021-09-01", an_instruction(Undated(), Done(date(2021, 9, 6)))) == (
        Line(5, 50, Stroke.WHOLE),
        Point(5, Shape.MEETING),
        Point(55, Shape.DONE),
    )
    cancelled = an_instruction(Undated(), status=Status.CANCELLED)
    assert drawn_from("2021-09-01", cancelled) == (Point(5, Shape.MEETING),)
    assert drawn_from(None, an_instruction(Undated())) == ()


def test_one_that_is_due_in_a_month_leads_to_its_beginning() -> None:
    window = window_of("2021-09", "2021-10")
    assert drawn_from("2021-09-01", an_instruction(Approximate("2021-10")), window) == (
        Line(0.8197, 49.1803, Stroke.WHOLE),
        Band(49.1803, 50.8197, is_vague=True),
        Point(0.8197, Shape.MEETING),
    )


def test_a_line_through_the_whole_window_has_open_ends() -> None:
    through = (Line(0, 100, Stroke.WHOLE, from_before=True, goes_on=True),)
    assert drawn_from("2021-08-31", an_instruction(whole_days("2021-09-11"))) == through
    assert drawn_from("2021-08-30", an_instruction(whole_days("2021-08-31")), today=date(2021, 8, 31)) == ()
    assert drawn_from("2021-09-11", an_instruction(whole_days("2021-09-12"))) == ()


def test_a_term_is_whole_where_it_is_sure_and_vague_where_it_may_be() -> None:
    assert drawn_of(date(2000, 5, 1), None) == (Band(0, 100, from_before=True, goes_on=True),)
    assert drawn_of(Approximate("2001"), date(2010, 12, 31)) == (
        Band(0, 9.9671, is_vague=True),
        Band(9.9671, 90.0329),
    )
    assert drawn_of(date(2001, 1, 1), Approximate("2010")) == (
        Band(0, 90.0329),
        Band(90.0329, 9.9671, is_vague=True),
    )
    assert drawn_of(Approximate("1993"), Approximate("1999-04")) == ()


def test_a_term_of_which_both_ends_may_be_the_same_is_all_vague() -> None:
    assert drawn_of(Approximate("2001"), Approximate("2001-04")) == (Band(0, 3.2859, is_vague=True),)
    assert drawn_of(date(2001, 1, 1), Approximate("2001")) == (
        Band(0, 0.0274),
        Band(0.0274, 9.9671, is_vague=True),
    )
    assert drawn_of(date(2001, 1, 1), date(2001, 1, 1)) == (Band(0, 0.0274),)


near = st.dates(date(1999, 1, 1), date(2030, 1, 1))
near_windows = st.builds(lambda day, more: Window(day, day + timedelta(days=more)), near, st.integers(0, 9000))
zones = st.none() | st.sampled_from(("Pacific/Kiritimati", "Pacific/Pago_Pago"))


@given(near_windows | windows(), st.builds(a_card, spans(), st.sampled_from(Kind)), zones)
def test_events_are_drawn_within_the_width(window: Window, card: Card, zone: str | None) -> None:
    _check(marks_of_event(card, window, zone=zone))


@given(
    near_windows,
    st.builds(an_instruction, spans(), st.none() | st.builds(Done, near), st.sampled_from(Status)),
    st.none() | near,
    near,
)
def test_instructions_are_drawn_within_the_width(window: Window, card: Card, day: date | None, today: date) -> None:
    _check(marks_of_instruction(card, window, given=day, today=today))


@given(near_windows | windows(), terms)
def test_terms_are_drawn_within_the_width_and_without_a_gap(window: Window, term: MembershipTerm) -> None:
    bands = marks_of_term(term, window)
    _check(bands)
    begins, ends = [each.start for each in bands], [round(each.start + each.width, 4) for each in bands]
    assert begins[1:] == ends[:-1]


def _check(marks: tuple[Mark, ...]) -> None:
    for mark in marks:
        match mark:
            case Point(at=at):
                assert 0 < at < 100
            case Band(start=start, width=width) | Line(start=start, width=width):
                assert width > 0
                assert (start >= 0, round(start + width, 4) <= 100) == (True, True)
