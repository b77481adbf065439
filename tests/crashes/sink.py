"""A relay in a process of its own: `python -m tests.crashes.sink RECORD LOG` prints its port, and ends on SIGTERM."""

import asyncio
import signal
from datetime import datetime
from itertools import count
from pathlib import Path

import click

from service.clock import RealClock, SimulatedClock
from tests.crashes.books import Books
from tests.crashes.faults import Chance, Fault
from tests.crashes.session import Session


async def _serve(books: Books) -> None:
    loop = asyncio.get_running_loop()
    ending = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ending.set)
    numbers = count(1)
    server = await loop.create_server(lambda: Session(books, next(numbers)), "127.0.0.1", 0)
    click.echo(server.sockets[0].getsockname()[1])
    await ending.wait()
    server.close()


@click.command()
@click.argument("record", type=click.Path(path_type=Path))
@click.argument("log", type=click.Path(path_type=Path))
@click.option("--seed", type=int, default=1)
@click.option("--faults", type=float, default=0, help="How many in a thousand, of each kind.")
@click.option("--always", type=click.Choice(Fault), help="Where it can come about.")
@click.option("--pace", type=float, default=0, help="Seconds for each mail.")
@click.option("--clock", type=(click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), float, float), help="A simulated one.")
def main(
    record: Path,
    log: Path,
    seed: int,
    faults: float,
    always: Fault | None,
    pace: float,
    clock: tuple[datetime, float, float] | None,
) -> None:
    with record.open("ab", buffering=0) as recorded, log.open("ab", buffering=0) as logged:
        told = SimulatedClock(*clock) if clock else RealClock()
        asyncio.run(_serve(Books(recorded, logged, told, Chance(seed, faults, always), pace)))


if __name__ == "__main__":
    main()
