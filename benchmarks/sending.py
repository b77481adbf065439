"""`python -m benchmarks.sending`: digests from due to sent, beside smtp-source and a loop over smtplib, as Markdown.

The relays are Debian's smtp-sink and a Postfix of its own that queues on disk and throws away at the end. What is
compared is measured in turn and told as the median of the ratios of such pairs, with the least and the greatest:
single numbers mean little on a machine that does other things, too. Needs Debian's package postfix, and to be root.
"""

import platform
import signal
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks import targets
from benchmarks.pairs import Pairs
from benchmarks.progress import say
from benchmarks.sending_naively import send_naively
from benchmarks.sending_readers import a_mail_from, database_of, send_all
from benchmarks.sending_relays import SESSIONS, Relay, postfix, smtp_sink, smtp_source, why_no_postfix
from benchmarks.tables import number, octets, ratio, table
from service.config import settings_from

NAIVE = 500  # mails are enough to know what one takes
QUICK_READERS, QUICK_ROUNDS = 1000, 2
FEWER_TO_POSTFIX = 5  # times: it takes so much longer


@dataclass(frozen=True)
class Contest:
    """What is sent, and how: `mails` is the number of readers in the database, `mail` what one of them gets."""

    database: Path
    mails: int
    mail: bytes
    connections: int
    rounds: int

    def each_round(self, relay: Relay) -> Iterator[int]:
        for current in range(1, self.rounds + 1):
            say(f"round {current} of {self.rounds}: {self.mails:,} mails to {relay.name}")
            yield current


@dataclass(frozen=True)
class Compared:
    """Mails a second, ours beside theirs."""

    relay: str
    mails: int
    beside: str
    rates: Pairs
    target: float

    @property
    def row(self) -> tuple[str, ...]:
        ours, theirs = map(number, self.rates.typical)
        return (
            self.relay,
            f"{self.mails:,}",
            self.beside,
            f"{ours}/s",
            f"{theirs}/s",
            ratio(self.rates),
            f"≥ {self.target}",
        )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--readers", type=click.IntRange(FEWER_TO_POSTFIX), default=20_000, show_default=True)
@click.option(
    "--connections",
    type=click.IntRange(1),
    default=settings_from({}).smtp_connections,
    show_default=True,
    help="Of Dateline, at once.",
)
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="Pairs for each comparison.")
@click.option("--quick", is_flag=True, help=f"{QUICK_ROUNDS} rounds, {QUICK_READERS:,} readers: to see that all works.")
def main(readers: int, connections: int, rounds: int, quick: bool) -> None:
    """Measure sending digests beside other senders on this machine, and print a table in Markdown."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that no Postfix stays behind
    if quick:
        readers, rounds = QUICK_READERS, QUICK_ROUNDS
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # Postfix works as another user
        many, some = (_readers(folder, count) for count in (readers, readers // FEWER_TO_POSTFIX))
        mail = a_mail_from(some)
        click.echo(
            f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.system()} "
            f"{platform.machine()}; mails of {octets(len(mail))}, "
            f"{connections} connections of Dateline, {SESSIONS} of smtp-source\n"
        )
        compared = [
            *_to_smtp_sink(folder, Contest(many, readers, mail, connections, rounds)),
            *_to_postfix(folder, Contest(some, readers // FEWER_TO_POSTFIX, mail, connections, rounds)),
        ]
    headings = ("relay", "mails", "beside", "Dateline", "theirs", "median ratio (min to max)", "target")
    click.echo(table(headings, [each.row for each in compared]))


def _readers(folder: Path, count: int) -> Path:
    say(f"{count:,} readers sign up")
    return database_of(folder, readers=count)


def _to_smtp_sink(folder: Path, contest: Contest) -> list[Compared]:
    recipients = [f"reader{each}@example.org" for each in range(min(NAIVE, contest.mails))]
    with smtp_sink(folder) as relay:
        measured = [
            (*_in_turn(contest, relay), len(recipients) / send_naively(relay, contest.mail, recipients))
            for _ in contest.each_round(relay)
        ]
    ours, theirs, naive = zip(*measured, strict=True)
    loop = f"EmailMessage, smtplib ({len(recipients)} mails)"
    return [
        Compared(relay.name, contest.mails, "smtp-source", Pairs(ours, theirs), targets.SENDING_TO_SMTP_SINK),
        Compared(relay.name, contest.mails, loop, Pairs(ours, naive), targets.SENDING_BESIDE_SMTPLIB),
    ]


def _to_postfix(folder: Path, contest: Contest) -> list[Compared]:
    if why := why_no_postfix():
        say(f"no Postfix: {why}")
        return []
    with postfix(folder) as relay:
        rates = Pairs(*zip(*(_in_turn(contest, relay) for _ in contest.each_round(relay)), strict=True))
    return [Compared(relay.name, contest.mails, "smtp-source", rates, targets.SENDING_TO_POSTFIX)]


def _in_turn(contest: Contest, relay: Relay) -> tuple[float, float]:
    """Mails a second of Dateline, then of smtp-source; each begins when the relay is done with the one before."""
    ours = contest.mails / send_all(contest.database, relay, connections=contest.connections)
    relay.settle()
    theirs = contest.mails / smtp_source(relay, mails=contest.mails, octets=len(contest.mail))
    relay.settle()
    return ours, theirs


if __name__ == "__main__":
    main()
