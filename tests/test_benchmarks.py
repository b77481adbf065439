"""The benchmarks: their calendars are valid, their arithmetic is right, and their commands can be called.

Never their times.
"""

import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import click
import pytest
from sqlite_utils import Database

from benchmarks import bare, calendars, multitudes, sending_readers
from benchmarks.agenda import PAGES, events_in, in_turn
from benchmarks.pages import asking
from benchmarks.pairs import Pairs
from benchmarks.peers import items
from benchmarks.sending_naively import send_naively
from benchmarks.sending_readers import a_mail_from, send_all
from benchmarks.sending_relays import Relay
from benchmarks.tables import number, octets, ratio, table
from benchmarks.wrk import rate_in
from service.catalogue.calendar_file import read
from service.domain.event import Kind
from service.domain.site import Site
from service.domain.timespan import Hours, WholeDays, days_in
from service.operations.importing import load
from service.storage.database import open_database
from service.storage.event_index import folded_words
from service.storage.events import current_events
from tests.conftest import NOW
from tests.delivery.relay import relay

SITE = Site("https://dates.example.org", "dates@example.org")
MAILS = 8
REPORT = """\
Running 1s test @ http://127.0.0.1:8000/feeds/club.ics
  1 threads and 8 connections
  22981 requests in 1.00s, 5.17MB read
{trouble}Requests/sec:  22978.93
Transfer/sec:      5.17MB
"""


def test_a_made_up_calendar_loads_with_all_its_events(db: Database, tmp_path: Path) -> None:
    file = read(calendars.write(tmp_path, slug="parliament", events=40))
    load(db, [file], SITE, NOW)
    events = [revision.event for revision in current_events(db, calendar="parliament")]
    assert len(events) == 40
    assert {event.kind for event in events} == {Kind.MEETING, Kind.DEADLINE, Kind.EXERCISE}
    assert events[0].slug == f"parliament-{calendars.event_name(0)}"


def test_a_made_up_calendar_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    written = [calendars.write(folder, slug="parliament", events=9).read_bytes() for folder in (first, second)]
    assert written[0] == written[1]


def test_a_made_up_calendar_spans_the_same_years_whatever_its_size(tmp_path: Path) -> None:
    spans = [event.span for event in read(calendars.write(tmp_path, slug="few", events=2)).events]
    middle = calendars.FIRST_DAY + timedelta(days=calendars.DAYS // 2)
    assert isinstance(spans[0], Hours)
    assert (spans[0].start.date(), spans[1]) == (calendars.FIRST_DAY, WholeDays(middle, middle))


def test_ratios_are_taken_pair_by_pair() -> None:
    pairs = Pairs(ours=(10.0, 100.0, 30.0), theirs=(20.0, 400.0, 30.0))
    assert pairs.ratios == [0.25, 0.5, 1.0]
    assert pairs.ratio == 0.5
    assert pairs.typical == (30.0, 30.0)
    assert pairs.reversed().ratios == [1.0, 2.0, 4.0]


def test_a_measurement_without_its_pair_is_refused() -> None:
    with pytest.raises(AssertionError):
        Pairs(ours=(1.0, 2.0), theirs=(1.0,))


def test_a_feed_is_taken_apart_into_a_resource_for_each_event() -> None:
    one, other = (b"BEGIN:VEVENT\r\nUID:%s@club\r\nSUMMARY:A\r\nEND:VEVENT\r\n" % name for name in (b"one", b"other"))
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dateline//Dateline//EN\r\n"
    assert items(head + one + other + b"END:VCALENDAR\r\n") == {
        "one@club.ics": head + one + b"END:VCALENDAR\r\n",
        "other@club.ics": head + other + b"END:VCALENDAR\r\n",
    }


def test_the_rate_is_read_from_what_wrk_prints() -> None:
    assert rate_in(REPORT.format(trouble="")) == 22978.93


@pytest.mark.parametrize(
    "trouble", ["Socket errors: connect 0, read 3, write 0, timeout 0", "Non-2xx or 3xx responses: 22981"]
)
def test_a_rate_of_failures_is_no_rate(trouble: str) -> None:
    with pytest.raises(click.ClickException, match=trouble):
        rate_in(REPORT.format(trouble=f"  {trouble}\n"))


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0834, "0.083"), (0.8341, "0.834"), (5.237, "5.24"), (41.68, "41.7"), (523.4, "523"), (12_449.0, "12,400")],
)
def test_a_number_has_as_many_digits_as_mean_anything(value: float, text: str) -> None:
    assert number(value) == text


def test_octets_are_said_in_kilobytes_or_megabytes() -> None:
    assert [octets(count) for count in (45_300, 7_470_000)] == ["45.3 kB", "7.47 MB"]


def test_a_table_is_markdown_that_can_be_read_in_a_terminal() -> None:
    pairs = Pairs(ours=(83.0, 79.0, 86.0), theirs=(100.0, 100.0, 100.0))
    assert table(("beside", "ratio"), [("nginx", ratio(pairs)), ("Radicale", "412")]) == (
        "| beside   |                  ratio |\n"
        "| -------- | ---------------------: |\n"
        "| nginx    | 0.830 (0.790 to 0.860) |\n"
        "| Radicale |                    412 |"
    )


@pytest.fixture(scope="module")
def multitudes_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("multitudes")


@pytest.fixture(params=[80, 300])
def multitude(request: pytest.FixtureRequest, multitudes_folder: Path) -> Path:
    """A database of that many events, made once."""
    return multitudes.database_of(multitudes_folder, events=request.param)


def test_a_multitude_has_sixty_events_in_the_month_and_the_others_elsewhere(multitude: Path) -> None:
    with closing(open_database(multitude)) as db:
        events = [revision.event for revision in current_events(db)]
    assert len(events) == int(multitude.stem.split("-")[1])
    days = [event.span for event in events if isinstance(event.span, WholeDays)]
    days += [days_in(event.span, event.span.zone) for event in events if isinstance(event.span, Hours)]
    near = [each for each in days if each.last_day >= date(2021, 6, 1) and each.first_day <= date(2021, 12, 31)]
    assert len(near) == multitudes.IN_THE_MONTH
    assert min(each.first_day for each in near) == multitudes.MONTH
    assert max(each.last_day for each in near) == multitudes.LAST_OF_THE_MONTH
    assert sum(multitudes.SEARCHED in event.summary.original.lower() for event in events) == multitudes.IN_THE_MONTH


def test_a_multitude_that_is_there_is_not_made_again(multitude: Path, multitudes_folder: Path) -> None:
    before = multitude.stat()
    again = multitudes.database_of(multitudes_folder, events=int(multitude.stem.split("-")[1]))
    assert (again, again.stat().st_mtime_ns) == (multitude, before.st_mtime_ns)


@pytest.mark.parametrize("in_words", [True, False])
def test_the_pages_and_the_bare_ones_show_the_same_events(multitude: Path, in_words: bool) -> None:
    ask = asking(multitude)
    month = bare.month(multitude, multitudes.MONTH, multitudes.LAST_OF_THE_MONTH, in_words=in_words)
    search = bare.search(multitude, folded_words(multitudes.SEARCHED), in_words=in_words)
    pages = [ask("/month/2021-09", {}), month().encode(), ask("/", {"q": multitudes.SEARCHED}), search().encode()]
    shown = [events_in(page) for page in pages]
    assert [len(each) for each in shown] == [multitudes.IN_THE_MONTH] * 4
    assert shown == [shown[0]] * 4


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with some who are due a digest."""
    return sending_readers.database_of(tmp_path_factory.mktemp("readers"), readers=MAILS)


def test_the_digests_that_are_sent_take_some_eight_kilobytes(readers: Path) -> None:
    assert 7_000 < len(a_mail_from(readers)) < 9_000


def test_every_reader_gets_his_digest_and_the_database_stays_as_it_was(readers: Path) -> None:
    before = readers.read_bytes()
    with relay() as heard:
        assert send_all(readers, relay_at(heard.port), connections=3) > 0
        recipients = [mail.recipient for mail in heard.mails]
    assert sorted(recipients) == [f"reader{number}@example.org" for number in range(MAILS)]
    assert readers.read_bytes() == before


def test_the_obvious_way_says_the_same(readers: Path) -> None:
    ours = a_mail_from(readers)
    with relay() as heard:
        send_naively(relay_at(heard.port), ours, ["anna@example.org"])
        (theirs,) = heard.mails
    first, second = (message_from_bytes(each, policy=default) for each in (ours, theirs.payload))
    assert (second["To"], second["Subject"]) == ("anna@example.org", first["Subject"])
    assert [part.get_content_type() for part in second.walk()] == [part.get_content_type() for part in first.walk()]
    assert said(second) == said(first)


def relay_at(port: int) -> Relay:
    return Relay("a relay", port, lambda: None)


def said(message: EmailMessage) -> list[object]:
    """Without what ends the lines."""
    parts = [part for part in message.walk() if not part.is_multipart()]
    return [str(part.get_content()).split() for part in parts]


def test_two_things_are_measured_in_turn() -> None:
    done: list[str] = []
    measured = in_turn(lambda: done.append("ours"), lambda: done.append("theirs"), pairs=2)
    assert done == ["ours", "theirs", *["ours"] * PAGES, *["theirs"] * PAGES, *["ours"] * PAGES, *["theirs"] * PAGES]
    assert len(measured.ratios) == 2


def benchmark(*arguments: str, name: str = "feeds") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1])


@pytest.mark.parametrize(
    ("name", "does"),
    [
        ("feeds", "Measure the feeds of Dateline "),
        ("agenda", "Measure pages of the agenda "),
        ("sending", "Measure sending digests "),
    ],
)
def test_a_command_says_what_it_measures(name: str, does: str) -> None:
    done = benchmark("--help", name=name)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Usage: python -m benchmarks.{name} [OPTIONS]\n\n  {does}")


def test_sizes_that_are_no_numbers_are_refused() -> None:
    done = benchmark("--events", "100,many")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        'Error: Invalid value for \'--events\': expected numbers of events as in "100,1000", not "100,many"'
    )
