"""Pages about the pages: how they are shown, and which keys they know."""

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from flask import Blueprint, Flask, request

from service.operations.feed_addresses import LONGEST_QUERY
from service.web import reader
from service.web.asking import known
from service.web.links import link
from service.web.speaking import render
from service.web.zones import zones

reader_pages = Blueprint("reader_pages", __name__)


@reader_pages.get("/display")
def display() -> str:
    """Language, zone, light and dark; the form leads back to the page of `?back=`."""
    path, hidden = _way_back()
    return render(
        "pages/display.html",
        path=path,
        hidden=hidden,
        zone=reader.zone(),
        zones=zones(),
        own_zones=sorted({calendar.zone for calendar in known().calendars.values()}),
    )


@reader_pages.get("/keys")
def keys() -> str:
    return render("pages/keys.html")


def install(app: Flask) -> None:
    app.jinja_env.globals.update(display_link=_display_link, in_language=_in_language)


def _in_language(code: str) -> str:
    """This very page in that language."""
    others = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"] if _is_short() else []
    return f"?{urlencode([*others, ('lang', code)], quote_via=quote)}"


def _is_short() -> bool:
    """Whether the address is short enough to be understood; one that is not is repeated nowhere."""
    return len(request.query_string) <= LONGEST_QUERY


def _display_link() -> str:
    query = request.query_string.decode("latin-1") if _is_short() else ""
    back = f"{request.path}?{query}" if query else request.path
    return link("/display", back=back)


def _way_back() -> tuple[str, list[tuple[str, str]]]:
    """A page of this site, as its path and its parameters; nobody is led elsewhere."""
    try:
        parts = urlsplit(request.args.get("back", "/").replace("\\", "/"))
    except ValueError:  # what can be no address at all, such as "//["
        return f"{request.script_root}/", []
    path = f"/{parts.path.lstrip('/')}" if not parts.scheme and not parts.netloc else "/"
    pairs = [pair for pair in parse_qsl(parts.query) if pair[0] not in reader.CHOICES]
    return f"{request.script_root}{path}", pairs
