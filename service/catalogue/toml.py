"""A TOML file as plain tables, read to its end even where a day does not exist."""

import re
import tomllib
from pathlib import Path
from typing import Any

from service.domain.errors import DatelineError, Mistakes

_DATE_TOKEN = re.compile(r"\d[\dTtZz:.+-]*( \d[\dZz:.+-]*)?")
_POSITION = re.compile(r"Invalid date or datetime \(at line (\d+), column (\d+)\)")


def tables_of(path: Path) -> dict[str, Any]:
    """The file's content. Raises DatelineError where it cannot be read, Mistakes where it is not TOML.

    A day that does not exist, such as 2021-02-30, comes back as a string, so that the reader of the
    field can name the event and the field, and go on to the other mistakes.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DatelineError(f"{path}: expected a text file in UTF-8") from None
    except OSError as error:
        raise DatelineError(f"{path}: cannot be read: {error.strerror}") from None
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> dict[str, Any]:
    while True:
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            quoted = _with_impossible_date_quoted(text, str(error))
            if quoted is None:
                raise Mistakes([f"{path}: expected TOML: {error}"]) from None
            text = quoted


def _with_impossible_date_quoted(text: str, error: str) -> str | None:
    position = _POSITION.search(error)
    if position is None:
        return None
    lines = text.split("\n")
    number, column = int(position[1]) - 1, int(position[2]) - 1
    token = _DATE_TOKEN.match(lines[number], column)
    if token is None:
        return None
    line = lines[number]
    lines[number] = f'{line[:column]}"{token[0].strip()}"{line[token.end() :]}'
    return "\n".join(lines)
