"""A card comes back from the database as it was."""

from dataclasses import replace

import pytest
from hypothesis import given

from service.domain.card import Card, card_of
from service.domain.event import AnyEvent, Deadline, Done, Open, Place, Telephone, Unplaced, Venue, VideoConference
from service.domain.text import Text
from service.storage.cards import card_document, card_from, place_in
from tests.examples import a_meeting, a_revision, hours
from tests.strategies import events


def read_back(card: Card) -> Card:
    """As from the columns of the index, and the document."""
    progress = {Done: "done", Open: "open"}.get(type(card.progress))
    columns = (card.uid, card.slug, card.calendar, card.kind.value, card.status.value, card.body, progress)
    return card_from((*columns, card_document(card)))


@given(events())
def test_the_card_of_any_event_is_read_back_as_it_was(event: AnyEvent) -> None:
    card = card_of(a_revision(event))
    assert read_back(card) == card
    assert place_in(card_document(card)) == event.place
    assert (card.given_at, card.due_at) == (
        (event.given_at, event.due_at) if isinstance(event, Deadline) else (None, None)
    )


def test_hours_are_kept_in_utc_with_the_zone_of_the_venue() -> None:
    card = card_of(a_revision(a_meeting(span=hours("2021-09-16 09:00", "2021-09-16 18:00"))))
    assert read_back(card).span == card.span
    assert '"s":["2021-09-16T07:00:00+00:00","2021-09-16T16:00:00+00:00","Europe/Vienna"]' in card_document(card)


@pytest.mark.parametrize(
    ("place", "document"),
    [
        (Venue(name=Text("Зал", {"en": "Hall"}), country="TJ"), '["venue",{"":"Зал","en":"Hall"},"TJ"]'),
        (Venue(name=Text("Hall")), '["venue","Hall",null]'),
        (VideoConference(link="https://example.org/room"), '["video","https://example.org/room"]'),
        (Telephone(), '["telephone"]'),
        (Unplaced(), "[]"),
    ],
)
def test_a_document_says_no_more_than_it_has_to(place: Place, document: str) -> None:
    card = card_of(a_revision(a_meeting(place=place, summary=Text("«Meeting»"))))
    assert card_document(card) == f'{{"t":"«Meeting»","s":["2021-09-16","2021-09-16"],"p":{document}}}'


def test_two_cards_that_differ_only_in_a_column_are_two() -> None:
    card = card_of(a_revision())
    assert read_back(replace(card, slug="other")) == replace(card, slug="other") != read_back(card)


def test_a_place_that_no_version_ever_wrote_is_refused() -> None:
    with pytest.raises(ValueError, match="no place"):
        place_in('{"p":["moon"]}')
