"""What a timeline shows of a window, in which groups and in which order."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.catalogue.calendar_file import read
from service.domain.card import Card, card_of
from service.domain.chart import Chart, EventTrack, chart
from service.domain.event import AnyEvent, Deadline, Exercise, InstructionState, Kind, Meeting, Milestone
from service.domain.mark import Band, Line, Point, Shape, Stroke
from service.domain.organisation import Body, MembershipTerm, Organisation
from service.domain.text import Text
from service.domain.timespan import Approximate, Span, Undated
from service.domain.window import Window, window_of
from service.resources import folder
from tests.domain.test_window import windows
from tests.examples import a_calendar, a_meeting, a_revision, hours, whole_days
from tests.strategies import calendars, events

TODAY = date(2021, 9, 2)
AUTUMN = window_of("2021-08", "2021-10")


def cards(*events: AnyEvent) -> list[Card]:
    return [card_of(a_revision(event)) for event in events]


def a_deadline(uid: str, span: Span, given_at: str | None = None) -> Deadline:
    return Deadline(uid=uid, slug=uid[0], summary=Text(uid), span=span, given_at=given_at)


def charted(cards: list[Card], window: Window = AUTUMN, **other: Any) -> Chart:
    made_up: dict[str, Any] = {"mentioned": {}, "calendars": [], "meetings": {}, "today": TODAY, "zone": None}
    return chart(window, cards, **made_up | other)


def uids(made: Chart) -> list[tuple[Kind, list[str]]]:
    return [(group.kind, [track.card.uid.removesuffix("@club") for track in group.tracks]) for group in made.events]


def test_events_stand_by_kind_and_then_by_day() -> None:
    common: dict[str, Any] = {"slug": "x", "summary": Text("X")}
    made = charted(
        cards(
            a_deadline("due@club", whole_days("2021-09-16")),
            Exercise(uid="drill@club", span=whole_days("2021-10-18", "2021-10-23"), **common),
            a_meeting("late@club", whole_days("2021-09-16")),
            a_meeting("early@club", hours("2021-08-01T00:30", "2021-08-01T01:00", "Asia/Tokyo")),
            a_meeting("b@club", whole_days("2021-09-02")),
            a_meeting("a@club", whole_days("2021-09-02", "2021-09-30")),
            a_meeting("roughly@club", Approximate("2021-09")),
            Milestone(uid="founded@club", span=Approximate("2021"), **common),
        )
    )
    assert uids(made) == [
        (Kind.MILESTONE, ["founded"]),
        (Kind.MEETING, ["early", "roughly", "a", "b", "late"]),
        (Kind.EXERCISE, ["drill"]),
        (Kind.DEADLINE, ["due"]),
    ]


def test_what_has_nothing_in_the_window_is_left_out_with_its_group() -> None:
    made = charted(
        cards(a_meeting("past@club", whole_days("2021-07-31")), a_deadline("undated@club", Undated())),
        calendars=[a_calendar(), a_calendar("other", organisation=Organisation(name=Text("Other")))],
    )
    assert (made.memberships, made.chairs, made.events, made.is_empty) == ((), (), (), True)


def test_an_instruction_knows_when_its_meeting_gave_it() -> None:
    meeting = a_meeting("spring@club", hours("2021-08-23T23:30", "2021-08-24T00:00", "Europe/Vienna"))
    instruction = a_deadline("a@club", whole_days("2021-09-01"), "spring@club")
    (card,), mentioned = cards(instruction), {"spring@club": cards(meeting)[0]}
    (group,) = charted([card], mentioned=mentioned, zone="Europe/Moscow").events
    assert group.tracks == (
        EventTrack(
            card,
            (
                Line(25.5435, 8.6956, Stroke.WHOLE),
                Line(34.2391, 1.087, Stroke.OVERDUE),
                Point(34.2391, Shape.DEADLINE),
                Point(25.5435, Shape.MEETING),
            ),
            InstructionState.OVERDUE,
            date(2021, 8, 24),
        ),
    )


def test_an_instruction_of_a_meeting_that_is_only_roughly_known_says_so_without_a_line() -> None:
    mentioned = {"spring@club": cards(a_meeting("spring@club", Approximate("2021-08")))[0]}
    (card,) = cards(a_deadline("a@club", whole_days("2021-09-16"), "spring@club"))
    (group,) = charted([card], mentioned=mentioned).events
    point = Point(50.5435, Shape.DEADLINE)
    assert group.tracks == (EventTrack(card, (point,), InstructionState.OPEN, Approximate("2021-08")),)


def test_instructions_without_a_date_come_last_by_the_meeting_that_gave_them() -> None:
    first, second = a_meeting("1@club", whole_days("2021-08-10")), a_meeting("2@club", whole_days("2021-08-20"))
    mentioned = {card.uid: card for card in cards(first, second)}
    made = charted(
        cards(
            a_deadline("a@club", Undated(), "2@club"),
            a_deadline("b@club", Undated(), "1@club"),
            a_deadline("c@club", whole_days("2021-10-01")),
        ),
        mentioned=mentioned,
    )
    assert uids(made) == [(Kind.DEADLINE, ["c", "b", "a"])]


def test_terms_of_a_state_share_a_track_and_who_came_first_stands_first() -> None:
    first, again = (
        MembershipTerm(country="UZ", since=date(1992, 1, 1), until=date(1998, 12, 31)),
        MembershipTerm(country="UZ", since=date(2006, 1, 1)),
    )
    belarus = MembershipTerm(country="BY", since=date(1993, 1, 1))
    gone = MembershipTerm(country="AZ", since=date(1980, 1, 1), until=date(1985, 1, 1))
    calendar = a_calendar(organisation=Organisation(name=Text("X"), memberships=(again, belarus, gone, first)))
    (membership,) = charted([], window_of("1990", "2009"), calendars=[calendar]).memberships
    assert membership.calendar == calendar
    assert [(member.country, member.terms) for member in membership.members] == [
        ("UZ", (first, again)),
        ("BY", (belarus,)),
    ]
    assert membership.members[0].marks == (Band(9.9932, 35.0034), Band(80, 20, goes_on=True))


def test_each_body_is_chaired_by_the_meetings_of_its_own_calendar() -> None:
    bodies = (Body(slug="board", name=Text("Board")), Body(slug="council", name=Text("Council")))
    club, other = (a_calendar(slug, organisation=Organisation(name=Text("X"), bodies=bodies)) for slug in ("club", "b"))
    csto = read(folder("calendars") / "csto.toml")
    session = next(event for event in csto.events if event.slug == "extraordinary-session-2021")
    assert isinstance(session, Meeting)
    meeting = a_meeting(span=whole_days("2021-08-11", "2021-08-12"), body="board", participants=session.participants)
    (chaired,) = charted([], calendars=[club, other], meetings={"b": [meeting]}).chairs
    assert (chaired.calendar, chaired.body.slug) == (other, "board")
    assert [(tenure.since, tenure.until) for tenure in chaired.tenures] == [(date(2021, 8, 11), date(2021, 8, 12))]
    assert chaired.bands == (Band(10.8696, 2.1739),)


def test_today_is_marked_where_it_is_in_the_window() -> None:
    days = [date(2021, 7, 31), date(2021, 8, 1), date(2021, 10, 31), date(2021, 11, 1)]
    assert [charted([], today=day).today for day in days] == [None, 0.5435, 99.4565, None]


@given(windows(), st.lists(events().map(lambda event: card_of(a_revision(event))), max_size=5), calendars(), st.data())
def test_any_chart_can_be_drawn(window: Window, some: list[Card], calendar: Any, data: st.DataObject) -> None:
    mentioned = {card.given_at: other for card in some if card.given_at for other in some}
    today = data.draw(st.dates(window.first_day, window.last_day))
    made = charted(some, window, mentioned=mentioned, calendars=[calendar], today=today, zone="Pacific/Kiritimati")
    shown = [track for group in made.events for track in group.tracks]
    assert [track.marks != () for track in shown] == [True] * len(shown)
    assert made.today is not None
    assert 0 < made.today < 100
    assert [len(each.tenures) for each in made.chairs] == [len(each.bands) for each in made.chairs]
