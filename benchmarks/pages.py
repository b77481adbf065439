"""The pages of Dateline, asked for in this process as a WSGI server asks (PEP 3333), without any client between."""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.ours import SITE
from service.config import settings_from
from service.web import create_app

Ask = Callable[[str, dict[str, str]], bytes]
LANGUAGE = "ru"


def asking(database: Path) -> Ask:
    """Asks the application on that database for a path with these parameters: the body of what it answers."""
    app = create_app(settings_from(_settings(database), web=True))

    def ask(path: str, parameters: dict[str, str]) -> bytes:
        answered: list[str] = []

        def start_response(status: str, headers: list[tuple[str, str]], error: Any = None) -> Callable[[bytes], object]:
            answered.append(status)
            return lambda _: None

        chunks = app(_environ(path, parameters), start_response)
        body = b"".join(chunks)
        chunks.close()  # type: ignore[attr-defined]  # as a server does (PEP 3333): it ends the request
        assert answered == ["200 OK"], f"{path}: {answered}"
        return body

    return ask


def _settings(database: Path) -> dict[str, str]:
    return {
        "DATELINE_DATABASE": str(database),
        "DATELINE_BASE_URL": SITE.base_url,
        "DATELINE_SECRET_KEY": "only for this process, only for a benchmark",
    }


def _environ(path: str, parameters: dict[str, str]) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": urlencode(parameters),
        "SERVER_NAME": "dates.example.org",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "dates.example.org",
        "HTTP_ACCEPT_LANGUAGE": LANGUAGE,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
