"""A VTIMEZONE says what the zone database says, read by the rules of RFC 5545 3.6.5 and by two libraries."""

import re
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Timezone
from syrupy.assertion import SnapshotAssertion

from service.domain.errors import InvalidValue
from service.domain.timespan import zone_named
from service.rendering.vtimezone import vtimezone
from tests import strategies
from tests.rendering.lint import Property, components, properties

NAMED = ("Asia/Dushanbe", "Europe/Moscow", "Europe/Vienna", "America/New_York")
# Winter as the exception, clocks put back after a week, a day that begins at 24:00 of the last Thursday, two hours.
ODD = ("Africa/Casablanca", "Europe/Dublin", "America/Noronha", "Africa/Cairo", "Asia/Tehran", "Antarctica/Troll")
ALL = sorted({*NAMED, *strategies.ZONES, *strategies.RESTLESS, *ODD})
FIRST, LAST = date(2000, 1, 1), date(2030, 12, 31)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("zone", NAMED, ids=lambda zone: zone.partition("/")[2])
def test_the_zone_is_written_as_it_was(zone: str, golden_feed: SnapshotAssertion) -> None:
    assert vtimezone(zone, date(2010, 1, 1), date(2022, 12, 31)) == golden_feed


@pytest.mark.parametrize("zone", ALL)
def test_every_hour_of_thirty_years_is_that_of_the_zone_database(zone: str) -> None:
    onsets = onsets_of(vtimezone(zone, FIRST, LAST), LAST.year)
    instant, differences = datetime(2000, 1, 1, tzinfo=UTC), []
    while instant < datetime(2031, 1, 1, tzinfo=UTC):
        if offset_at(instant, onsets) != instant.astimezone(zone_named(zone)).utcoffset():
            differences.append(instant)
        instant += timedelta(hours=1)
    assert differences == []


@pytest.mark.parametrize("zone", sorted({*NAMED, *strategies.RESTLESS, *ODD} - {"Asia/Dushanbe"}))
def test_the_clocks_change_in_the_very_second(zone: str) -> None:
    onsets = onsets_of(vtimezone(zone, FIRST, LAST), LAST.year)
    instants = [at for at, _ in onsets if FIRST <= at.date() <= LAST]
    said = [(offset_at(at - SECOND, onsets), offset_at(at, onsets)) for at in instants]
    assert said != []
    assert said == [(true_offset(at - SECOND, zone), true_offset(at, zone)) for at in instants]


@given(zone=st.sampled_from(ALL), year=st.integers(1973, 8999), second=st.integers(0, 365 * 86400 - 1))
def test_any_instant_of_a_year_is_that_of_the_zone_database(zone: str, year: int, second: int) -> None:
    instant = datetime(year, 1, 1, tzinfo=UTC) + second * SECOND
    onsets = onsets_of(vtimezone(zone, date(year, 1, 1), date(year, 12, 31)), year)
    assert offset_at(instant, onsets) == true_offset(instant, zone)


@given(zone=st.sampled_from(ALL), instant=strategies.instants(date(1995, 1, 1), date(2040, 12, 31)))
def test_libraries_read_it_as_the_zone_database_has_it(zone: str, instant: datetime) -> None:
    written = vtimezone(zone, date(1995, 1, 1), date(2040, 12, 31))
    local = instant.astimezone(zone_named(zone))
    assume(local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset())  # dateutil takes either
    by_dateutil = local.replace(tzinfo=tzical(StringIO(written.decode("ascii"))).get(zone))
    component = Timezone.from_ical(written)
    assert isinstance(component, Timezone)
    by_icalendar = local.replace(tzinfo=component.to_tz(lookup_tzid=False))
    assert (by_dateutil.utcoffset(), by_icalendar.utcoffset()) == (local.utcoffset(), local.utcoffset())


@given(zone=st.sampled_from(ALL), year=st.integers(1000, 1972), second=st.integers(0, 365 * 86400 - 1))
def test_a_day_from_before_there_were_zones_is_true_to_half_a_minute(zone: str, year: int, second: int) -> None:
    instant = datetime(year, 1, 1, tzinfo=UTC) + second * SECOND
    onsets = onsets_of(vtimezone(zone, date(year, 1, 1), date(year, 12, 31)), year)
    assert abs(offset_at(instant, onsets) - true_offset(instant, zone)) <= timedelta(seconds=30)


@pytest.mark.parametrize("zone", ALL)
def test_it_is_a_component_that_every_client_can_read(zone: str) -> None:
    written = vtimezone(zone, date(1800, 1, 1), date(2100, 12, 31))
    names = {name for name, _, _ in properties(written)}
    allowed = {"BEGIN", "END", "TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"}
    assert names - allowed == set()
    assert components(written, "VTIMEZONE") == [[("TZID", "", zone)]]
    assert re.findall(rb"TZOFFSET(?:FROM|TO):(?![+-][0-9]{4}\r)", written) == []


def test_eight_thousand_years_can_be_written() -> None:
    rules = rules_of(vtimezone("Europe/Vienna", date(1000, 1, 1), date(9000, 12, 31)))
    assert [rule for rule in rules if "UNTIL" not in rule] == TODAY_IN_VIENNA


def test_a_zone_that_never_changes_is_one_observance() -> None:
    assert vtimezone("Asia/Dushanbe", date(2021, 1, 1), date(2021, 12, 31)).splitlines() == [
        b"BEGIN:VTIMEZONE",
        b"TZID:Asia/Dushanbe",
        b"BEGIN:STANDARD",
        b"DTSTART:19700101T000000",
        b"TZOFFSETFROM:+0500",
        b"TZOFFSETTO:+0500",
        b"TZNAME:+05",
        b"END:STANDARD",
        b"END:VTIMEZONE",
    ]


TODAY_IN_VIENNA = ["FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"]


def test_a_rule_that_still_holds_has_no_end() -> None:
    assert rules_of(vtimezone("Europe/Vienna", date(2021, 1, 1), date(2021, 12, 31))) == TODAY_IN_VIENNA


def test_a_rule_that_was_given_up_some_years_later_ends_within_a_day_of_its_last_change() -> None:
    assert rules_of(vtimezone("Europe/Moscow", date(2003, 1, 1), date(2003, 12, 31))) == [
        "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20100328T230000Z",
        "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20101031T230000Z",
    ]


def test_summer_is_daylight_time_where_the_law_makes_winter_the_exception() -> None:
    written = vtimezone("Europe/Dublin", date(2021, 1, 1), date(2021, 12, 31))
    assert [said(each)["TZNAME"] for each in components(written, "STANDARD")] == ["GMT", "GMT"]
    assert [said(each)["TZNAME"] for each in components(written, "DAYLIGHT")] == ["IST"]


def test_a_zone_that_is_not_in_the_database_is_refused() -> None:
    with pytest.raises(InvalidValue):
        vtimezone("Europe/Nowhere", FIRST, LAST)


Onset = tuple[datetime, timedelta]
"""The instant (UTC) from which on the offset holds."""


def onsets_of(written: bytes, last_year: int) -> list[Onset]:
    """In order, to the end of the last year."""
    observances = [*components(written, "STANDARD"), *components(written, "DAYLIGHT")]
    return sorted(onset for each in observances for onset in _each(said(each), datetime(last_year + 1, 1, 2)))  # noqa: DTZ001


def said(observance: list[Property]) -> dict[str, str]:
    return {name: value for name, _, value in observance}


def rules_of(written: bytes) -> list[str]:
    return [value for name, _, value in properties(written) if name == "RRULE"]


def _each(observance: dict[str, str], end: datetime) -> list[Onset]:
    before, after = (_offset(observance[name]) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    start = datetime.strptime(observance["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local, and read with TZOFFSETFROM
    rule, _, until = observance.get("RRULE", "").partition(";UNTIL=")
    if until:
        end = min(end, datetime.strptime(until, "%Y%m%dT%H%M%SZ") + before)  # noqa: DTZ007
    local = rrulestr(rule, dtstart=start).between(start, end, inc=True) if rule else [start]
    return [((each - before).replace(tzinfo=UTC), after) for each in local]


def _offset(text: str) -> timedelta:
    length = timedelta(hours=int(text[1:3]), minutes=int(text[3:]))
    return -length if text.startswith("-") else length


def offset_at(instant: datetime, onsets: list[Onset]) -> timedelta:
    begun = bisect_right(onsets, instant, key=lambda onset: onset[0])
    assert begun > 0, "an observance covers even the first day"
    return onsets[begun - 1][1]


def true_offset(instant: datetime, zone: str) -> timedelta:
    offset = instant.astimezone(zone_named(zone)).utcoffset()
    assert offset is not None
    return offset
