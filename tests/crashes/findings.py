"""What was found when all had ended, and what of it should not be."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from sqlite_utils import Database

from tests.crashes.faults import NOBODY


@dataclass(frozen=True)
class Acceptance:
    """The relay took a mail, over the session (connection) of that number."""

    session: int
    message_id: str
    checksum: str


@dataclass(frozen=True)
class Record:
    """What the relay wrote down, in that order."""

    accepted: tuple[Acceptance, ...]
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def repeated(self) -> int:
        """How many times a mail was accepted that had been accepted before."""
        return len(self.accepted) - len({each.message_id for each in self.accepted})


@dataclass(frozen=True)
class Kept:
    """A message in the outbox, with all states that it went through."""

    message_id: str
    recipient: str
    state: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class Findings:
    """What the outbox has in the end, and what the relay."""

    kept: list[Kept]
    record: Record

    @property
    def steps(self) -> Counter[tuple[str, str]]:
        """How often a message went from one state to another."""
        return Counter(step for each in self.kept for step in pairwise(each.states))


def find(db: Database, record: Path) -> Findings:
    return Findings(kept_in(db), record_in(record))


def record_in(path: Path) -> Record:
    accepted, faults = [], Counter[str]()
    for line in path.read_text(encoding="ascii").splitlines():
        session, what, rest = line.split(" ", 2)
        if what == "accepted":
            accepted.append(Acceptance(int(session), *rest.split(" ")))
        else:
            faults[rest] += 1
    return Record(tuple(accepted), faults)


def kept_in(db: Database) -> list[Kept]:
    """Raises AssertionError where a step in the log does not begin where the one before ended."""
    steps: dict[int, list[tuple[str | None, str]]] = {}
    for message, before, after in db.execute("SELECT message, from_state, to_state FROM outbox_log ORDER BY id"):
        steps.setdefault(message, []).append((before, after))
    for message, taken in steps.items():
        assert taken[0][0] is None, f"message {message} began as {taken[0][0]}"
        assert all(one[1] == other[0] for one, other in pairwise(taken)), f"message {message} went {taken}"
    rows = db.execute("SELECT id, message_id, recipient, state FROM outbox ORDER BY id").fetchall()
    return [
        Kept(message_id, recipient, state, tuple(after for _, after in steps[id]))
        for id, message_id, recipient, state in rows
    ]


def mistakes(findings: Findings, *, planned: int, most_repeated: int | None) -> Iterator[str]:
    """A sentence for everything that must not be, whatever was killed or stopped.

    `most_repeated` None stands for: only what was the last over its connection, as nobody knew whether it was taken.
    """
    kept, record = findings.kept, findings.record
    if len(kept) != planned:
        yield f"{len(kept)} messages of {planned}"
    if wrong := [each for each in kept if each.states[-1] != each.state]:
        yield f"{len(wrong)} messages are not in the state that the log ends with, such as {wrong[0]}"
    for each in kept:
        if each.state != ("failed" if each.recipient.startswith(NOBODY) else "sent"):
            yield f"{each.recipient} ends as {each.state}"
        if each.states.count("sent") > 1:
            yield f"{each.recipient} was sent more than once by our own log"
    yield from _lost_mails(findings)
    yield from _repeated_with_other_bytes(record)
    if most_repeated is None:
        yield from _repeated_needlessly(record)
    elif record.repeated > most_repeated:
        yield f"repeated: {record.repeated}"


def _lost_mails(findings: Findings) -> Iterator[str]:
    accepted = {each.message_id for each in findings.record.accepted}
    lost = [each for each in findings.kept if each.state == "sent" and each.message_id not in accepted]
    if lost:
        yield f"lost: {len(lost)}, such as {lost[0].message_id}"
    if unknown := accepted - {each.message_id for each in findings.kept}:
        yield f"accepted, but not in the outbox: {sorted(unknown)}"


def _repeated_with_other_bytes(record: Record) -> Iterator[str]:
    checksums: dict[str, set[str]] = {}
    for each in record.accepted:
        checksums.setdefault(each.message_id, set()).add(each.checksum)
    yield from (f"repeated with other bytes: {id}" for id, different in checksums.items() if len(different) > 1)


def _repeated_needlessly(record: Record) -> Iterator[str]:
    """Its answer must have come: another mail was accepted after it over the same connection."""
    last_in_session = {each.session: each.message_id for each in record.accepted}
    before: dict[str, Acceptance] = {}
    for each in record.accepted:
        earlier = before.get(each.message_id)
        if earlier and last_in_session[earlier.session] != earlier.message_id:
            yield f"repeated, though it was known to be accepted: {each.message_id}"
        before[each.message_id] = each
