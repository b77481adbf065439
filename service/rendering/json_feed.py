"""A set of events as a JSON Feed 1.1 (jsonfeed.org/version/1.1), for feed readers."""

from typing import Any

from service.rendering.collection import Collection, Item, rfc3339
from service.rendering.description import description, title
from service.rendering.formatting import span_in_words
from service.rendering.json_bytes import json_bytes, without_nothing


def json_feed(collection: Collection) -> bytes:
    """An item for each event, in the collection's order."""
    return json_bytes(
        without_nothing(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": collection.name,
                "home_page_url": collection.page,
                "feed_url": collection.address,
                "description": collection.description,
                "language": collection.language.code,
            }
        )
        | {"items": [_item(each, collection) for each in collection.items]}
    )


def _item(item: Item, collection: Collection) -> dict[str, Any]:
    event, words = item.revision.event, collection.language
    text = description(event, item.calendar, item.relations, collection.site, words)
    return {
        "id": event.uid,
        "url": collection.site.url(f"/events/{event.slug}"),
        "title": title(event, words),
        "summary": span_in_words(event.span, words),
        "content_text": text,
        "date_modified": rfc3339(item.updated),
        "tags": [event.kind, *(each.into(words.code) for each in event.categories)],
    }
