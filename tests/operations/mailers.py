"""Mailers that answer as they are told and keep what they accepted."""

from collections.abc import Callable

from service.domain.delivery import Accepted, Mail, Outcome


class Answering:
    """Gives these outcomes one after another, then accepts; what is not accepted is answered before the final dot,
    unless `after_dot`."""

    def __init__(self, *outcomes: Outcome, after_dot: bool = False) -> None:
        self.outcomes = list(outcomes)
        self.after_dot = after_dot
        self.tried: list[Mail] = []
        self.accepted: list[Mail] = []
        self.closed = 0

    def deliver(self, mail: Mail, *, before_final_dot: Callable[[], None]) -> Outcome:
        self.tried.append(mail)
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted("250 queued")
        if isinstance(outcome, Accepted) or self.after_dot:
            before_final_dot()
        if isinstance(outcome, Accepted):
            self.accepted.append(mail)
        return outcome

    def close(self) -> None:
        self.closed += 1


class Interrupted(Answering):
    """Calls `meanwhile` between the claim and the final dot, then accepts."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def deliver(self, mail: Mail, *, before_final_dot: Callable[[], None]) -> Outcome:
        self.meanwhile()
        return super().deliver(mail, before_final_dot=before_final_dot)


class PowerCut(Exception):
    """Stands for whatever ends a process in the middle."""


class Failing(Answering):
    """Ends with a power cut, before or after the final dot."""

    def deliver(self, mail: Mail, *, before_final_dot: Callable[[], None]) -> Outcome:
        super().deliver(mail, before_final_dot=before_final_dot if self.after_dot else lambda: None)
        raise PowerCut
