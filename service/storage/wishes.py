"""What readers wish, each wish once however many share it."""

import json
from datetime import date
from typing import Any

from sqlite_utils import Database

from service.domain.event import Kind
from service.domain.selection import Filter
from service.domain.wish import Cadence, Leads, Weekly, Wish

_SETS = ("calendars", "uids", "kinds", "bodies", "places", "countries", "statuses")


def wish_number(db: Database, wish: Wish) -> int:
    """The number of the wish, which is added where nobody had it before. Call it in a transaction."""
    document = wish_document(wish)
    db.execute("INSERT INTO wishes (document) VALUES (?) ON CONFLICT (document) DO NOTHING", [document])
    return int(db.execute("SELECT id FROM wishes WHERE document = ?", [document]).fetchone()[0])


def wish_numbered(db: Database, number: int) -> Wish:
    (document,) = db.execute("SELECT document FROM wishes WHERE id = ?", [number]).fetchone()
    return wish_of(document)


def wish_document(wish: Wish) -> str:
    """As JSON, in its one form."""
    cadence = {"leads": wish.cadence.days} if isinstance(wish.cadence, Leads) else {"weekday": wish.cadence.weekday}
    document = cadence | {
        "changes": wish.changes,
        "filter": _filter_document(wish.filter),
        "hour": wish.hour,
        "language": wish.language,
        "overdue": wish.overdue,
        "running": wish.running,
        "zone": wish.zone,
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def wish_of(document: str) -> Wish:
    """The wish that `wish_document` made it of."""
    read = json.loads(document)
    cadence: Cadence = Leads(tuple(read.pop("leads"))) if "leads" in read else Weekly(read.pop("weekday"))
    return Wish(**read | {"cadence": cadence, "filter": _filter_of(read["filter"])})


def _filter_document(wanted: Filter) -> dict[str, Any]:
    """Without what lets all through."""
    sets = {name: values for name in _SETS if (values := getattr(wanted, name)) is not None}
    days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(wanted, name))}
    others: dict[str, Any] = {"words": sorted(wanted.words)} if wanted.words else {}
    others |= {} if wanted.year is None else {"year": wanted.year}
    return {name: sorted(values) for name, values in sets.items()} | days | others


def _filter_of(read: dict[str, Any]) -> Filter:
    sets: dict[str, Any] = {name: frozenset(read[name]) for name in _SETS if name in read}
    if "kinds" in sets:
        sets["kinds"] = frozenset(map(Kind, sets["kinds"]))
    days: dict[str, Any] = {name: date.fromisoformat(read[name]) for name in ("since", "until") if name in read}
    return Filter(**sets, **days, words=frozenset(read.get("words", ())), year=read.get("year"))
