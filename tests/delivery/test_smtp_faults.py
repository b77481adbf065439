"""It is always said truthfully how far a mail got: certainly not accepted, or nobody knows."""

import socket

import pytest

from service.delivery import smtp
from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Accepted, Deferred, Outcome, Refused, Unsure
from tests.delivery.relay import HANG_UP, NEVER, Relay, relay
from tests.delivery.test_smtp import a_mail


class Stop(Exception):
    """What a sender raises who lost his lease."""


def deliver(server: Relay) -> tuple[Outcome, int]:
    """What becomes of one mail, and how often the moment before the final dot came."""
    calls: list[None] = []
    mailer = SmtpRelay("127.0.0.1", server.port, tls="none")
    outcome = mailer.deliver(a_mail(), before_final_dot=lambda: calls.append(None))
    mailer.close()
    return outcome, len(calls)


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("451 4.3.0 Try again later", Deferred("451 4.3.0 Try again later")),
        ("421 4.3.2 Going down", Deferred("421 4.3.2 Going down")),
        ("550 5.1.1 No such user", Refused("550 5.1.1 No such user")),
        ("554 Go away", Refused("554 Go away")),
        ("550 5.7.515 Not authenticated", Deferred("550 5.7.515 Not authenticated")),
    ],
)
def test_an_answer_before_the_content_is_certain(command: str, reply: str, outcome: Outcome) -> None:
    with relay({command: reply}) as server:
        assert deliver(server) == (outcome, 0)
    assert server.mails == []


@pytest.mark.parametrize("reply", ["451 4.3.0 Try again later", "550 5.1.8 Bad sender", "554 Go away"])
def test_what_a_relay_has_against_our_own_address_is_never_the_readers_fault(reply: str) -> None:
    with relay({"MAIL": reply}) as server:
        assert deliver(server) == (Deferred(reply), 0)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("451 4.3.0 Try again later", Deferred("451 4.3.0 Try again later")),
        ("552 5.3.4 Too big", Refused("552 5.3.4 Too big")),
        ("554 5.7.1 Looks like spam", Deferred("554 5.7.1 Looks like spam")),
    ],
)
def test_an_answer_to_the_final_dot_is_certain(reply: str, outcome: Outcome) -> None:
    with relay({".": reply}) as server:
        assert deliver(server) == (outcome, 1)


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_relay_that_hangs_up_before_the_content_has_nothing(command: str) -> None:
    with relay({command: HANG_UP}) as server:
        outcome, dots = deliver(server)
    assert outcome == Deferred("SMTPServerDisconnected: Connection unexpectedly closed")
    assert dots == 0


@pytest.mark.parametrize("answers", [{".": HANG_UP}, {"DATA": "354 Go ahead"}], ids=["after the dot", "before it"])
def test_nobody_knows_what_a_relay_has_that_hangs_up_in_the_content(answers: dict[str, str]) -> None:
    with relay(answers) as server:
        outcome, dots = deliver(server)
    assert type(outcome) is Unsure
    assert dots == 1


def test_nobody_knows_what_a_relay_has_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "FINAL_DOT_SECONDS", 0.2)
    with relay({".": NEVER}) as server:
        assert deliver(server) == (Unsure("SMTPServerDisconnected: Connection unexpectedly closed: timed out"), 1)


def test_a_relay_that_is_not_there_has_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        mailer = SmtpRelay("127.0.0.1", taken.getsockname()[1], tls="none")
        outcome = mailer.deliver(a_mail(), before_final_dot=lambda: pytest.fail("there is no relay"))
        mailer.close()
    assert outcome == Deferred("ConnectionRefusedError: [Errno 111] Connection refused")


def test_a_relay_that_nobody_knows_has_nothing() -> None:
    mailer = SmtpRelay("relay.invalid", 25, tls="none")
    outcome = mailer.deliver(a_mail(), before_final_dot=lambda: pytest.fail("there is no relay"))
    assert type(outcome) is Deferred


def test_who_stops_before_the_final_dot_leaves_nothing_behind() -> None:
    def stop() -> None:
        raise Stop

    with relay() as server:
        mailer = SmtpRelay("127.0.0.1", server.port, tls="none")
        with pytest.raises(Stop):
            mailer.deliver(a_mail(), before_final_dot=stop)
        outcome = mailer.deliver(a_mail(recipient="boris@example.org"), before_final_dot=lambda: None)
        mailer.close()
    assert outcome == Accepted("250 Fine")
    assert [mail.recipient for mail in server.mails] == ["boris@example.org"]
    assert len(server.begun) == 2


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("reply", ["451 Later", "550 No", HANG_UP])
def test_after_a_fault_the_next_mail_goes_out(command: str, reply: str) -> None:
    with relay() as server:
        server.answers[command] = reply
        mailer = SmtpRelay("127.0.0.1", server.port, tls="none")
        mailer.deliver(a_mail(), before_final_dot=lambda: None)
        del server.answers[command]
        outcome = mailer.deliver(a_mail(recipient="boris@example.org"), before_final_dot=lambda: None)
        mailer.close()
    assert outcome == Accepted("250 Fine")
    assert [mail.recipient for mail in server.mails] == ["boris@example.org"]


@pytest.mark.parametrize("answer", [HANG_UP, "421 Going down"])
def test_a_relay_that_is_gone_when_it_is_told_goodbye_is_no_trouble(answer: str) -> None:
    with relay({"QUIT": answer}) as server:
        assert deliver(server) == (Accepted("250 Fine"), 1)
    assert (len(server.mails), server.goodbyes) == (1, 1)


def test_a_relay_that_refuses_and_hangs_up_is_called_again_for_the_next_mail() -> None:
    with relay({"RCPT": "550 5.1.1 No such user", "RSET": HANG_UP}) as server:
        mailer = SmtpRelay("127.0.0.1", server.port, tls="none")
        refused = mailer.deliver(a_mail(), before_final_dot=lambda: None)
        server.answers.clear()
        accepted = mailer.deliver(a_mail(recipient="boris@example.org"), before_final_dot=lambda: None)
        mailer.close()
    assert (refused, accepted) == (Refused("550 5.1.1 No such user"), Accepted("250 Fine"))
    assert len(set(server.peers)) == 2
