"""What a relay writes down: a record of each mail, before it answers for it, and a log as Postfix writes it."""

import zlib
from dataclasses import dataclass, field
from typing import IO

from service.clock import RealClock, SimulatedClock
from tests.crashes.faults import Chance, Fault


@dataclass
class Books:
    """What all sessions share: both files, unbuffered; what goes wrong; and the seconds that each mail takes.

    A line of the record is `SESSION accepted MESSAGE-ID CRC-32` or `SESSION fault …`.
    """

    recorded: IO[bytes]
    logged: IO[bytes]
    clock: RealClock | SimulatedClock
    chance: Chance
    pace: float
    _queued: int = field(default=0x4B1D0000, init=False)

    def queue_id(self) -> str:
        self._queued += 1
        return f"{self._queued:X}"

    def fault(self, session: int, faults: tuple[Fault, ...]) -> Fault | None:
        if fault := self.chance.of(faults):
            self.recorded.write(f"{session} fault {fault.value}\n".encode())
        return fault

    def record(self, session: int, message_id: str, content: bytes) -> None:
        self.recorded.write(f"{session} accepted {message_id} {zlib.crc32(content):08x}\n".encode())

    def log(self, service: str, number: int, said: str) -> None:
        stamp = self.clock.now().isoformat(timespec="microseconds")
        self.logged.write(f"{stamp} relay postfix/{service}[{number}]: {said}\n".encode())
