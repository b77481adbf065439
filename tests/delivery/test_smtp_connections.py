"""Several connections at once: one that hangs holds up no other, and a relay in trouble is not hammered."""

from contextlib import closing
from threading import Event

import pytest

from service.delivery import dialogue
from service.delivery.channel import Patience
from service.delivery.opening import Address, Opened, Opening
from service.domain.delivery import Accepted, Deferred
from tests.delivery.scripted import HANG_UP, NEVER, scripted
from tests.delivery.sending import a_mail, mails, send
from tests.delivery.test_smtp import ENVELOPE, through
from tests.delivery.test_smtp_faults import IMPATIENT


@pytest.mark.parametrize("pipelining", [True, False])
def test_many_mails_go_out_over_all_connections(pipelining: bool) -> None:
    wanted = mails(200)
    with scripted(pipelining=pipelining) as server, closing(through(server.port, connections=4)) as carrier:
        outcomes = send(carrier, wanted)
    assert outcomes == dict.fromkeys(wanted, Accepted("250 Taken"))
    assert sorted(server.taken) == sorted(mail.payload for mail in wanted)
    assert len(server.sessions) == 4


def test_as_many_mails_are_taken_as_there_are_connections() -> None:
    with scripted() as server, closing(through(server.port, connections=3)) as carrier:
        rooms = [carrier.room()]
        for mail in mails(3):
            carrier.take(mail)
            rooms.append(carrier.room())
    assert rooms == [3, 2, 1, 0]


def test_for_one_mail_after_the_other_one_connection_is_enough() -> None:
    with scripted() as server, closing(through(server.port, connections=4)) as carrier:
        for mail in mails(3):
            send(carrier, [mail])
    assert server.sessions == [["EHLO", *ENVELOPE * 3, "QUIT"]]


@pytest.mark.parametrize(
    "answers", [{"HELLO": ["220 Hello", NEVER]}, {"HELLO": [NEVER]}, {"HELLO": ["220 Hello", HANG_UP]}]
)
def test_a_connection_that_does_not_come_about_holds_up_no_mail(answers: dict[str, list[str]]) -> None:
    wanted = mails(20)
    with scripted(answers) as server, closing(through(server.port, connections=2)) as carrier:
        assert send(carrier, wanted) == dict.fromkeys(wanted, Accepted("250 Taken"))


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
def test_a_connection_that_hangs_holds_up_only_its_own_mail(command: str) -> None:
    with scripted({command: NEVER}) as server, closing(through(server.port, connections=2)) as carrier:
        outcomes = send(carrier, mails(20), enough=18)  # behind a content that hangs, another mail may wait
    assert list(outcomes.values()) == [Accepted("250 Taken")] * 18


def test_a_relay_that_allows_fewer_connections_gets_all_mails_over_those() -> None:
    wanted = mails(30)
    answers = {"HELLO": ["220 Hello", *["421 4.7.0 Too many connections"] * 20]}
    with scripted(answers) as server, closing(through(server.port, connections=4, patience=IMPATIENT)) as carrier:
        assert send(carrier, wanted) == dict.fromkeys(wanted, Accepted("250 Taken"))


def test_a_relay_that_ends_each_connection_after_a_mail_gets_one_over_each() -> None:
    wanted = mails(10)
    answers = {"MAIL": ["250 Sender", "421 One is enough"] * 10}
    with scripted(answers) as server, closing(through(server.port, connections=1)) as carrier:
        outcomes = list(send(carrier, wanted).values())
    assert [outcomes.count(Accepted("250 Taken")), outcomes.count(Deferred("421 One is enough"))] == [5, 5]
    assert len(server.taken) == 5


def test_while_no_connection_can_be_opened_it_is_not_tried_for_each_mail() -> None:
    wanted = mails(10)
    with scripted({"HELLO": ["421 Closed"] * 100}) as server, closing(through(server.port, connections=4)) as carrier:
        outcomes = send(carrier, wanted)
        room = carrier.room()
    assert outcomes == dict.fromkeys(wanted, Deferred("421 Closed"))
    assert len(server.answers["HELLO"]) >= 96
    assert room == 1


def test_a_relay_that_is_back_gets_its_mails() -> None:
    wanted = mails(3)
    patience = Patience(first_pause=0.01, longest_pause=0.02)
    answers = {"HELLO": ["421 Closed"] * 3}
    with scripted(answers) as server, closing(through(server.port, connections=3, patience=patience)) as carrier:
        waiting = wanted
        while waiting:
            outcomes = send(carrier, waiting)
            waiting = [mail for mail, outcome in outcomes.items() if outcome == Deferred("421 Closed")]
    assert sorted(server.taken) == sorted(mail.payload for mail in wanted)


def test_a_relay_that_greets_and_hangs_up_is_not_called_for_ever() -> None:
    with scripted({"MAIL": [HANG_UP] * 100}) as server, closing(through(server.port, connections=1)) as carrier:
        outcomes = send(carrier, mails(5))
    assert set(outcomes.values()) == {Deferred("the relay closed the connection")}
    assert len(server.sessions) == 1


def test_what_takes_too_long_to_open_is_given_up() -> None:
    patience = Patience(step=30, opening_steps=0)
    with scripted({"HELLO": NEVER}) as server, closing(through(server.port, patience=patience)) as carrier:
        assert send(carrier, [a_mail()]) == {a_mail(): Deferred("no connection within 0 seconds")}


def test_closing_waits_neither_for_what_is_being_opened_nor_for_a_goodbye_without_end() -> None:
    with scripted({"HELLO": NEVER}) as server:
        carrier = through(server.port)
        carrier.take(a_mail())
        assert carrier.news(seconds=0) == []
        carrier.close()
    with scripted({"QUIT": NEVER}) as server:
        carrier = through(server.port, patience=Patience(goodbye=0.01))
        send(carrier, [a_mail()])
        carrier.close()


def test_a_connection_that_was_opened_for_nobody_is_closed() -> None:
    with scripted() as server:
        is_over = Event()
        opening = Opening(Address("127.0.0.1", server.port, "none", None, None, 60), None, when_over=is_over.set)
        assert is_over.wait(60)
        opening.abandon()
        assert isinstance(opening.result, Opened)
        assert opening.result.socket.fileno() == -1


def test_closing_while_a_goodbye_is_awaited_awaits_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue, "MOST_PER_CONNECTION", 1)
    with scripted() as server:
        carrier = through(server.port)
        send(carrier, [a_mail()])
        carrier.news(seconds=0)
        carrier.close()
    assert server.sessions == [["EHLO", *ENVELOPE, "QUIT"]]


def test_closing_keeps_nothing_of_what_was_under_way() -> None:
    first, second, third = mails(3)
    answers = {"MAIL": [NEVER, "250 Sender"]}
    with scripted(answers) as server, closing(through(server.port, connections=2)) as carrier:
        carrier.take(first)
        carrier.news(seconds=0.05)
        carrier.take(second)
        carrier.close()
        assert send(carrier, [third]) == {third: Accepted("250 Taken")}
    assert server.taken == [third.payload]
