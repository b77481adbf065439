"""KCalendarCore, the engine of KOrganizer and Merkuro: what `kcalendarcore.cpp` prints of the feed."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.clients.shown import Shown, feed_at, print_what


def entries(address: str) -> Iterator[Shown]:
    program = Path(os.environ["DATELINE_CLIENTS"], "kcalendarcore")
    printed = subprocess.run([program], input=feed_at(address), check=True, stdout=subprocess.PIPE).stdout
    for entry in json.loads(printed):
        yield Shown(**entry)


if __name__ == "__main__":
    print_what(entries)
