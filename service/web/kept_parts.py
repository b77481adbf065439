"""Parts of pages that say the same each time an address is asked for: made once, and kept until something changes.

The frame of a page, its navigation and its filter, is more work than the dates of an average month.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from flask import Flask, request

from service.web import reader
from service.web.asking import known
from service.web.speaking import words

MOST_KEPT = 512  # parts; a few thousand octets each
LONGEST_KEPT = 1000  # characters of an address: nobody fills the memory with made-up ones


def install(app: Flask) -> None:
    parts = _Parts()

    def kept_part(name: str, *details: Hashable, caller: Callable[[], str]) -> str:
        """What is inside `{% call kept_part(…) %}`; `details` are all that it depends on besides the address.

        The language, the reader's choices and what is in the database are always counted in.
        """
        if len(request.query_string) > LONGEST_KEPT:
            return caller()
        address = (request.script_root, request.path, request.query_string, *reader.kept_in_links())
        return parts.kept((name, words(), known(), address, details), caller)

    app.jinja_env.globals.update(kept_part=kept_part)


class _Parts:
    """Those asked for last; the one that nobody has asked for longest makes room for another."""

    def __init__(self) -> None:
        self._parts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def kept(self, key: Hashable, make: Callable[[], str]) -> str:
        with self._lock:
            if (part := self._parts.get(key)) is not None:
                self._parts.move_to_end(key)
                return part
        part = make()
        with self._lock:
            self._parts[key] = part
            if len(self._parts) > MOST_KEPT:
                self._parts.popitem(last=False)
        return part
