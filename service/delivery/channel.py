"""One connection to the relay: its socket, what is said over it, and since when it waits for an answer."""

from dataclasses import dataclass

from service.delivery.connection import Connection
from service.delivery.dialogue import Dialogue, Over, Step
from service.delivery.opening import Opened
from service.domain.delivery import Mail, News


@dataclass(frozen=True)
class Patience:
    """How many seconds to wait for what (RFC 5321 4.5.3.2), measured on a clock that nobody sets."""

    step: float = 60
    final_dot: float = 600  # the relay may have the mail by then: the longer we wait, the fewer go out twice
    goodbye: float = 2
    first_pause: float = 1  # where no connection can be opened; twice as long each time
    longest_pause: float = 60
    opening_steps: int = 5  # connecting, greeting, STARTTLS, greeting, password

    @property
    def opening(self) -> float:
        return self.step * self.opening_steps


class Channel:
    """Raises Over from whatever shows that nothing more can be said."""

    def __init__(self, opened: Opened, news: list[News], now: float) -> None:
        self.connection = Connection(opened.socket)
        self.dialogue = Dialogue(news, pipelining=opened.pipelining)
        self.opened_at = self.waits_since = now

    def speak(self, now: float) -> None:
        """Sends what is to be said, as far as it goes."""
        parts, self.dialogue.to_say = self.dialogue.to_say, []
        try:
            if self.connection.write(parts):
                self.waits_since = now
        except OSError as error:
            self.listen(now)  # what was said before the connection broke
            raise Over(f"{type(error).__name__}: {error}") from None

    def listen(self, now: float) -> None:
        """Hears what has come in."""
        try:
            data = self.connection.read()
        except OSError as error:
            raise Over(f"{type(error).__name__}: {error}") from None
        if data is None:
            return
        if not data:
            raise Over("the relay closed the connection")
        self.waits_since = now
        self.dialogue.hear(data, written=self.connection.written)

    def waits_until(self, patience: Patience) -> float | None:
        """When it has waited long enough; None where it waits for nothing."""
        match self.dialogue.awaits:
            case None if not self.connection.has_unsent:
                return None
            case Step.FINAL_DOT if not self.connection.has_unsent:
                return self.waits_since + patience.final_dot
            case Step.GOODBYE:
                return self.waits_since + patience.goodbye
            case _:
                return self.waits_since + patience.step

    def is_ready_for(self, mail: Mail) -> bool:
        ready = self.dialogue.ready
        return ready is not None and ready.message_id == mail.message_id

    def end(self, reason: str) -> Mail | None:
        """Closes it and settles what was under way, but for one that is ready, and may yet be finished or dropped."""
        self.connection.close()
        self.dialogue.end(reason, written=self.connection.written)
        return self.dialogue.ready
