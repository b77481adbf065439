"""Recognising a reader by the token in one of his links."""

from sqlite_utils import Database

from service.domain.subscriber import Subscriber, Unconfirmed
from service.domain.token import Purpose, id_in, is_token
from service.storage.subscribers import subscriber_with_id, was_number_given


def reader_of(db: Database, text: str, purpose: Purpose) -> Subscriber | None:
    """Whose token it is, for that purpose; None where it is nobody's, or nobody's any more.

    Before a reader has confirmed that it was he who asked, there is nothing else that he can do.
    """
    id = id_in(text)
    reader = subscriber_with_id(db, id) if id is not None else None
    if reader is None or not is_token(text, reader.id, reader.secret, purpose):
        return None
    is_too_early = isinstance(reader.standing, Unconfirmed) and purpose is not Purpose.CONFIRM
    return None if is_too_early else reader


def is_of_somebody_gone(db: Database, text: str) -> bool:
    """Whether the token may have been that of a reader who is forgotten. Nothing is left of him to prove it by."""
    id = id_in(text)
    return id is not None and was_number_given(db, id) and subscriber_with_id(db, id) is None
