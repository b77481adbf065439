"""Whatever comes in, and however it is cut, the dialogue never says more of a mail than it knows."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.delivery import dialogue
from service.delivery.dialogue import Dialogue, Over
from service.domain.delivery import Accepted, Deferred, Done, Mail, News, Ready, Unsure
from tests.delivery.sending import a_mail, mails

AGREED = b"250 Sender\r\n250 Recipient\r\n354 Go ahead\r\n"
LINES = st.lists(
    st.sampled_from([b"250 ", b"250-", b"354 ", b"451 ", b"550 5.1.1", b"421 ", b"250", b"\r\n", b"\n", b"x", b"\0"])
).map(b"".join)
EVERYTHING = 1_000_000  # octets: more than was said


def said(of: Dialogue) -> bytes:
    words, of.to_say = b"".join(of.to_say), []
    return words


def test_where_it_may_all_of_an_envelope_is_asked_in_one_turn() -> None:
    of = Dialogue([], pipelining=True)
    of.begin(a_mail())
    assert said(of) == b"MAIL FROM:<dateline@example.org>\r\nRCPT TO:<anna@example.org>\r\nDATA\r\n"


def test_where_it_may_not_each_answer_is_waited_for() -> None:
    of = Dialogue([], pipelining=False)
    of.begin(a_mail())
    turns = [said(of)]
    for answer in AGREED.splitlines(keepends=True):
        of.hear(answer, written=EVERYTHING)
        turns.append(said(of))
    assert turns == [b"MAIL FROM:<dateline@example.org>\r\n", b"RCPT TO:<anna@example.org>\r\n", b"DATA\r\n", b""]


def test_the_next_envelope_goes_out_behind_the_content_in_one_turn() -> None:
    first, second = mails(2)
    news: list[News] = []
    of = Dialogue(news, pipelining=True)
    of.begin(first)
    of.hear(AGREED, written=EVERYTHING)
    said(of)
    of.finish()
    of.begin(second)
    assert said(of) == (
        first.payload + b".\r\nMAIL FROM:<dateline@example.org>\r\nRCPT TO:<anna@example.org>\r\nDATA\r\n"
    )
    of.hear(b"250 Taken\r\n" + AGREED, written=EVERYTHING)
    assert news == [Ready(first), Done(first, Accepted("250 Taken")), Ready(second)]


@given(pieces=st.lists(st.binary(max_size=20) | LINES), pipelining=st.booleans())
def test_whatever_comes_in_each_mail_ends_once_or_waits(pieces: list[bytes], pipelining: bool) -> None:
    news, ready = story(pieces, pipelining)
    ended = [each.mail for each in news if isinstance(each, Done)]
    assert sorted([*ended, *ready], key=lambda mail: mail.message_id) == mails(2)


@given(pieces=st.lists(st.binary(max_size=20) | LINES), pipelining=st.booleans(), missing=st.integers(0, 40))
def test_only_who_has_the_final_dot_may_have_the_mail(pieces: list[bytes], pipelining: bool, missing: int) -> None:
    news: list[News] = []
    of = Dialogue(news, pipelining=pipelining)
    of.begin(a_mail())
    written = 0
    for answer in AGREED.splitlines(keepends=True):
        written += len(said(of))
        of.hear(answer, written=written)
    of.finish()
    written += len(said(of)) - missing
    hear(of, pieces, written=written)
    of.end("over", written=written)
    (end,) = [each for each in news if isinstance(each, Done)]
    if missing >= len(b".\r\n"):
        assert not isinstance(end.outcome, Accepted | Unsure)
    elif missing:
        assert not isinstance(end.outcome, Accepted)


@pytest.mark.parametrize(("pieces", "expected"), [([b""], Unsure("over")), ([b"250 Taken\r\n"], Accepted("250 Taken"))])
def test_an_end_after_the_final_dot_is_certain_only_with_an_answer(pieces: list[bytes], expected: object) -> None:
    news: list[News] = []
    of = Dialogue(news, pipelining=True)
    of.begin(a_mail())
    of.hear(AGREED, written=EVERYTHING)
    of.finish()
    hear(of, pieces, written=EVERYTHING)
    of.end("over", written=EVERYTHING)
    assert news == [Ready(a_mail()), Done(a_mail(), expected)]  # type: ignore[arg-type]


def test_a_goodbye_is_over_when_it_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    of = Dialogue([], pipelining=True)
    of.say_goodbye()
    assert (said(of), of.is_free, of.is_leaving) == (b"QUIT\r\n", False, True)
    with pytest.raises(Over, match="said goodbye"):
        of.hear(b"221 Goodbye\r\n", written=EVERYTHING)


def test_so_many_mails_and_no_more_go_over_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue, "MOST_PER_CONNECTION", 1)
    of = Dialogue([], pipelining=True)
    free_before = of.is_free
    of.begin(a_mail())
    of.hear(b"250 Sender\r\n450 Not now\r\n503 No recipient\r\n", written=EVERYTHING)
    assert (free_before, of.is_free, of.is_leaving) == (True, False, True)


def hear(of: Dialogue, pieces: list[bytes], *, written: int) -> None:
    with suppress(Over):
        for piece in pieces:
            of.hear(piece, written=written)


def story(pieces: list[bytes], pipelining: bool) -> tuple[list[News], list[Mail]]:
    """What is told of two mails, one behind the other as soon as that may be, and which is ready at the end."""
    news: list[News] = []
    of = Dialogue(news, pipelining=pipelining)
    waiting = mails(2)
    of.begin(waiting.pop(0))
    with suppress(Over):
        for piece in pieces:
            of.hear(piece, written=EVERYTHING)
            if of.ready:
                of.finish()
            if waiting and of.is_free:
                of.begin(waiting.pop(0))
    of.end("over", written=EVERYTHING)
    return news + [Done(mail, Deferred("never begun")) for mail in waiting], [of.ready] if of.ready else []
