"""A letter is kept once however many readers get it, and comes back as it was."""

from sqlite_utils import Database

from service.domain.letter import Letter
from service.storage.letters import letter_number, letters_numbered

ONE = Letter(b"To: \0address\0\r\n\r\nOne.\r\n")
OTHER = Letter(b"To: \0address\0\r\n\r\nAnother.\r\n")


def test_a_letter_has_one_number_however_often_it_is_asked_for(db: Database) -> None:
    number = letter_number(db, ONE)
    assert letter_number(db, Letter(ONE.frame)) == number
    assert letter_number(db, OTHER) != number
    assert db["letters"].count == 2


def test_letters_come_back_by_their_numbers(db: Database) -> None:
    one, other = letter_number(db, ONE), letter_number(db, OTHER)
    assert letters_numbered(db, [one, other, one]) == {one: ONE, other: OTHER}
    assert letters_numbered(db, [one]) == {one: ONE}
    assert letters_numbered(db, []) == {}
    assert letters_numbered(db, [99]) == {}
