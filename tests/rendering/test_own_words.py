"""What is each reader's own in a mail."""

import html
import quopri
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.site import Site
from service.domain.token import Purpose, token
from service.rendering.own_words import Gap, link, link_length, own_words
from tests.rendering.mails import MORNING, SITE

SECRET = bytes(range(16))
local_parts = st.text(st.sampled_from("abcXYZ019!#$%&'*+-/=?^_`{|}~."), min_size=1, max_size=200)


def own(*gaps: Gap, address: str = "anna@example.org", now: datetime = MORNING) -> dict[str, str]:
    return own_words(gaps, id=7, secret=SECRET, address=address, message_id="<1@example.org>", now=now)


def test_a_letter_gets_what_it_has_gaps_for() -> None:
    assert own(Gap.TO, Gap.MANAGE) == {"to": "anna@example.org", "manage": token(7, SECRET, Purpose.MANAGE)}
    assert own() == {}


def test_a_reader_has_an_address_a_date_and_links_of_his_own() -> None:
    assert own(*Gap) == {
        "date": "Thu, 02 Sep 2021 05:00:00 +0000",
        "id": "<1@example.org>",
        "to": "anna@example.org",
        "address": "anna@example.org",
        "address-html": "anna@example.org",
        "confirm": token(7, SECRET, Purpose.CONFIRM),
        "manage": token(7, SECRET, Purpose.MANAGE),
        "unsubscribe": token(7, SECRET, Purpose.UNSUBSCRIBE),
    }


@given(local_parts)
@example("a" * 300)
@example("=?utf-8?q?a=0D=0ABcc?=")
@example("a&amp;b")
def test_any_address_is_read_as_it_is(local: str) -> None:
    address = f"{local}@example.org"
    words = own(Gap.TO, Gap.ADDRESS, Gap.ADDRESS_IN_HTML, address=address)
    assert words["to"] == address
    assert quopri.decodestring(words["address"].encode()).decode() == address
    assert html.unescape(quopri.decodestring(words["address-html"].encode()).decode()) == address
    assert [each for each in words["address-html"].replace("=\r\n", "") if each in "<>\"'"] == []
    assert max(map(len, words["address-html"].split("\r\n"))) <= 76


def test_the_date_is_when_the_mail_was_written() -> None:
    assert own(Gap.DATE, now=datetime(2027, 1, 31, 23, 59, 59, tzinfo=UTC)) == {
        "date": "Sun, 31 Jan 2027 23:59:59 +0000"
    }


@pytest.mark.parametrize(
    ("gap", "start"),
    [
        (Gap.CONFIRM, "https://dates.example.org/subscribe/confirm/"),
        (Gap.MANAGE, "https://dates.example.org/subscribe/manage/"),
        (Gap.UNSUBSCRIBE, "https://dates.example.org/u/"),
    ],
)
def test_a_link_ends_in_a_token(gap: Gap, start: str) -> None:
    assert link(SITE, gap) == f"{start}\0{gap}\0"
    assert link_length(SITE, gap) == len(start + own(gap)[gap])


def test_a_site_may_be_below_a_path() -> None:
    assert link(Site("https://example.org/dates", "dates@example.org"), Gap.UNSUBSCRIBE) == (
        "https://example.org/dates/u/\0unsubscribe\0"
    )
