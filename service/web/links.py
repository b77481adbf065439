"""Links that keep what the reader chose in the address, and files that browsers keep until they are others."""

import hashlib
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask, g, request

from service.web import reader

_A_YEAR = 365 * 86400  # seconds; a file that has changed has another address


def install(app: Flask) -> None:
    assert app.static_folder is not None
    marks = {path.name: _mark(path) for path in Path(app.static_folder).iterdir() if path.is_file()}
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _A_YEAR
    app.jinja_env.globals.update(
        link=link,
        plain_link=plain_link,
        event_link=event_link,
        kept=reader.kept_in_links,
        static=lambda name: f"{plain_link('/static/')}{name}?v={marks[name]}",
    )


def link(path: str, **parameters: str) -> str:
    """A page to which no filter belongs, with these parameters besides."""
    pairs = [*reader.kept_in_links(), *parameters.items()] if parameters else None
    return plain_link(path) + (f"?{urlencode(pairs)}" if pairs else _kept())


def plain_link(path: str) -> str:
    """The same without any parameters, as a form needs it."""
    return f"{request.script_root}{path}"


def event_link(slug: str) -> str:
    return link(f"/events/{slug}")


def event_links() -> tuple[str, str]:
    """What stands before and after the slug in the links of this request, for pages that have hundreds of them."""
    return plain_link("/events/"), _kept()


def _kept() -> str:
    if "kept" not in g:
        pairs = reader.kept_in_links()
        g.kept = f"?{urlencode(pairs)}" if pairs else ""
    return str(g.kept)


def _mark(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]
