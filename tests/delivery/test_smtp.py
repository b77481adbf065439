"""What the relay gets is what was handed over, byte for byte."""

import pytest

from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Accepted, Mail
from tests.delivery.relay import Relay, relay

PAYLOADS = {
    "plain": b"Subject: Hello\r\n\r\nHello\r\n",
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


def a_mail(payload: bytes = PAYLOADS["plain"], recipient: str = "anna@example.org") -> Mail:
    return Mail("<1@example.org>", "dateline@example.org", recipient, payload)


def through(server: Relay) -> SmtpRelay:
    return SmtpRelay("127.0.0.1", server.port, tls="none")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_the_relay_gets_exactly_these_bytes(payload: bytes) -> None:
    with relay() as server:
        mailer = through(server)
        outcome = mailer.deliver(a_mail(payload), before_final_dot=lambda: None)
        mailer.close()
    assert outcome == Accepted("250 Fine")
    assert server.mails == [Mail("", "dateline@example.org", "anna@example.org", payload)]


def test_a_last_line_without_its_end_gets_one() -> None:
    with relay() as server:
        mailer = through(server)
        mailer.deliver(a_mail(b"Subject: Hello\r\n\r\nno end"), before_final_dot=lambda: None)
        mailer.close()
    assert [mail.payload for mail in server.mails] == [b"Subject: Hello\r\n\r\nno end\r\n"]


def test_the_moment_before_the_final_dot_comes_once_and_before_the_relay_has_anything() -> None:
    seen: list[int] = []
    with relay() as server:
        mailer = through(server)
        mailer.deliver(a_mail(), before_final_dot=lambda: seen.append(len(server.mails)))
        mailer.close()
    assert (seen, len(server.mails)) == ([0], 1)


def test_several_mails_share_a_connection_which_is_then_closed() -> None:
    with relay() as server:
        mailer = through(server)
        for reader in ("anna@example.org", "boris@example.org"):
            mailer.deliver(a_mail(recipient=reader), before_final_dot=lambda: None)
        goodbyes_before = server.goodbyes
        mailer.close()
    assert [mail.recipient for mail in server.mails] == ["anna@example.org", "boris@example.org"]
    assert len(set(server.peers)) == 1
    assert (goodbyes_before, server.goodbyes) == (0, 1)


def test_after_a_goodbye_the_next_mail_opens_a_connection_again() -> None:
    with relay() as server:
        mailer = through(server)
        for _ in range(2):
            mailer.deliver(a_mail(), before_final_dot=lambda: None)
            mailer.close()
    assert (len(server.mails), len(set(server.peers)), server.goodbyes) == (2, 2, 2)


def test_closing_what_was_never_open_does_nothing() -> None:
    with relay() as server:
        through(server).close()
    assert server.goodbyes == 0
