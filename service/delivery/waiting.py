"""Waiting for sockets, and for threads that have something to say."""

from collections.abc import Iterable
from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from socket import socket, socketpair

from service.delivery.channel import Channel


class Waiting:
    """What is waited for: each channel that was added, and whoever calls `wake`."""

    def __init__(self) -> None:
        self._selector = DefaultSelector()
        self._events: dict[Channel, int] = {}
        self._woken, self._waker = socketpair()
        self._woken.setblocking(False)
        self._waker.setblocking(False)
        self._selector.register(self._woken, EVENT_READ)

    def add(self, channel: Channel) -> None:
        self._selector.register(channel.connection.socket, EVENT_READ, channel)
        self._events[channel] = EVENT_READ

    def remove(self, channel: Channel) -> None:
        """Before its socket is closed."""
        self._selector.unregister(channel.connection.socket)
        del self._events[channel]

    def channels(self, *, seconds: float) -> Iterable[Channel]:
        """Those that can go on, as soon as there are any, or else none after so many seconds or when woken."""
        for channel, events in self._events.items():
            wanted = EVENT_READ | EVENT_WRITE if channel.connection.is_full else EVENT_READ
            if events != wanted:
                self._selector.modify(channel.connection.socket, wanted, channel)
                self._events[channel] = wanted
        found = self._selector.select(max(0.0, seconds))
        for key, _ in found:
            if key.data is None:
                _empty(self._woken)
        return [key.data for key, _ in found if key.data is not None]

    def wake(self) -> None:
        """Ends the waiting, from any thread."""
        with suppress(BlockingIOError):  # where so many have called already that it wakes anyway
            self._waker.send(b"!")

    def close(self) -> None:
        self._selector.close()
        self._woken.close()
        self._waker.close()


def _empty(woken: socket) -> None:
    woken.recv(4096)
