"""What a reader chose for every page: language, zone, and light or dark; by the address, else by his cookie."""

from typing import Any

from flask import Flask, g, request

from service.domain.errors import InvalidValue, translatable
from service.domain.text import shown
from service.domain.timespan import is_zone
from service.rendering.language import spoken
from service.web.asking import settings
from service.web.headers import EMBEDDED

VENUE = "venue"  # each event on the clock of the place where it is
THEMES = ("auto", "light", "dark")
CHOICES = ("lang", "zone", "theme")  # names of parameters and of cookies
_A_YEAR = 365 * 86400  # seconds


def install(app: Flask) -> None:
    app.after_request(_remember)
    app.jinja_env.globals.update(theme=theme)


def chosen(name: str) -> str | None:
    """What the reader chose; in the address rather than in the cookie. None where he chose nothing."""
    return request.args.get(name) or request.cookies.get(name)


def zone() -> str | None:
    """The zone on whose clock the reader wants to see everything; None stands for the venue's.

    Raises InvalidValue for an unknown zone in the address; an unknown one in a cookie counts for nothing.
    """
    if "zone" not in g:
        g.zone = _zone(chosen("zone"), asked=bool(request.args.get("zone")))
    found: str | None = g.zone
    return found


def zone_called(name: str) -> str:
    """The zone of that name. Raises InvalidValue where there is none."""
    if not is_zone(name):
        unknown = translatable("There is no zone %(name)s. A zone is called as in Europe/Moscow.")
        raise InvalidValue(unknown, name=shown(name))
    return name


def theme() -> str:
    """Light, dark, or as the reader's device is. Raises InvalidValue for another one in the address."""
    if "theme" not in g:
        g.theme = _theme(chosen("theme") or THEMES[0])
    return str(g.theme)


def choose_nothing() -> None:
    """What the address asks for may be what is wrong with it: the page that says so is shown as any."""
    g.setdefault("theme", THEMES[0])
    g.setdefault("zone", None)


def kept_in_links() -> list[tuple[str, str]]:
    """The choices of this address that the reader's browser does not keep (yet): his next page would lack them.

    One that there is not would be refused there as it is here, and is left behind.
    """
    asked = ((name, request.args.get(name)) for name in CHOICES)
    new = [(name, value) for name, value in asked if value and request.cookies.get(name) != value]
    return [(name, value) for name, value in new if _is_there(name, value)]


def _is_there(name: str, value: str) -> bool:
    match name:
        case "lang":
            return value in spoken()
        case "zone":
            return value == VENUE or is_zone(value)
        case _:
            return value in THEMES


def _zone(name: str | None, *, asked: bool) -> str | None:
    if name in (None, "", VENUE):
        return None
    if is_zone(str(name)):
        return name
    return zone_called(str(name)) if asked else None


def _theme(name: str) -> str:
    if name in THEMES:
        return name
    if request.args.get("theme"):
        unknown = translatable("There is no theme %(name)s. There are: %(known)s.")
        raise InvalidValue(unknown, name=shown(name), known=", ".join(THEMES))
    return THEMES[0]


def _remember(response: Any) -> Any:
    """What was chosen by the address, where it was understood."""
    in_another_site = request.path.startswith(EMBEDDED)  # where no cookie of ours has any business
    is_a_page = response.mimetype == "text/html"
    if response.status_code == 200 and is_a_page and not in_another_site:
        secure = settings().base_url.startswith("https:")
        for name, value in kept_in_links():
            response.set_cookie(name, value, max_age=_A_YEAR, samesite="Lax", secure=secure)
    return response
