"""Carriers that answer as they are told, and keep what they were given."""

from collections.abc import Callable, Sequence

from service.domain.delivery import Accepted, Done, Mail, News, Outcome, Ready, Unsure


class Answering:
    """A Carrier of so many `connections` that gives these outcomes one after another, then accepts.

    What is not accepted is answered before the final dot, unless it is Unsure or `after_dot`. It insists that whoever
    uses it keeps to what a Carrier says.
    """

    def __init__(self, *outcomes: Outcome, after_dot: bool = False, connections: int = 1) -> None:
        self.outcomes = list(outcomes)
        self.after_dot = after_dot
        self.connections = connections
        self.tried: list[Mail] = []
        self.accepted: list[Mail] = []
        self.dropped: list[Mail] = []
        self.closed = 0
        self.in_hand: dict[str, Outcome] = {}  # by Message-ID, with what it will be answered
        self.ready: set[str] = set()
        self._news: list[News] = []

    def room(self) -> int:
        return self.connections - len(self.in_hand)

    def take(self, mail: Mail) -> None:
        assert self.room() > 0, "there is no room"
        assert mail.message_id not in self.in_hand, "it has this one already"
        self.tried.append(mail)
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted("250 queued")
        self.in_hand[mail.message_id] = outcome
        self._news.append(Ready(mail) if self._is_after_dot(outcome) else self._end(mail))

    def news(self, *, seconds: float) -> Sequence[News]:
        news, self._news = self._news, []
        self.ready |= {each.mail.message_id for each in news if isinstance(each, Ready)}
        return news

    def finish(self, mail: Mail) -> None:
        self.ready.remove(mail.message_id)
        self._news.append(self._end(mail))

    def drop(self, mail: Mail) -> None:
        self.ready.remove(mail.message_id)
        del self.in_hand[mail.message_id]
        self.dropped.append(mail)

    def close(self) -> None:
        self.closed += 1
        self.in_hand.clear()
        self.ready.clear()
        self._news = []

    def _is_after_dot(self, outcome: Outcome) -> bool:
        return self.after_dot or isinstance(outcome, Accepted | Unsure)

    def _end(self, mail: Mail) -> Done:
        outcome = self.in_hand.pop(mail.message_id)
        if isinstance(outcome, Accepted):
            self.accepted.append(mail)
        return Done(mail, outcome)


class Interrupted(Answering):
    """Something happens `meanwhile`, once: between the claim and the final dot or, where that is `after_dot`, between
    the final dot and the answer."""

    def __init__(self, meanwhile: Callable[[], object], *outcomes: Outcome, after_dot: bool = False) -> None:
        super().__init__(*outcomes)
        self.meanwhile: Callable[[], object] | None = meanwhile
        self.happens_at: type[News] = Done if after_dot else Ready

    def news(self, *, seconds: float) -> Sequence[News]:
        news = super().news(seconds=seconds)
        if self.meanwhile and any(isinstance(each, self.happens_at) for each in news):
            happens, self.meanwhile = self.meanwhile, None
            happens()
        return news


class PowerCut(Exception):
    """Stands for whatever ends a process in the middle."""


class Failing(Interrupted):
    """Ends with a power cut, before or after the final dot."""

    def __init__(self, *, after_dot: bool = False) -> None:
        super().__init__(self._fail, after_dot=after_dot)

    def _fail(self) -> None:
        raise PowerCut
