"""Whatever the relay does, each mail that was taken comes to one end, and what is said of that is true."""

from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from service.delivery.channel import Patience
from service.domain.delivery import Accepted, Mail, Outcome, Unsure
from tests.delivery.scripted import HANG_UP, NEVER, OCTET_BY_OCTET, RESET, THEN_HANG_UP, Scripted, scripted
from tests.delivery.sending import mails, send
from tests.delivery.test_smtp import through

PATIENCE = Patience(step=0.05, final_dot=0.05, goodbye=0.05, first_pause=0.001, longest_pause=0.002)
ANSWERS = st.sampled_from(
    [
        "250 Fine",
        "354 Go ahead",
        "451 4.3.0 Later",
        "550 5.1.1 No",
        "554 5.7.1 Not you",
        "421 Going down" + THEN_HANG_UP,
        "250 Fine" + THEN_HANG_UP,
        "250-Very\r\n250 fine",
        OCTET_BY_OCTET + "250 Fine",
        "250 Fine\r\n421 Going down",
        "299 What?",
        "What?",
        HANG_UP,
        RESET,
        NEVER,
    ]
)
# Nobody could tell a reply that comes too early from the one to the final dot, but for what goes on after it.
IN_THE_CONTENT = st.sampled_from(
    ["421 Going down" + THEN_HANG_UP, "552 Too big" + THEN_HANG_UP, "What?", HANG_UP, RESET, NEVER]
)
PLANS = st.fixed_dictionaries(
    {},
    optional={"CONTENT": st.lists(IN_THE_CONTENT, max_size=5)}
    | {command: st.lists(ANSWERS, max_size=5) for command in ("HELLO", "RSET", "MAIL", "RCPT", "DATA", ".", "QUIT")},
)
WANTED = mails(8)


@given(answers=PLANS, pipelining=st.booleans(), connections=st.integers(1, 3), drop=st.sets(st.sampled_from(WANTED)))
def test_each_mail_comes_to_one_end_that_is_true(
    answers: dict[str, list[str]], pipelining: bool, connections: int, drop: set[Mail]
) -> None:
    with (
        scripted(answers, pipelining=pipelining) as server,
        closing(through(server.port, connections=connections, patience=PATIENCE)) as carrier,
    ):
        outcomes = send(carrier, WANTED, drop=drop)
    assert set(WANTED) - drop <= set(outcomes)
    for mail in WANTED:
        assert_true(mail, outcomes.get(mail), server)


def assert_true(mail: Mail, outcome: Outcome | None, server: Scripted) -> None:
    received, taken = server.received.count(mail.payload), server.taken.count(mail.payload)
    assert taken <= received <= 1
    match outcome:
        case Accepted():
            assert taken == 1
        case Unsure():
            pass
        case _:
            assert taken == 0
