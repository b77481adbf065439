"""A VTIMEZONE says what the zone database says, read by the rules of RFC 5545 3.6.5 alone."""

import re
from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from service.domain.timespan import zone_named
from service.rendering.vtimezone import vtimezone
from tests.rendering.lint import components, properties
from tests.strategies import RESTLESS, ZONES

NAMED = ("Asia/Dushanbe", "Europe/Moscow", "Europe/Vienna", "America/New_York")
ODD = ("Africa/Casablanca", "Europe/Dublin", "Asia/Tehran", "Antarctica/Troll")
FIRST, LAST = date(2000, 1, 1), date(2030, 12, 31)


@pytest.mark.parametrize("zone", NAMED, ids=lambda zone: zone.partition("/")[2])
def test_the_zone_is_written_as_it_was(zone: str, golden_feed: SnapshotAssertion) -> None:
    assert vtimezone(zone, date(2010, 1, 1), date(2022, 12, 31)) == golden_feed


@pytest.mark.parametrize("zone", [*NAMED, *ZONES, *RESTLESS, *ODD])
def test_every_hour_of_thirty_years_is_that_of_the_zone_database(zone: str) -> None:
    onsets = onsets_of(vtimezone(zone, FIRST, LAST))
    instant, differences = datetime(2000, 1, 1, tzinfo=UTC), []
    while instant < datetime(2031, 1, 1, tzinfo=UTC):
        if offset_at(instant, onsets) != instant.astimezone(zone_named(zone)).utcoffset():
            differences.append(instant)
        instant += timedelta(hours=1)
    assert differences == []


@pytest.mark.parametrize("zone", [*NAMED, *RESTLESS, *ODD])
def test_the_clocks_change_in_the_very_second(zone: str) -> None:
    for instant, offset in onsets_of(vtimezone(zone, FIRST, LAST)):
        if FIRST <= instant.date() <= LAST:
            assert instant.astimezone(zone_named(zone)).utcoffset() == offset


@given(
    zone=st.sampled_from((*NAMED, *ZONES, *RESTLESS)),
    year=st.integers(1971, 2200),
    second=st.integers(0, 365 * 86400 - 1),
)
def test_any_instant_of_a_year_is_that_of_the_zone_database(zone: str, year: int, second: int) -> None:
    instant = datetime(year, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
    onsets = onsets_of(vtimezone(zone, date(year, 1, 1), date(year, 12, 31)))
    assert offset_at(instant, onsets) == instant.astimezone(zone_named(zone)).utcoffset()


@pytest.mark.parametrize("zone", [*NAMED, *ZONES, *RESTLESS, *ODD])
def test_it_is_a_component_that_every_client_can_read(zone: str) -> None:
    written = vtimezone(zone, date(1000, 1, 1), date(9000, 12, 31))
    names = {name for name, _, _ in properties(written)}
    allowed = {"BEGIN", "END", "TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE"}
    assert names - allowed == set()
    assert components(written, "VTIMEZONE") == [[("TZID", "", zone)]]
    assert re.findall(rb"TZOFFSET(?:FROM|TO):(?![+-][0-9]{4}\r)", written) == []


def test_a_zone_that_never_changes_is_one_observance() -> None:
    assert vtimezone("Asia/Dushanbe", date(2021, 1, 1), date(2021, 12, 31)).count(b"DTSTART") == 1


def test_a_rule_that_still_holds_has_no_end() -> None:
    rules = re.findall(rb"RRULE:(.*)\r", vtimezone("Europe/Vienna", date(2021, 1, 1), date(2021, 12, 31)))
    assert rules == [b"FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", b"FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"]


Onset = tuple[datetime, timedelta]
"""The instant (UTC) from which on the offset holds."""


def onsets_of(written: bytes) -> list[Onset]:
    found = [onset for name in ("STANDARD", "DAYLIGHT") for each in components(written, name) for onset in _each(each)]
    return sorted(found)


def _each(observance: list[tuple[str, str, str]]) -> list[Onset]:
    said = {name: value for name, _, value in observance}
    before, after = (_offset(said[name]) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    start = datetime.strptime(said["DTSTART"], "%Y%m%dT%H%M%S")  # noqa: DTZ007 - local, and read with TZOFFSETFROM
    rule, _, until = said.get("RRULE", "").partition(";UNTIL=")
    end = datetime.strptime(until, "%Y%m%dT%H%M%SZ") + before if until else datetime(2205, 1, 1)  # noqa: DTZ001, DTZ007
    local = rrulestr(rule, dtstart=start).between(start, end, inc=True) if rule else [start]
    return [((each - before).replace(tzinfo=UTC), after) for each in local]


def _offset(text: str) -> timedelta:
    length = timedelta(hours=int(text[1:3]), minutes=int(text[3:]))
    return -length if text.startswith("-") else length


def offset_at(instant: datetime, onsets: list[Onset]) -> timedelta:
    return onsets[bisect_right(onsets, instant, key=lambda onset: onset[0]) - 1][1]
