"""What is said and heard over one SMTP connection (RFC 5321), so that it is always known how far a mail got.

It does no I/O: what is to be said waits in `to_say`, and what came in is given to `hear`. Places in all that is
said over the connection are counted in octets, to know of each final dot whether it can have gone out.
"""

from collections import deque
from enum import Enum, auto

from service.delivery.commands import FINAL_DOT, content, envelope
from service.delivery.replies import NotSmtp, Replies, Reply, refusal, refusal_of_recipient
from service.domain.delivery import Accepted, Deferred, Done, Mail, News, Outcome, Ready, Unsure

# Exim allows so many by default (smtp_accept_max_per_connection), Postfix any number; at this
# number the cost of another connection, even with TLS, no longer matters.
MOST_PER_CONNECTION = 1000

_OK, _GO_AHEAD, _GOING_DOWN = 250, 354, 421


class Over(Exception):
    """Nothing more can be said over this connection; the text says why."""


class Step(Enum):
    """What a reply is the answer to."""

    RESET = auto()
    MAIL = auto()
    RECIPIENT = auto()
    DATA = auto()
    FINAL_DOT = auto()
    GOODBYE = auto()


class Dialogue:
    """At most two mails are under way: the content of one, and behind it the envelope of the next (RFC 2920 3.1).

    Where the other side offers no PIPELINING, it is one mail, and one command at a time.
    """

    def __init__(self, news: list[News], *, pipelining: bool) -> None:
        self.to_say: list[bytes] = []
        self.ready: Mail | None = None
        self.has_settled = False  # the fate of at least one mail
        self._news = news
        self._pipelining = pipelining
        self._replies = Replies()
        self._said = 0
        self._begun = 0
        self._expected: deque[tuple[Step, Mail | None]] = deque()
        self._to_ask: deque[tuple[Step, bytes]] = deque()
        self._agreeing: Mail | None = None
        self._sending: tuple[Mail, int] | None = None  # with the place of its final dot
        self._must_reset = False

    @property
    def is_free(self) -> bool:
        """Whether it can begin with another mail, be it behind one whose content has gone out."""
        before = 1 if self._pipelining and self._sending else 0
        return (
            self._agreeing is None
            and self.ready is None
            and len(self._expected) == before
            and self._begun < MOST_PER_CONNECTION
        )

    @property
    def is_idle(self) -> bool:
        return not self._expected and self._agreeing is None and self.ready is None

    @property
    def is_leaving(self) -> bool:
        """Whether it has had enough mails, and all that is left is to say goodbye, or to hear the other side say it."""
        return self._begun >= MOST_PER_CONNECTION and (self.is_idle or self.awaits is Step.GOODBYE)

    @property
    def awaits(self) -> Step | None:
        """What the other side has to answer next."""
        return self._expected[0][0] if self._expected else None

    def begin(self, mail: Mail) -> None:
        """Asks whether it may be sent; only where it `is_free`."""
        self._begun += 1
        self._agreeing = mail
        if self._must_reset:
            self._to_ask.append((Step.RESET, b"RSET\r\n"))
            self._must_reset = False
        self._to_ask.extend(zip((Step.MAIL, Step.RECIPIENT, Step.DATA), envelope(mail), strict=True))
        self._ask()

    def finish(self) -> None:
        """Says the content of the mail that is ready, and its final dot."""
        assert self.ready is not None
        mail, self.ready = self.ready, None
        self._say(content(mail.payload))
        self._sending = (mail, self._said)
        self._say(FINAL_DOT)
        self._expected.append((Step.FINAL_DOT, mail))

    def say_goodbye(self) -> None:
        """Only where it `is_idle`."""
        self._begun = MOST_PER_CONNECTION
        self._say(b"QUIT\r\n")
        self._expected.append((Step.GOODBYE, None))

    def hear(self, data: bytes, *, written: int) -> None:
        """Goes on after what was heard, when so many octets were written. Raises Over."""
        try:
            for reply in self._replies.heard(data):
                self._go_on(reply, written)
        except NotSmtp as error:
            raise Over(f"not SMTP: {error}") from None

    def end(self, reason: str, *, written: int) -> None:
        """Settles what is under way, when the connection is no more. One that is `ready` stays so."""
        if self._sending:
            mail, dot = self._sending
            self._settle(mail, Unsure(reason) if written > dot else Deferred(reason))
        if self._agreeing:
            self._settle(self._agreeing, Deferred(reason))
        self._sending = self._agreeing = None

    def _go_on(self, reply: Reply, written: int) -> None:
        if not self._expected:
            raise Over(reply.text)
        step, mail = self._expected.popleft()
        match step:
            case Step.FINAL_DOT:
                self._end_content(reply, written)
            case Step.GOODBYE:
                raise Over("said goodbye")
            case Step.RESET if reply.code != _OK:
                raise Over(reply.text)
            case Step.DATA if mail is not self._agreeing and reply.code == _GO_AHEAD:
                # Refused before, and yet it waits for the content: only without a dot is nothing sent.
                raise Over(f"{reply.text}, for nobody")
            case _ if mail is self._agreeing:
                self._agree(step, reply)
        if reply.code == _GOING_DOWN:
            raise Over(reply.text)

    def _agree(self, step: Step, reply: Reply) -> None:
        assert self._agreeing is not None
        if reply.code >= 400:
            self._refuse(self._agreeing, step, reply)
        elif not (reply.code == _GO_AHEAD if step is Step.DATA else reply.code < 300):
            raise Over(f"an answer to something else: {reply.text}")
        elif step is Step.DATA:
            self.ready, self._agreeing = self._agreeing, None
            self._news.append(Ready(self.ready))
        else:
            self._ask()

    def _refuse(self, mail: Mail, step: Step, reply: Reply) -> None:
        match step:
            case Step.MAIL:
                outcome: Outcome = Deferred(reply.text)  # about our own address, so never the reader's fault
            case Step.RECIPIENT:
                outcome = refusal_of_recipient(reply)
            case _:
                outcome = refusal(reply)
        self._agreeing = None
        self._to_ask.clear()
        self._must_reset = True
        self.has_settled |= reply.code != _GOING_DOWN
        self._settle(mail, outcome)

    def _end_content(self, reply: Reply, written: int) -> None:
        assert self._sending is not None
        mail, dot = self._sending
        is_out = written >= dot + len(FINAL_DOT)
        if reply.code == _OK and is_out:
            outcome: Outcome = Accepted(reply.text)
        elif reply.code >= 400:
            outcome = refusal(reply)
        else:
            raise Over(f"an answer to something else: {reply.text}")
        self._sending = None
        self.has_settled |= reply.code != _GOING_DOWN
        self._settle(mail, outcome)
        if not is_out:
            raise Over(reply.text)

    def _settle(self, mail: Mail, outcome: Outcome) -> None:
        self._news.append(Done(mail, outcome))

    def _ask(self) -> None:
        while self._to_ask:
            step, command = self._to_ask.popleft()
            self._say(command)
            self._expected.append((step, self._agreeing))
            if not self._pipelining:
                return

    def _say(self, data: bytes) -> None:
        self.to_say.append(data)
        self._said += len(data)
