"""What could not be sent is tried again later each time, and not all at the same instant."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.retry import FIRST_RETRY, JITTER, LONGEST_RETRY, retry_after

message_ids = st.integers(0, 10**6).map("<{}@example.org>".format)
HOURS, MINUTES = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("attempts", "about"),
    [
        (1, 1 * MINUTES),
        (2, 2 * MINUTES),
        (3, 4 * MINUTES),
        (4, 8 * MINUTES),
        (5, 16 * MINUTES),
        (6, 32 * MINUTES),
        (7, 64 * MINUTES),
        (8, 128 * MINUTES),
        (9, 4 * HOURS),
        (10, 4 * HOURS),
        (10**6, 4 * HOURS),
    ],
)
def test_each_wait_is_about_twice_as_long_as_the_one_before_up_to_a_limit(attempts: int, about: timedelta) -> None:
    waits = [retry_after(attempts, f"<{number}@example.org>") for number in range(200)]
    assert min(waits) >= about * (1 - JITTER)
    assert max(waits) <= about * (1 + JITTER)
    assert abs(sum(waits, timedelta()) / len(waits) - about) < about / 10


def test_the_first_and_the_longest_wait_are_what_they_are_called() -> None:
    assert (FIRST_RETRY, LONGEST_RETRY) == (MINUTES, 4 * HOURS)


@given(attempts=st.integers(1, 30), message_id=message_ids)
def test_the_wait_is_the_same_whenever_it_is_asked_for(attempts: int, message_id: str) -> None:
    assert retry_after(attempts, message_id) == retry_after(attempts, message_id)


def test_what_failed_together_does_not_come_back_together() -> None:
    waits = sorted(retry_after(1, f"<{number}@example.org>") for number in range(60))
    in_each_second = [sum(1 for wait in waits if second <= wait.total_seconds() < second + 1) for second in range(90)]
    assert len(set(waits)) == len(waits)
    assert max(in_each_second) <= 10


@given(message_id=message_ids)
def test_the_jitter_is_another_one_at_each_try(message_id: str) -> None:
    shares = {retry_after(attempts, message_id) / (FIRST_RETRY * 2 ** (attempts - 1)) for attempts in range(1, 6)}
    assert len(shares) == 5
