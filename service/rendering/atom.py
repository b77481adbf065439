"""What changed in a set of events, as an Atom feed (RFC 4287): an entry for each revision, the newest first."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from service.domain.event import AnyEvent, Deadline, Done, Status
from service.domain.revision import Revision
from service.rendering.collection import Change, Collection, rfc3339
from service.rendering.description import title
from service.rendering.formatting import (
    place_in_words,
    span_in_words,
    status_in_words,
)
from service.rendering.language import Language

NAMESPACE = "http://www.w3.org/2005/Atom"
# What XML cannot hold, not even escaped (XML 1.0 2.2); one such sign would make the whole feed unreadable.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(collection: Collection, changes: Iterable[Change]) -> bytes:
    """The feed as XML in UTF-8."""
    feed = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": collection.language.code})
    _add(feed, "id", collection.address)
    _add(feed, "title", collection.name)
    if collection.description:
        _add(feed, "subtitle", collection.description)
    _add(ET.SubElement(feed, "author"), "name", collection.name)  # who types a change in is nobody's business
    _add(feed, "updated", rfc3339(collection.changed_at))
    _link(feed, "self", collection.address, "application/atom+xml")
    _link(feed, "alternate", collection.page, "text/html")
    for change in changes:
        _entry(feed, change, collection)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _entry(feed: ET.Element, change: Change, collection: Collection) -> None:
    revision, words = change.revision, collection.language
    entry = ET.SubElement(feed, "entry")
    _add(entry, "id", _id(revision, collection))
    _add(entry, "title", _what_happened(change, words) % {"title": revision.event.summary.into(words.code)})
    _add(entry, "updated", rfc3339(revision.at))
    _link(entry, "alternate", collection.site.url(f"/events/{revision.event.slug}"), "text/html")
    ET.SubElement(entry, "category", {"term": revision.event.kind})
    _add(entry, "content", "\n".join(_differences(change, words)) or title(revision.event, words), type="text")


def _id(revision: Revision, collection: Collection) -> str:
    """A tag: URI (RFC 4151) that no other revision has and that never changes."""
    host = urlsplit(collection.site.base_url).hostname or "localhost"
    return f"tag:{host},2021:{revision.event.uid}/{revision.number}"


def _what_happened(change: Change, words: Language) -> str:
    """The heading of the entry, in which the title is still to be filled in."""
    gettext = words.gettext
    if change.before is None:
        return gettext("Added: %(title)s")
    before, after = change.before.event, change.revision.event
    if after.status is Status.CANCELLED and before.status is not Status.CANCELLED:
        return gettext("Cancelled: %(title)s")
    if _is_done(after) and not _is_done(before):
        return gettext("Done: %(title)s")
    if after.span != before.span:
        return gettext("Moved: %(title)s")
    return gettext("Changed: %(title)s")


def _is_done(event: AnyEvent) -> bool:
    return isinstance(event, Deadline) and isinstance(event.progress, Done)


def _differences(change: Change, words: Language) -> Iterator[str]:
    """A line for each thing that people act on: what it was, and what it is; of a new event just what it is."""
    now = _facts(change.revision.event, words)
    then = _facts(change.before.event, words) if change.before else {}
    for name, value in now.items():
        if change.before is None and value:
            yield f"{name}: {value}"
        elif then.get(name, value) != value:
            yield f"{name}: {then[name] or '—'} → {value or '—'}"
    if change.revision.reason:
        yield change.revision.reason


def _facts(event: AnyEvent, words: Language) -> dict[str, str]:
    gettext = words.gettext
    return {
        gettext("Title"): event.summary.into(words.code),
        gettext("When"): span_in_words(event.span, words),
        gettext("Where"): place_in_words(event.place, words),
        gettext("Status"): status_in_words(event.status, words),
        gettext("Description"): event.description.into(words.code) if event.description else "",
    }


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _UNWRITABLE.sub("\ufffd", text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "href": address, "type": media_type})
