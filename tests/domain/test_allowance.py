"""No minute has more mails than it may, and no mail waits longer than it must."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.allowance import Allowance

NOW = datetime(2021, 9, 2, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def begun(per_minute: int, looks: list[timedelta]) -> list[tuple[datetime, int]]:
    """How many begin at each look, where there is always more than is allowed."""
    allowance = Allowance(per_minute)
    result = []
    for look in looks:
        number = allowance.allowed(NOW + look)
        assert number is not None
        assert number >= 0
        allowance.use(number)
        result.append((NOW + look, number))
    return result


def test_without_a_limit_any_number_is_allowed() -> None:
    allowance = Allowance(None)
    allowance.use(10**6)
    assert allowance.allowed(NOW) is None
    assert allowance.within_a_minute(200) == 200


def test_the_first_mail_need_not_wait_and_the_others_follow_evenly() -> None:
    looks = [number * SECOND / 2 for number in range(9)]
    assert [number for _, number in begun(60, looks)] == [1, 0, 1, 0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize("per_minute", [1, 6, 7, 59, 60, 61, 600, 6000])
@pytest.mark.parametrize("seconds", [0.5, 1, 5])
def test_whoever_looks_every_few_seconds_gets_all_that_is_allowed_in_an_hour(per_minute: int, seconds: float) -> None:
    looks = [timedelta(seconds=number * seconds) for number in range(int(3600 / seconds) + 1)]
    total = sum(number for _, number in begun(per_minute, looks))
    assert 60 * per_minute <= total <= 60 * per_minute + 1


@given(per_minute=st.integers(1, 2000), gaps=st.lists(st.floats(0, 90), max_size=60))
def test_no_minute_has_many_more_than_it_may(per_minute: int, gaps: list[float]) -> None:
    looks = [timedelta(seconds=sum(gaps[: number + 1])) for number in range(len(gaps))]
    all_begun = begun(per_minute, looks)
    for start, _ in all_begun:
        in_this_minute = sum(number for at, number in all_begun if start <= at < start + 60 * SECOND)
        assert in_this_minute <= per_minute + per_minute / 12 + 2


def test_what_was_not_used_for_long_is_not_kept() -> None:
    looks = [timedelta(), timedelta(hours=10)]
    assert [number for _, number in begun(600, looks)] == [1, 51]


def test_a_clock_that_is_set_back_allows_nothing_more() -> None:
    looks = [timedelta(), -timedelta(hours=1), -timedelta(hours=1) + SECOND]
    assert [number for _, number in begun(60, looks)] == [1, 0, 1]


def test_what_is_not_used_stays_allowed() -> None:
    allowance = Allowance(60)
    assert [allowance.allowed(NOW + number * SECOND) for number in range(4)] == [1, 2, 3, 4]
    allowance.use(3)
    assert allowance.allowed(NOW + 3 * SECOND) == 1


@pytest.mark.parametrize(("per_minute", "most"), [(10, 10), (200, 200), (600, 200)])
def test_no_more_is_taken_than_can_begin_in_a_minute(per_minute: int, most: int) -> None:
    assert Allowance(per_minute).within_a_minute(200) == most
