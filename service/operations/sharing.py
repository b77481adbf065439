"""Sharing: somebody is given the address of a private calendar, and it can be taken back."""

import secrets
from datetime import datetime

from sqlite_utils import Database

from service.domain.errors import InvalidValue, NotFound
from service.domain.text import shown
from service.storage.calendars import calendar_named
from service.storage.database import transaction
from service.storage.generations import raise_generation
from service.storage.tokens import add_token, revoke_token


def share(db: Database, calendar: str, note: str, now: datetime) -> str:
    """The new token, to be shown this once: only its hash is kept. `note` says for whom it is.

    Raises NotFound where there is no such calendar, InvalidValue where everybody may see it anyway.
    """
    if not note.strip() or not note.isprintable():
        raise InvalidValue(f"Expected for whom it is, on one line that is not blank, not {shown(note)}.")
    token = secrets.token_urlsafe(32)
    with transaction(db):
        found = calendar_named(db, calendar)
        if found is None:
            raise NotFound(f"There is no calendar {shown(calendar)}.")
        if not found.private:
            raise InvalidValue(f"The calendar {shown(calendar)} is not private: everybody may subscribe to it.")
        add_token(db, calendar, note.strip(), token, now)
        raise_generation(db)
    return token


def unshare(db: Database, id: int, now: datetime) -> None:
    """From now on the token leads nowhere. Raises NotFound where none with that id does."""
    with transaction(db):
        if not revoke_token(db, id, now):
            raise NotFound(f"There is no token {id} that is still good.")
        raise_generation(db)
