"""Replies are read wherever they are cut, and nothing that is none passes for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.delivery.replies import (
    LONGEST_LINE,
    LONGEST_TEXT,
    MOST_LINES,
    NotSmtp,
    Replies,
    Reply,
    one_line,
    refusal,
    refusal_of_recipient,
)
from service.domain.delivery import AddressRefused, Deferred, Outcome, Refused

TEXTS = st.binary(max_size=20).filter(lambda text: not set(text) & set(b"\r\n"))
REPLIES = st.builds(Reply, st.integers(200, 599), st.lists(TEXTS, min_size=1, max_size=4).map(tuple))


def written(reply: Reply) -> bytes:
    *most, last = reply.said
    return b"".join(b"%d-%s\r\n" % (reply.code, text) for text in most) + b"%d %s\r\n" % (reply.code, last)


@given(st.lists(REPLIES), st.integers(1, 7))
def test_replies_are_read_in_whatever_pieces_they_come(replies: list[Reply], size: int) -> None:
    octets = b"".join(map(written, replies))
    reading = Replies()
    found = [reply for start in range(0, len(octets), size) for reply in reading.heard(octets[start : start + size])]
    assert found == replies


@given(st.lists(st.binary()))
def test_whatever_comes_in_is_a_reply_or_not_smtp(pieces: list[bytes]) -> None:
    reading = Replies()
    try:
        codes = [reply.code for piece in pieces for reply in reading.heard(piece)]
    except NotSmtp:
        return
    assert all(200 <= code <= 599 for code in codes)


@pytest.mark.parametrize(
    "line",
    [b"", b"25", b"2500 Fine", b"250\tFine", b"150 Fine", b"650 Fine", b" 250 Fine", b"abc Fine", b"\xd9\xa2\xd9\xa5"],
)
def test_a_line_without_a_code_is_no_reply(line: bytes) -> None:
    with pytest.raises(NotSmtp):
        list(Replies().heard(line + b"\r\n"))


def test_the_replies_before_what_is_none_are_heard() -> None:
    replies = Replies().heard(b"250 Fine\r\nWhat?\r\n")
    assert next(replies) == Reply(250, (b"Fine",))
    with pytest.raises(NotSmtp, match=r"What\?"):
        next(replies)


def test_a_reply_may_end_its_lines_badly_and_say_nothing() -> None:
    assert list(Replies().heard(b"250-\n250\n")) == [Reply(250, (b"", b""))]


@pytest.mark.parametrize("octets", [b"2" * (LONGEST_LINE + 1), b"250 " + b"x" * LONGEST_LINE + b"\r\n"])
def test_a_line_has_an_end(octets: bytes) -> None:
    with pytest.raises(NotSmtp, match="a line without an end"):
        list(Replies().heard(octets))


def test_a_reply_has_an_end() -> None:
    with pytest.raises(NotSmtp, match="a reply without an end"):
        list(Replies().heard(b"250-x\r\n" * MOST_LINES))


def test_all_lines_of_a_reply_have_the_same_code() -> None:
    with pytest.raises(NotSmtp, match="250 and 550 in one reply"):
        list(Replies().heard(b"250-Fine\r\n550 Not fine\r\n"))


@pytest.mark.parametrize(
    ("reply", "of_recipient", "of_another"),
    [
        (b"450 4.2.1 Later", Deferred("450 4.2.1 Later"), Deferred("450 4.2.1 Later")),
        (b"550 5.1.1 No", AddressRefused("550 5.1.1 No"), Refused("550 5.1.1 No")),
        (b"550 No", AddressRefused("550 No"), Refused("550 No")),
        (b"550", AddressRefused("550"), Refused("550")),
        (b"550 5.7.1 No", Deferred("550 5.7.1 No"), Deferred("550 5.7.1 No")),
        (b"550 15.7.1 No", AddressRefused("550 15.7.1 No"), Refused("550 15.7.1 No")),
        (b"503 No", Deferred("503 No"), Deferred("503 No")),
        (b"530 No", Deferred("530 No"), Deferred("530 No")),
    ],
)
def test_only_what_is_not_our_own_fault_is_final(reply: bytes, of_recipient: Outcome, of_another: Outcome) -> None:
    (heard,) = Replies().heard(reply + b"\r\n")
    assert (refusal_of_recipient(heard), refusal(heard)) == (of_recipient, of_another)


@given(st.text())
def test_a_text_becomes_one_line_of_bounded_length(text: str) -> None:
    line = one_line(text)
    assert line.isprintable()
    assert len(line) <= LONGEST_TEXT


def test_octets_that_are_no_text_are_shown_as_such() -> None:
    assert Reply(550, (b"\xff\xfeNo\x1b[0m",)).text == "550 \N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}No [0m"
