"""Of a log, however long, what is read begins just before an instant; both forms of time are understood."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.delivery.log_lines import instant_of, lines_since

NEAR = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine stands in Berlin."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    ("line", "instant"),
    [
        (b"2026-11-25T11:27:17.123456+00:00 host x", datetime(2026, 11, 25, 11, 27, 17, 123456, tzinfo=UTC)),
        (b"2026-11-25T11:27:17+01:00 host x", datetime(2026, 11, 25, 10, 27, 17, tzinfo=UTC)),
        (b"Nov 25 11:27:17 host x", datetime(2026, 11, 25, 10, 27, 17, tzinfo=UTC)),
        (b"Nov  5 11:27:17 host x", datetime(2026, 11, 5, 10, 27, 17, tzinfo=UTC)),
        (b"Jul 25 11:27:17 host x", datetime(2026, 7, 25, 9, 27, 17, tzinfo=UTC)),
        (b"Jan  2 00:00:00 host x", datetime(2027, 1, 1, 23, tzinfo=UTC)),
        (b"Feb 30 00:00:00 host x", None),
        (b"Feb 29 00:00:00 host x", None),
        (b"Nov 25 25:00:00 host x", None),
        (b"Now 25 11:27:17 host x", None),
        (b"2026-11-25T27:27:17+01:00 host x", None),
        (b"0001-01-01T00:00:00+14:00 host x", None),
        (b"  goes on", None),
        (b"", None),
        (b"2026", None),
        (b"\xff\xff\xff 25 11:27:17", None),
    ],
)
def test_a_line_says_when_it_was_written(line: bytes, instant: datetime | None) -> None:
    assert instant_of(line, near=NEAR) == instant


@pytest.mark.usefixtures("zone")
def test_where_the_clock_goes_back_a_time_means_two_instants() -> None:
    line, near = b"Oct 25 02:30:00 host x", datetime(2026, 10, 25, tzinfo=UTC)
    earlier, later = instant_of(line, near=near), instant_of(line, near=near, latest=True)
    assert earlier == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert later == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_year_is_the_nearest() -> None:
    near = datetime(2027, 1, 1, 1, tzinfo=UTC)
    instant = instant_of(b"Dec 31 23:00:00 host x", near=near)
    assert instant
    assert abs(instant - near) < timedelta(days=2)


@given(st.binary(max_size=40))
def test_no_line_is_too_strange(line: bytes) -> None:
    instant = instant_of(line, near=NEAR)
    assert instant is None or instant.tzinfo


def a_log(count: int, *, first: datetime = NEAR) -> list[bytes]:
    """A line each second."""
    return [
        f"{(first + timedelta(seconds=number)).isoformat()} host postfix/smtpd[1]: {number} {'x' * 100}\n".encode()
        for number in range(count)
    ]


def read(log: Path, start: datetime) -> tuple[datetime | None, list[bytes]]:
    with lines_since(log, start) as found:
        return found.oldest, list(found.lines)


@pytest.mark.parametrize("at", [-5, 0, 1, 700, 2_500, 4_998, 5_000, 9_000])
def test_of_a_long_log_only_the_end_is_read(tmp_path: Path, at: int) -> None:
    log = tmp_path / "mail.log"
    lines = a_log(5_000)
    log.write_bytes(b"".join(lines))
    _, found = read(log, NEAR + timedelta(seconds=at))
    assert found == lines[5_000 - len(found) :]
    wanted = len(lines[max(0, at) :])
    assert wanted <= len(found) <= wanted + 2 * 65_536 // len(lines[0])


def test_lines_without_a_time_are_read_too(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(b"no time\n" * 50_000 + b"".join(a_log(10)) + b"\0" * 100_000)
    _, found = read(log, NEAR)
    assert b"".join(found).rstrip(b"\0").endswith(b"".join(a_log(10)))


def test_how_far_back_it_goes_is_said(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(b"  goes on\n" + b"".join(a_log(3)))
    assert read(log, NEAR)[0] == NEAR
    log.write_bytes(b"")
    assert read(log, NEAR) == (None, [])


def test_the_rotated_log_is_read_where_the_other_begins_too_late(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    old, new = a_log(10), a_log(10, first=NEAR + timedelta(seconds=10))
    log.with_name("mail.log.1").write_bytes(b"".join(old))
    log.write_bytes(b"".join(new))
    assert read(log, NEAR + timedelta(seconds=5)) == (NEAR, old + new)
    assert read(log, NEAR + timedelta(seconds=10)) == (NEAR + timedelta(seconds=10), new)


def test_an_empty_log_after_a_rotation_leaves_the_rotated_one(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_bytes(b"")
    log.with_name("mail.log.1").write_bytes(b"".join(a_log(3)))
    assert read(log, NEAR) == (NEAR, a_log(3))


def test_a_log_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "mail.log", NEAR)
