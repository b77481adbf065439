"""A simulated clock begins where it is told and runs at its speed; nothing here depends on what time it is."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from service.clock import RealClock, SimulatedClock, lead_over_monotonic, starting_at

START = datetime(2021, 9, 2, tzinfo=UTC)


def test_the_real_clock_tells_the_real_time_in_utc() -> None:
    before, now, after = time.time(), RealClock().now(), time.time()
    assert before <= now.timestamp() <= after
    assert now.tzinfo is UTC


def test_on_the_real_clock_time_lasts_as_long_as_it_does() -> None:
    assert RealClock().lasting(timedelta(minutes=30)) == timedelta(minutes=30)


def test_a_simulated_clock_runs_at_its_speed_since_it_was_started() -> None:
    clock = SimulatedClock(START, started=time.time() - 10, speed=86400)
    shown = [clock.now() - START for _ in range(2)]
    assert timedelta(days=10) <= shown[0] <= shown[1] < timedelta(days=20)
    assert clock.lasting(timedelta(minutes=1)) == timedelta(days=60)


@pytest.mark.parametrize("speed", [0.001, 1.0, 86400.0])
def test_a_clock_that_starts_now_begins_at_its_start(speed: float) -> None:
    clock = starting_at(START, speed=speed)
    assert clock.starts_at == START
    assert clock.now() >= START
    assert clock.now().tzinfo is UTC


def test_a_clock_that_is_to_start_later_waits() -> None:
    assert SimulatedClock(START, started=time.time() + 1000, speed=86400).now() == START


def test_a_simulated_clock_stands_still_at_the_end_of_time() -> None:
    clock = SimulatedClock(START, started=0.0, speed=86400.0)
    assert clock.now() == clock.now() == datetime(9999, 12, 30, tzinfo=UTC)


def test_two_processes_on_the_same_clock_tell_the_same_time() -> None:
    first, second = (SimulatedClock(START, started=time.time() - 5, speed=0.0001) for _ in range(2))
    assert abs(first.now() - second.now()) < timedelta(seconds=1)


def test_how_far_the_clock_is_ahead_of_one_that_nobody_sets_is_told_in_seconds() -> None:
    before = time.time() - time.monotonic()
    assert abs(lead_over_monotonic() - before) < 1
