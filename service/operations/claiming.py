"""Claiming: waiting messages become a sender's, and are written where they were not yet."""

import json
import logging
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from service.domain.letter import Letter
from service.domain.telling import Telling
from service.operations.writing import Writer, Written
from service.storage.letters import letter_number, letters_numbered
from service.storage.outbox import Claim, Message, cancel, cancel_unwanted, claim, claim_again, hold
from service.storage.tellings import telling_number

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claimed:
    """A message that is a sender's now, with its bytes, which never change again."""

    message: Message
    payload: bytes


def claim_each(
    db: Database, writer: Writer, messages: Sequence[Message], *, owner: str, now: datetime
) -> list[Claimed]:
    """All of these waiting messages that are still to be told. Call it in the transaction in which they were found.

    What nobody is to get any more is given up. What cannot be written is our fault: it is held, and no other waits
    for it.
    """
    frozen = [each for each in messages if each.letter is not None]
    others = [each for each in messages if each.letter is None]
    return [
        *_claim_frozen(db, frozen, owner=owner, now=now),
        *_claim_unwritten(db, writer, others, owner=owner, now=now),
    ]


def _claim_frozen(db: Database, messages: Sequence[Message], *, owner: str, now: datetime) -> list[Claimed]:
    unwanted = cancel_unwanted(db, [each.id for each in messages], now=now)
    letters = letters_numbered(db, (each.letter for each in messages if each.letter is not None))
    claimed = []
    for message in messages:
        if message.letter is not None and message.id not in unwanted:
            payload = _filled(db, message, letters[message.letter], message.own or {}, now)
            claimed += [Claimed(message, payload)] if payload else []
    claim_again(db, [each.message.id for each in claimed], owner=owner, now=now)
    return claimed


def _claim_unwritten(
    db: Database, writer: Writer, messages: Sequence[Message], *, owner: str, now: datetime
) -> list[Claimed]:
    kept = _Kept(db)
    pointless, claims, claimed = [], [], []
    for message, written in _written(db, writer, messages, now):
        if written is None:
            pointless.append(message.id)
        elif payload := _filled(db, message, written.letter, written.own, now):
            own = json.dumps(dict(written.own))
            claims.append(Claim(message, kept.letter(written.letter), own, kept.tellings(written.tellings)))
            claimed.append(Claimed(message, payload))
    claim(db, claims, owner=owner, now=now)
    cancel(db, pointless, reason="nothing that it was to tell is still ahead", now=now)
    return claimed


def _written(
    db: Database, writer: Writer, messages: Sequence[Message], now: datetime
) -> list[tuple[Message, Written | None]]:
    """Without those that cannot be written."""
    try:
        written = writer.write(db, messages, now)
    except sqlite3.Error:
        raise
    except Exception as error:
        if len(messages) > 1:
            return [found for each in messages for found in _written(db, writer, [each], now)]
        _hold(db, messages, error, now)
        return []
    return [(each, written[each.id]) for each in messages]


def _filled(db: Database, message: Message, letter: Letter, own: Mapping[str, str], now: datetime) -> bytes | None:
    try:
        return letter.filled(own)
    except Exception as error:
        _hold(db, [message], error, now)
        return None


def _hold(db: Database, messages: Iterable[Message], error: Exception, now: datetime) -> None:
    for each in messages:
        _log.error("Message %d cannot be written.", each.id, exc_info=error)
        hold(db, [each.id], reason=f"it cannot be written: {type(error).__name__}: {error}", now=now)


class _Kept:
    """The numbers of letters and tellings in one transaction; many messages share them."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._letters: dict[int, tuple[Letter, int]] = {}
        self._tellings: dict[int, tuple[tuple[Telling, ...], int]] = {}

    def letter(self, letter: Letter) -> int:
        if id(letter) not in self._letters:  # by identity: to compare bytes would take longer
            self._letters[id(letter)] = letter, letter_number(self._db, letter)
        return self._letters[id(letter)][1]

    def tellings(self, tellings: tuple[Telling, ...]) -> int | None:
        if not tellings:
            return None
        if id(tellings) not in self._tellings:
            self._tellings[id(tellings)] = tellings, telling_number(self._db, tellings)
        return self._tellings[id(tellings)][1]
