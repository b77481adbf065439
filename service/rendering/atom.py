"""What changed in a set of events, as an Atom feed (RFC 4287): an entry for each revision, the newest first."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from service.domain.revision import Revision
from service.rendering.collection import Change, Collection, rfc3339
from service.rendering.description import title
from service.rendering.differences import Happening, differences, what_happened
from service.rendering.event_fields import Field
from service.rendering.language import Language

NAMESPACE = "http://www.w3.org/2005/Atom"
_TOLD = (Field.TITLE, Field.WHEN, Field.WHERE, Field.STATUS, Field.DESCRIPTION)
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
    _add(entry, "title", _title(change, words))
    _add(entry, "updated", rfc3339(revision.at))
    _link(entry, "alternate", collection.site.url(f"/events/{revision.event.slug}"), "text/html")
    ET.SubElement(entry, "category", {"term": revision.event.kind})
    _add(entry, "content", "\n".join(_lines(change, words)) or title(revision.event, words), type="text")


def _id(revision: Revision, collection: Collection) -> str:
    """A tag: URI (RFC 4151) that no other revision has and that never changes."""
    host = urlsplit(collection.site.base_url).hostname or "localhost"
    return f"tag:{host},2021:{revision.event.uid}/{revision.number}"


def _title(change: Change, words: Language) -> str:
    """As in "Moved: Assembly"; what a page tells more exactly is "Changed" here."""
    gettext = words.gettext
    titles = {
        Happening.ADDED: gettext("Added: %(title)s"),
        Happening.CANCELLED: gettext("Cancelled: %(title)s"),
        Happening.DONE: gettext("Done: %(title)s"),
        Happening.MOVED: gettext("Moved: %(title)s"),
    }
    marked = titles.get(what_happened(change), gettext("Changed: %(title)s"))
    return marked % {"title": change.revision.event.summary.into(words.code)}


def _lines(change: Change, words: Language) -> Iterator[str]:
    """A line for each thing that people act on: what it was, and what it is; of a new event just what it is."""
    for each in differences(change, words, fields=_TOLD):
        before, after = ("".join(texts) or "—" for texts in (each.before, each.after))
        yield f"{each.name}: {before} → {after}" if change.before else f"{each.name}: {after}"
    if change.revision.reason:
        yield change.revision.reason


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = _UNWRITABLE.sub("\ufffd", text)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "href": address, "type": media_type})
