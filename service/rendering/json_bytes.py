"""JSON as it is handed out: UTF-8, in one form for one value, with a line feed at its end."""

import json
from typing import Any


def json_bytes(value: Any) -> bytes:
    """The value as RFC 8259 writes it; its keys keep their order."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def without_nothing(members: dict[str, Any]) -> dict[str, Any]:
    """The members that say something: no None, and no empty text, list or object."""
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
