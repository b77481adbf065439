"""Handling: a person decides about single messages of the outbox."""

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.storage.database import transaction
from service.storage.outbox_orders import FROM, Order, carry_out
from service.storage.outbox_report import states_of


def handle(db: Database, order: Order, ids: Sequence[int], now: datetime) -> int:
    """Carries out the order for all of them or for none: how many.

    Raises NotFound, and InvalidValue where one is in a state in which that makes no sense.
    """
    with transaction(db):
        states = states_of(db, ids)
        wanted = dict.fromkeys(ids)
        for id in wanted:
            if id not in states:
                raise NotFound(f"There is no message {id}.")
            if not carry_out(db, order, id, now):
                raise InvalidValue(_not_possible(order, id, states[id]))
    return len(wanted)


def _not_possible(order: Order, id: int, state: str) -> str:
    if state in FROM[order]:
        return f"Message {id} cannot be sent again: it is too late, or its reader is forgotten. Nothing was changed."
    possible = ", ".join(FROM[order])
    return f'Message {id} is {state}; "{order}" is for what is {possible}. Nothing was changed.'
