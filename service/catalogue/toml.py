"""A TOML file as plain tables, read to its end even where a day does not exist."""

import re
import tomllib
from pathlib import Path
from typing import Any

from service.domain.errors import Mistakes

_DATE_LINE = re.compile(r"(\s*[\w.-]+\s*=\s*)(\d{4}-\d{1,2}-\d{1,2}(?:[Tt ]\d[\dZz:.+-]*)?)(\s*(?:#.*)?)")
_POSITION = re.compile(r"\(at line (\d+), column \d+\)$")


def tables_of(path: Path) -> dict[str, Any]:
    """The file's content. Raises Mistakes where it cannot be read or is not TOML.

    A day that does not exist, such as 2021-02-30 or 2021-9-16, comes back as a string, so that the reader of the
    field can name the event and the field, and go on to the other mistakes.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows editors begin a file with a byte order mark
    except UnicodeDecodeError:
        raise Mistakes([f"{path}: expected a text file in UTF-8"]) from None
    except OSError as error:
        raise Mistakes([f"{path}: cannot be read: {error.strerror}"]) from None
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
        except ValueError:  # Python's limit on the digits of a number
            raise Mistakes([f"{path}: expected numbers of fewer digits"]) from None
        except RecursionError:
            raise Mistakes([f"{path}: expected lists and tables that are nested less deeply"]) from None


def _with_impossible_date_quoted(text: str, error: str) -> str | None:
    position = _POSITION.search(error)
    if position is None:
        return None
    lines = text.split("\n")
    number = int(position[1]) - 1
    line = _DATE_LINE.fullmatch(lines[number])
    if line is None:
        return None
    lines[number] = f'{line[1]}"{line[2]}"{line[3]}'
    return "\n".join(lines)
