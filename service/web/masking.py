"""The tokens of private calendars, and those in the links of readers, stay out of what is logged and said."""

import logging
import re

from flask import Flask

# Of the web servers that this may run under, of the development server and of Flask's own.
_LOGGERS = (
    "_granian",
    "granian",
    "granian.access",
    "gunicorn.access",
    "gunicorn.error",
    "uvicorn.access",
    "waitress",
    "werkzeug",
)
_SLASH = "(?:/|%(?:25)*2F)+"  # also in an address that is inside another one


def _written(path: str) -> str:
    """A pattern for that path, each sign of it as it is or as %XX (RFC 3986 2.1)."""
    signs = ("".join(f"(?:{sign}|%(?:25)*{ord(sign):02x})" for sign in name) for name in path.split("/"))
    return _SLASH.join(signs) + _SLASH


_BEFORE = "|".join(
    [
        *map(_written, ("feeds/private", "feeds/personal", "subscribe/confirm", "subscribe/manage")),
        _SLASH + _written("u"),
    ]
)
_TOKEN = re.compile(
    rf"""({_BEFORE})[^/?#&\s"'<>]+?(?=(?:\.[a-z]{{2,10}})?(?:[/?#&\s"'<>]|%(?:25)*(?:2F|3F|23|26)|$))""",
    re.IGNORECASE,
)


def install(app: Flask) -> None:
    for logger in map(logging.getLogger, (*_LOGGERS, app.name)):  # app.logger would add a handler, too early
        if not any(isinstance(known, _Masking) for known in logger.filters):
            logger.addFilter(_Masking())


def masked(path: str) -> str:
    """The same with *** in the place of a token: `/feeds/private/***.ics`."""
    return _TOKEN.sub(r"\1***", path)


class _Masking(logging.Filter):
    """Lets every record through, without the tokens that are in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if masked(said) != said:
            record.msg, record.args = masked(said), ()
        return True
