"""What the relay gets is what was handed over, byte for byte, and over as few turns as it allows."""

from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.delivery import dialogue
from service.delivery.channel import Patience
from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Accepted, AddressRefused, Deferred, Done, Mail, Ready, Refused
from tests.delivery.relay import relay
from tests.delivery.scripted import NEVER, scripted
from tests.delivery.sending import HELLO, a_mail, mails, outcome_of, send, until_news, until_ready

PAYLOADS = {
    "plain": HELLO,
    "a line of one dot": b"Subject: Dots\r\n\r\n.\r\nstill here\r\n",
    "lines that begin with dots": b"Subject: Dots\r\n\r\n.a\r\n..b\r\n...\r\n.\r\n.\r\n",
    "ends with a dot": b"Subject: Dots\r\n\r\nthe end\r\n.\r\n",
    "begins with a dot": b".odd: header\r\n\r\nHello\r\n",
    "dots inside": b"Subject: Dots\r\n\r\na.b.\r\n",
    "empty lines": b"Subject: Nothing\r\n\r\n\r\n\r\n\r\n",
    "long lines": b"Subject: Long\r\n\r\n" + b"x" * 998 + b"\r\n",
    "a long mail": b"Subject: Long\r\n\r\n" + b"0123456789 0123456789 0123456789\r\n.\r\n" * 20_000,
    "a mail in Russian": "Subject: Hello\r\n\r\nПривет\r\n".encode(),
}
ENVELOPE = ["MAIL", "RCPT", "DATA", "."]


def through(port: int, *, connections: int = 1, patience: Patience | None = None) -> SmtpRelay:
    return SmtpRelay("127.0.0.1", port, tls="none", connections=connections, patience=patience or Patience())


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_the_relay_gets_exactly_these_bytes(payload: bytes) -> None:
    with relay() as server:
        outcome = outcome_of(through(server.port), a_mail(payload))
    assert outcome == Accepted("250 Fine")
    assert server.mails == [Mail("", "dateline@example.org", "anna@example.org", payload)]


def test_the_relay_gets_exactly_these_bytes_whatever_the_dots_and_line_ends() -> None:
    lines = st.lists(st.text(".x \t", max_size=4).map(str.encode), min_size=1, max_size=8)

    with scripted() as server, closing(through(server.port)) as carrier:

        @given(lines)
        def holds(lines: list[bytes]) -> None:
            payload = b"\r\n".join([*lines, b""])
            assert send(carrier, [a_mail(payload)]) == {a_mail(payload): Accepted("250 Taken")}
            assert server.taken[-1] == payload

        holds()


def test_a_last_line_without_its_end_gets_one() -> None:
    with relay() as server:
        outcome_of(through(server.port), a_mail(b"Subject: Hello\r\n\r\nno end"))
    assert [mail.payload for mail in server.mails] == [b"Subject: Hello\r\n\r\nno end\r\n"]


@pytest.mark.parametrize("payload", [b"Hello\n.\r\n", b"Hello\r.\r\n", b"Hello\n", b"\r\r\n", b"\r\n\n\r"])
def test_no_line_end_goes_out_by_which_a_mail_could_be_smuggled_into_another(payload: bytes) -> None:
    with scripted() as server:
        outcome = outcome_of(through(server.port), a_mail(payload))
    assert outcome == Refused("a line of the mail does not end in CRLF")
    assert server.sessions == []


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "anna",
        "anna@",
        "a@b>\r\nRCPT TO:<eve@c",
        "a@b> NOTIFY=NEVER",
        "a@b\n",
        "a@b\0",
        "анна@example.org",
        "a@b\x7f",
    ],
)
def test_nothing_but_an_address_goes_out_as_one(recipient: str) -> None:
    with scripted() as server:
        outcome = outcome_of(through(server.port), a_mail(recipient=recipient))
    assert outcome == AddressRefused("not an address that a mail can be sent to")
    assert server.sessions == []


def test_a_sender_that_is_no_address_is_our_own_fault() -> None:
    mail = Mail("<1@example.org>", "dateline@example.org>\r\nDATA", "anna@example.org", HELLO)
    assert outcome_of(through(1), mail) == Deferred("not an address that a mail can be sent from")


def test_a_mail_is_ready_before_the_relay_has_anything_of_it() -> None:
    with scripted() as server, closing(through(server.port)) as carrier:
        until_ready(carrier, a_mail())
        before = list(server.received)
        carrier.finish(a_mail())
        assert until_news(carrier) == [Done(a_mail(), Accepted("250 Taken"))]
    assert (before, server.received) == ([], [HELLO])


def test_a_mail_that_is_dropped_leaves_nothing_behind() -> None:
    first, second = mails(2)
    with scripted() as server, closing(through(server.port)) as carrier:
        assert send(carrier, [first, second], drop=[first]) == {second: Accepted("250 Taken")}
    assert server.received == [second.payload]
    assert server.sessions == [["EHLO", "MAIL", "RCPT", "DATA"], ["EHLO", *ENVELOPE, "QUIT"]]


def test_what_is_closed_while_it_is_ready_is_dropped() -> None:
    first, second = mails(2)
    with scripted() as server, closing(through(server.port)) as carrier:
        until_ready(carrier, first)
        carrier.close()
        assert send(carrier, [second]) == {second: Accepted("250 Taken")}
    assert server.received == [second.payload]


def test_only_what_is_ready_can_be_finished_or_dropped() -> None:
    carrier = through(1)
    with pytest.raises(LookupError, match="<1@example.org> is not ready"):
        carrier.finish(a_mail())
    with pytest.raises(LookupError, match="<1@example.org> is not ready"):
        carrier.drop(a_mail())


@pytest.mark.parametrize("pipelining", [True, False])
def test_several_mails_share_a_connection_which_is_then_closed(pipelining: bool) -> None:
    with scripted(pipelining=pipelining) as server, closing(through(server.port)) as carrier:
        outcomes = send(carrier, mails(3))
        before = [list(session) for session in server.sessions]
        carrier.close()
    assert outcomes == dict.fromkeys(mails(3), Accepted("250 Taken"))
    assert server.taken == [mail.payload for mail in mails(3)]
    assert before == [["EHLO", *ENVELOPE * 3]]
    assert server.sessions == [["EHLO", *ENVELOPE * 3, "QUIT"]]


@pytest.mark.parametrize("pipelining", [True, False])
def test_the_next_envelope_is_taken_behind_a_content_only_where_that_is_offered(pipelining: bool) -> None:
    with scripted({".": NEVER}, pipelining=pipelining) as server, closing(through(server.port)) as carrier:
        until_ready(carrier, a_mail())
        room_before = carrier.room()
        carrier.finish(a_mail())
        assert (room_before, carrier.room()) == (0, 1 if pipelining else 0)


def test_the_end_of_one_mail_is_told_before_the_next_is_ready() -> None:
    first, second = mails(2)
    with scripted() as server, closing(through(server.port)) as carrier:
        until_ready(carrier, first)
        carrier.finish(first)
        carrier.take(second)
        news = until_news(carrier)
        while len(news) < 2:
            news += until_news(carrier)
    assert news == [Done(first, Accepted("250 Taken")), Ready(second)]


def test_after_so_many_mails_a_connection_is_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue, "MOST_PER_CONNECTION", 2)
    with scripted() as server, closing(through(server.port)) as carrier:
        outcomes = send(carrier, mails(5))
    assert outcomes == dict.fromkeys(mails(5), Accepted("250 Taken"))
    assert server.sessions == [
        ["EHLO", *ENVELOPE * 2, "QUIT"],
        ["EHLO", *ENVELOPE * 2, "QUIT"],
        ["EHLO", *ENVELOPE, "QUIT"],
    ]


def test_after_a_goodbye_the_next_mail_opens_a_connection_again() -> None:
    with scripted() as server, closing(through(server.port)) as carrier:
        for mail in mails(2):
            assert outcome_of(carrier, mail) == Accepted("250 Taken")
    assert server.sessions == [["EHLO", *ENVELOPE, "QUIT"]] * 2


def test_where_nothing_has_come_about_there_is_no_news() -> None:
    with closing(through(1)) as carrier:
        assert carrier.news(seconds=0.01) == []


def test_closing_what_was_never_open_does_nothing() -> None:
    with scripted() as server:
        through(server.port).close()
    assert server.sessions == []
