"""The views that every reader can open, and the screens that they are looked at on. A new view is one line here."""

from typing import Literal

Scheme = Literal["light", "dark"]

VIEWS = (
    "/",
    "/?kind=meeting&q=душан",
    "/?since=2021-09-01&until=2021-10-31",
    "/month",
    "/month/2021-10",
    "/week",
    "/week/2021-W42",
    "/year/2021",
    "/timeline",
    "/timeline/1992/2021",
    "/deadlines",
    "/changes",
    "/events/regular-session-2021",
    "/organisation/csto",
    "/organisations",
    "/subscribe?kind=meeting",
    "/subscribe?event=regular-session-2021",
    "/subscribe/confirm/torn",
    "/display",
    "/keys",
    "/mailbox?refresh=off",
    "/embed/month/2021-10",
    "/party",
    "/?kind=party",
)
STATUSES = {"/subscribe/confirm/torn": 404, "/party": 404, "/?kind=party": 400}  # of the views that say no

LANGUAGES = ("en", "ru")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PHONE, TABLET, DESKTOP = (360, 740), (768, 1024), (1280, 900)
