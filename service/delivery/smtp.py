"""An SMTP relay (RFC 5321), spoken to over several connections at once, in one thread that never waits for one."""

import ssl
from collections import deque
from collections.abc import Sequence
from time import monotonic
from typing import Literal

from service.delivery.channel import Channel, Patience
from service.delivery.commands import mistake
from service.delivery.dialogue import Over, Step
from service.delivery.opening import Address, Failed, Opened, Opening
from service.delivery.waiting import Waiting
from service.domain.delivery import Deferred, Done, Mail, News

PATIENCE = Patience()


class SmtpRelay:
    """A Carrier. A connection is opened when a mail needs it, kept for many, and opened anew where it was lost.

    What was taken waits for whichever connection is free first, so that one that hangs holds up only its own mails.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: Literal["starttls", "tls", "none"],
        user: str | None = None,
        password: str | None = None,
        connections: int = 4,
        patience: Patience = PATIENCE,
    ) -> None:
        self._address = Address(host, port, tls, user, password, patience.step)
        self._context = None if tls == "none" else ssl.create_default_context()
        self._connections = connections
        self._patience = patience
        self._pause = _Pause(patience)
        self._waiting: Waiting | None = None  # opened with the first connection
        self._taken: deque[Mail] = deque()
        self._openings: dict[Opening, float] = {}  # with the end of our patience
        self._channels: list[Channel] = []
        self._lost: dict[str, str] = {}  # why the connection is gone that was ready for that Message-ID
        self._news: list[News] = []

    def room(self) -> int:
        """As many as there are connections that are free or will soon be, or that can be opened. See `Carrier`."""
        dialogues = [channel.dialogue for channel in self._channels]
        places = sum(dialogue.is_free or dialogue.is_leaving for dialogue in dialogues) + len(self._openings)
        if self._pause.is_over(monotonic()):
            places += self._connections - len(self._channels) - len(self._openings)
        elif not self._channels and not self._openings:
            places = 1  # to say why it cannot be sent
        return max(0, places - len(self._taken))

    def take(self, mail: Mail) -> None:
        """See `Carrier`."""
        if outcome := mistake(mail):
            self._news.append(Done(mail, outcome))
        else:
            self._taken.append(mail)

    def news(self, *, seconds: float) -> Sequence[News]:
        """See `Carrier`."""
        now = monotonic()
        until = now + seconds
        self._go_on(now)
        self._wait(0 if self._news else until - now)
        while not self._news and (now := monotonic()) < until:
            self._go_on(now)
            self._wait(0 if self._news else until - now)
        # Not another list: each dialogue tells its news in this one.
        news = self._news.copy()
        self._news.clear()
        return news

    def finish(self, mail: Mail) -> None:
        """See `Carrier`."""
        if reason := self._lost.pop(mail.message_id, None):
            self._news.append(Done(mail, Deferred(reason)))
        else:
            self._channel_of(mail).dialogue.finish()

    def drop(self, mail: Mail) -> None:
        """See `Carrier`. The relay has seen no final dot: to close the connection leaves nothing behind there."""
        if self._lost.pop(mail.message_id, None) is None:
            self._end(self._channel_of(mail), "dropped")

    def close(self) -> None:
        """See `Carrier`. A mail whose content has gone out may be accepted all the same: its news is better awaited."""
        for opening in self._openings:
            opening.abandon()
        self._openings.clear()
        self._taken.clear()
        self._say_goodbye_to_all()
        self._lost.clear()
        self._news.clear()
        if self._waiting:
            self._waiting.close()
            self._waiting = None

    def _say_goodbye_to_all(self) -> None:
        now = monotonic()
        until = now + self._patience.goodbye
        for channel in list(self._channels):
            if channel.dialogue.is_idle:
                self._say_goodbye(channel, now)
            elif channel.dialogue.awaits is not Step.GOODBYE:
                self._end(channel, "dropped")
        while self._channels and (now := monotonic()) < until:
            self._wait(until - now)
        for channel in list(self._channels):
            self._end(channel, "no goodbye")

    def _go_on(self, now: float) -> None:
        """Begins with what was taken, and sends what is to be sent."""
        for channel in list(self._channels):
            if channel.dialogue.is_idle and channel.dialogue.is_leaving:
                self._say_goodbye(channel, now)
        if self._taken:
            self._begin(now)
        for channel in list(self._channels):
            if channel.dialogue.to_say:
                self._speak(channel, now)

    def _begin(self, now: float) -> None:
        # An idle connection may have been closed from the other side meanwhile; better to know before than after.
        for channel in [channel for channel in self._channels if channel.dialogue.is_idle]:
            self._listen(channel, now)
        for channel in sorted(self._channels, key=lambda channel: not channel.dialogue.is_idle):
            if self._taken and channel.dialogue.is_free:
                channel.dialogue.begin(self._taken.popleft())
        while len(self._taken) > len(self._openings) and self._can_open(now):
            self._open(now)
        if not self._channels and not self._openings:
            self._news += [Done(mail, Deferred(self._pause.reason)) for mail in self._taken]
            self._taken.clear()

    def _can_open(self, now: float) -> bool:
        return (
            len(self._channels) + len(self._openings) < self._connections
            and self._pause.is_over(now)
            and not (self._pause.seconds and self._openings)  # one is enough to see whether the relay is back
        )

    def _open(self, now: float) -> None:
        waiting = self._open_waiting()
        self._openings[Opening(self._address, self._context, when_over=waiting.wake)] = now + self._patience.opening

    def _open_waiting(self) -> Waiting:
        self._waiting = self._waiting or Waiting()
        return self._waiting

    def _wait(self, seconds: float) -> None:
        """Waits for what comes next, but no longer than any patience lasts, and hears it."""
        now = monotonic()
        ends = [until for channel in self._channels if (until := channel.waits_until(self._patience))]
        ends += self._openings.values()
        if self._taken and not self._pause.is_over(now):
            ends.append(self._pause.until)
        found = self._open_waiting().channels(seconds=min([seconds, *(end - now for end in ends)]))
        now = monotonic()
        for channel in found:
            self._listen(channel, now)
        for channel in [channel for channel in self._channels if channel.connection.has_unsent]:
            self._speak(channel, now)
        self._end_openings(now)
        self._lose_patience(now)

    def _end_openings(self, now: float) -> None:
        for opening, until in list(self._openings.items()):
            match opening.result:
                case Opened() as opened:
                    del self._openings[opening]
                    channel = Channel(opened, self._news, now)
                    self._channels.append(channel)
                    self._open_waiting().add(channel)
                case Failed(reason):
                    del self._openings[opening]
                    self._pause.begin(now, reason)
                case None if now >= until:
                    del self._openings[opening]
                    opening.abandon()
                    self._pause.begin(now, f"no connection within {self._patience.opening:g} seconds")

    def _lose_patience(self, now: float) -> None:
        for channel in list(self._channels):
            until = channel.waits_until(self._patience)
            if until and now >= until:
                self._lose(channel, f"no answer within {until - channel.waits_since:g} seconds")

    def _listen(self, channel: Channel, now: float) -> None:
        was_of_use = channel.dialogue.has_settled
        try:
            channel.listen(now)
        except Over as over:
            self._lose(channel, str(over))
        if channel.dialogue.has_settled and not was_of_use:
            self._pause.forget()

    def _speak(self, channel: Channel, now: float) -> None:
        try:
            channel.speak(now)
        except Over as over:
            self._lose(channel, str(over))

    def _say_goodbye(self, channel: Channel, now: float) -> None:
        channel.dialogue.say_goodbye()
        self._speak(channel, now)

    def _lose(self, channel: Channel, reason: str) -> None:
        ready = self._end(channel, reason)
        if ready:
            self._lost[ready.message_id] = reason
        now = monotonic()
        if channel.dialogue.has_settled or now - channel.opened_at >= self._patience.longest_pause:
            self._pause.interrupt()  # it was of use, and so will be another
        else:
            self._pause.begin(now, reason)

    def _end(self, channel: Channel, reason: str) -> Mail | None:
        self._channels.remove(channel)
        self._open_waiting().remove(channel)
        return channel.end(reason)

    def _channel_of(self, mail: Mail) -> Channel:
        for channel in self._channels:
            if channel.is_ready_for(mail):
                return channel
        raise LookupError(f"{mail.message_id} is not ready")


class _Pause:
    """How long nothing is opened after a fault, so that a relay in trouble is not hammered."""

    def __init__(self, patience: Patience) -> None:
        self.seconds = 0.0
        self.until = 0.0
        self.reason = ""
        self._patience = patience

    def begin(self, now: float, reason: str) -> None:
        self.seconds = min(max(self.seconds * 2, self._patience.first_pause), self._patience.longest_pause)
        self.until = now + self.seconds
        self.reason = reason

    def interrupt(self) -> None:
        """One may try again at once; where that fails, the next pause is longer all the same."""
        self.until = 0.0

    def forget(self) -> None:
        self.seconds = self.until = 0.0

    def is_over(self, now: float) -> bool:
        return now >= self.until
