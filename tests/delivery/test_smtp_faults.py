"""It is always said truthfully how far a mail got: certainly not accepted, or nobody knows."""

import socket
from contextlib import closing

import pytest

from service.delivery.channel import Patience
from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Accepted, AddressRefused, Deferred, Outcome, Refused, Unsure
from tests.delivery.relay import relay
from tests.delivery.scripted import HANG_UP, NEVER, OCTET_BY_OCTET, RESET, THEN_HANG_UP, scripted
from tests.delivery.sending import a_mail, mails, outcome_of, send, until_news, until_ready
from tests.delivery.test_smtp import ENVELOPE, through

IMPATIENT = Patience(step=0.2, final_dot=0.2, goodbye=0.2, first_pause=0.01)
LONG = a_mail(b"Subject: Long\r\n\r\n" + (b"x" * 78 + b"\r\n") * 500_000)  # more than any buffer holds
CLOSED = "the relay closed the connection"

both_ways = pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "one by one"])


def one_mail(answers: dict[str, str], *, pipelining: bool = True) -> tuple[Outcome, list[bytes]]:
    """What becomes of a mail, and each content that the relay got whole."""
    with scripted(answers, pipelining=pipelining) as server:
        outcome = outcome_of(through(server.port, patience=IMPATIENT), a_mail())
        return outcome, server.received


@both_ways
@pytest.mark.parametrize(
    ("command", "reply", "outcome"),
    [
        ("MAIL", "451 4.3.0 Later", Deferred("451 4.3.0 Later")),
        ("MAIL", "421 4.3.2 Going down", Deferred("421 4.3.2 Going down")),
        ("MAIL", "550 5.1.8 Bad sender", Deferred("550 5.1.8 Bad sender")),
        ("MAIL", "354 Go ahead", Deferred("an answer to something else: 354 Go ahead")),
        ("RCPT", "251 Will forward", Accepted("250 Taken")),
        ("RCPT", "451 4.3.0 Later", Deferred("451 4.3.0 Later")),
        ("RCPT", "421 4.3.2 Going down", Deferred("421 4.3.2 Going down")),
        ("RCPT", "550 5.1.1 No such user", AddressRefused("550 5.1.1 No such user")),
        ("RCPT", "550-5.1.1 No\r\n550 5.1.1 such user", AddressRefused("550 5.1.1 No 5.1.1 such user")),
        ("RCPT", "554 Go away", AddressRefused("554 Go away")),
        ("RCPT", "550 5.7.515 Not authenticated", Deferred("550 5.7.515 Not authenticated")),
        ("RCPT", "550-5.7.26 Not\r\n550 authenticated", Deferred("550 5.7.26 Not authenticated")),
        ("RCPT", "503 5.5.1 Need MAIL", Deferred("503 5.5.1 Need MAIL")),
        ("RCPT", "530 Log in first", Deferred("530 Log in first")),
        ("RCPT", "354 Go ahead", Deferred("an answer to something else: 354 Go ahead")),
        ("DATA", "451 4.3.0 Later", Deferred("451 4.3.0 Later")),
        ("DATA", "421 4.3.2 Going down", Deferred("421 4.3.2 Going down")),
        ("DATA", "554 Go away", Refused("554 Go away")),
        ("DATA", "550 5.7.1 Not you", Deferred("550 5.7.1 Not you")),
        ("DATA", "250 What?", Deferred("an answer to something else: 250 What?")),
    ],
)
def test_an_answer_to_the_envelope_is_certain(command: str, reply: str, outcome: Outcome, pipelining: bool) -> None:
    received = [a_mail().payload] * isinstance(outcome, Accepted)
    assert one_mail({command: reply}, pipelining=pipelining) == (outcome, received)


@both_ways
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("250 2.0.0 Ok: queued as 8680D28C5D9", Accepted("250 2.0.0 Ok: queued as 8680D28C5D9")),
        ("250-Taken\r\n250 as 1", Accepted("250 Taken as 1")),
        (OCTET_BY_OCTET + "250-Taken\r\n250 as 1", Accepted("250 Taken as 1")),
        ("250 Taken" + THEN_HANG_UP, Accepted("250 Taken")),
        ("421 4.3.2 Going down", Deferred("421 4.3.2 Going down")),
        ("451 4.3.0 Try again later", Deferred("451 4.3.0 Try again later")),
        ("552 5.3.4 Too big", Refused("552 5.3.4 Too big")),
        ("554 5.7.1 Looks like spam", Deferred("554 5.7.1 Looks like spam")),
    ],
)
def test_an_answer_to_the_final_dot_is_certain(reply: str, outcome: Outcome, pipelining: bool) -> None:
    assert one_mail({".": reply}, pipelining=pipelining) == (outcome, [a_mail().payload])


@both_ways
@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        ("251 Perhaps", Unsure("an answer to something else: 251 Perhaps")),
        ("354 Go ahead", Unsure("an answer to something else: 354 Go ahead")),
        ("250-Taken\r\n550 or not", Unsure("not SMTP: 250 and 550 in one reply")),
        ("HTTP/1.1 200 OK", Unsure("not SMTP: HTTP/1.1 200 OK")),
        ("250-" + "x" * 300_000, Unsure("not SMTP: a line without an end")),
        ("250-more\r\n" * 300, Unsure("not SMTP: a reply without an end")),
        ("250", Accepted("250")),
        (HANG_UP, Unsure(CLOSED)),
        (RESET, Unsure("ConnectionResetError: [Errno 104] Connection reset by peer")),
        (NEVER, Unsure("no answer within 0.2 seconds")),
        ("250-Taken" + THEN_HANG_UP, Unsure(CLOSED)),
    ],
)
def test_nobody_knows_what_became_of_a_content_without_an_answer(
    reply: str, outcome: Outcome, pipelining: bool
) -> None:
    found, received = one_mail({".": reply}, pipelining=pipelining)
    assert (found, received) == (outcome, [a_mail().payload])


@both_ways
@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (HANG_UP, CLOSED),
        (NEVER, "no answer within 0.2 seconds"),
        ("no code", "not SMTP: no code"),
        ("999 What?", "not SMTP: 999 What?"),
        ("\r\n", "not SMTP: "),
    ],
)
def test_a_relay_that_fails_before_the_content_has_nothing(
    command: str, fault: str, reason: str, pipelining: bool
) -> None:
    assert one_mail({command: fault}, pipelining=pipelining) == (Deferred(reason), [])


def test_a_relay_that_is_gone_before_the_content_has_gone_out_has_nothing() -> None:
    for fault in (HANG_UP, RESET):
        with scripted({"CONTENT": fault}, begun_with=10_000) as server:
            outcome = outcome_of(through(server.port), LONG)
        assert isinstance(outcome, Deferred)
        assert server.received == []


def test_a_relay_that_stops_reading_has_nothing_until_it_has_the_final_dot() -> None:
    with scripted({"CONTENT": NEVER}, begun_with=10_000) as server:
        outcome = outcome_of(through(server.port, patience=IMPATIENT), LONG)
    assert outcome == Deferred("no answer within 0.2 seconds")


def test_an_answer_before_the_content_has_gone_out_ends_it() -> None:
    for reply, outcome in (
        ("552 5.3.4 Too big", Refused("552 5.3.4 Too big")),
        ("250 Taken already", Deferred("an answer to something else: 250 Taken already")),
    ):
        with scripted({"CONTENT": [reply, NEVER]}, begun_with=10_000) as server:
            assert outcome_of(through(server.port), LONG) == outcome
        assert server.received == []


def test_what_a_relay_says_before_it_hangs_up_in_the_content_is_heard() -> None:
    for _ in range(5):
        with scripted({"CONTENT": "552 5.3.4 Too big" + THEN_HANG_UP}, begun_with=10_000) as server:
            assert outcome_of(through(server.port), LONG) == Refused("552 5.3.4 Too big")


def test_a_relay_that_hangs_up_while_a_mail_is_ready_has_nothing() -> None:
    with scripted({"DATA": "354 Go ahead" + THEN_HANG_UP}) as server, closing(through(server.port)) as carrier:
        until_ready(carrier, a_mail())
        assert carrier.news(seconds=0.05) == []  # a mail that is ready waits, whatever happens
        carrier.finish(a_mail())
        (done,) = until_news(carrier)
    assert done.outcome == Deferred(CLOSED)  # type: ignore[union-attr]


def test_a_mail_that_is_ready_on_a_lost_connection_can_be_dropped() -> None:
    first, second = mails(2)
    answers = {"DATA": "354 Go ahead" + THEN_HANG_UP}
    with scripted(answers) as server, closing(through(server.port, patience=IMPATIENT)) as carrier:
        until_ready(carrier, first)
        assert carrier.news(seconds=0.05) == []
        carrier.drop(first)
        assert send(carrier, [second]) == {second: Accepted("250 Taken")}


@pytest.mark.parametrize(("answer", "outcome"), [(HANG_UP, Unsure(CLOSED)), ("421 Bye", Deferred("421 Bye"))])
def test_what_was_asked_for_behind_a_content_is_certainly_not_accepted(answer: str, outcome: Outcome) -> None:
    first, second = mails(2)
    with scripted({".": answer}) as server, closing(through(server.port)) as carrier:
        until_ready(carrier, first)
        carrier.finish(first)
        carrier.take(second)
        news = until_news(carrier)
    assert [each.outcome for each in news] == [outcome, Deferred(outcome.reason)]  # type: ignore[union-attr]


@both_ways
def test_who_waits_for_the_content_of_a_refused_mail_gets_none(pipelining: bool) -> None:
    """RFC 2920 3.1: the relay says 354 although no recipient is left; without a dot it has nothing."""
    first, second = mails(2)
    answers = {"RCPT": "550 5.1.1 No such user"}
    with scripted(answers, pipelining=pipelining) as server, closing(through(server.port)) as carrier:
        outcomes = send(carrier, [first, second])
    assert outcomes == {first: AddressRefused("550 5.1.1 No such user"), second: Accepted("250 Taken")}
    assert server.taken == server.received == [second.payload]
    assert len(server.sessions) == (2 if pipelining else 1)


@both_ways
def test_after_a_refusal_the_connection_is_used_again(pipelining: bool) -> None:
    answers = {"RCPT": "550 5.1.1 No such user", "DATA": "554 5.5.1 No valid recipients"}
    if not pipelining:
        del answers["DATA"]
    with scripted(answers, pipelining=pipelining) as server, closing(through(server.port)) as carrier:
        outcomes = send(carrier, mails(2))
    assert list(outcomes.values()) == [AddressRefused("550 5.1.1 No such user"), Accepted("250 Taken")]
    asked = ["MAIL", "RCPT", "DATA"] if pipelining else ["MAIL", "RCPT"]
    assert server.sessions == [["EHLO", *asked, "RSET", *ENVELOPE, "QUIT"]]


@both_ways
def test_a_relay_that_cannot_begin_anew_is_called_anew_for_the_next_mail(pipelining: bool) -> None:
    answers = {"MAIL": "451 Later", "RCPT": "503 Need MAIL", "DATA": "503 Need MAIL", "RSET": "502 Unknown"}
    if not pipelining:
        answers = {"MAIL": "451 Later", "RSET": "502 Unknown"}
    with scripted(answers, pipelining=pipelining) as server, closing(through(server.port)) as carrier:
        outcomes = send(carrier, mails(3))
    assert list(outcomes.values()) == [Deferred("451 Later"), Deferred("502 Unknown"), Accepted("250 Taken")]
    assert len(server.sessions) == 2


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize("reply", ["451 Later", "550 No", "421 Bye", HANG_UP, NEVER, "What?"])
@both_ways
def test_after_a_fault_the_next_mail_goes_out(command: str, reply: str, pipelining: bool) -> None:
    first, second = mails(2)
    with (
        scripted({command: reply}, pipelining=pipelining) as server,
        closing(through(server.port, patience=IMPATIENT)) as carrier,
    ):
        send(carrier, [first])
        while isinstance(outcome := send(carrier, [second])[second], Deferred):
            pass  # in the pause after a connection that was of no use
    assert outcome == Accepted("250 Taken")
    assert server.taken == [second.payload]


@pytest.mark.parametrize("answer", [HANG_UP, "421 Going down", NEVER])
def test_a_relay_that_is_gone_when_it_is_told_goodbye_is_no_trouble(answer: str) -> None:
    assert one_mail({"QUIT": answer}) == (Accepted("250 Taken"), [a_mail().payload])


def test_an_idle_connection_that_the_relay_has_closed_costs_no_mail() -> None:
    first, second = mails(2)
    with scripted({".": "250 Taken" + THEN_HANG_UP}) as server, closing(through(server.port)) as carrier:
        assert send(carrier, [first]) == {first: Accepted("250 Taken")}
        assert send(carrier, [second]) == {second: Accepted("250 Taken")}
    assert server.sessions == [["EHLO", *ENVELOPE], ["EHLO", *ENVELOPE, "QUIT"]]


def test_a_relay_that_says_without_being_asked_that_it_ends_costs_no_mail() -> None:
    first, second = mails(2)
    with scripted({".": "250 Taken\r\n421 Idle for too long"}) as server, closing(through(server.port)) as carrier:
        assert send(carrier, [first]) == {first: Accepted("250 Taken")}
        assert send(carrier, [second]) == {second: Accepted("250 Taken")}
    assert len(server.sessions) == 2


def test_a_relay_that_is_not_there_has_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        outcome = outcome_of(through(taken.getsockname()[1]), a_mail())
    assert outcome == Deferred("ConnectionRefusedError: [Errno 111] Connection refused")


def test_a_relay_that_nobody_knows_has_nothing() -> None:
    assert isinstance(outcome_of(SmtpRelay("relay.invalid", 25, tls="none"), a_mail()), Deferred)


@pytest.mark.parametrize(
    ("greeting", "reason"),
    [
        ("421 4.3.2 Too many connections", "421 4.3.2 Too many connections"),
        ("554 Go away", "554 Go away"),
        ("SSH-2.0-OpenSSH_9.2", "not SMTP: 2.0-OpenSSH_9.2"),
        (HANG_UP, "SMTPServerDisconnected: Connection unexpectedly closed"),
        (NEVER, "SMTPServerDisconnected: Connection unexpectedly closed: timed out"),
    ],
)
def test_a_relay_that_does_not_greet_has_nothing(greeting: str, reason: str) -> None:
    assert one_mail({"HELLO": greeting}) == (Deferred(reason), [])


def test_what_a_relay_says_becomes_one_line_of_bounded_length() -> None:
    with relay({"RCPT": "550 No\x1b[31m " + "x" * 400}) as server:
        outcome = outcome_of(through(server.port), a_mail())
    assert outcome == AddressRefused(("550 No [31m " + "x" * 400)[:300])
