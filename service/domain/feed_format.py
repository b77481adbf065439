"""The formats that a set of events is handed out in, each with its ending and its media type."""

from enum import StrEnum


class Format(StrEnum):
    """The value is the ending of the address."""

    ICALENDAR = "ics"  # RFC 5545
    ATOM = "atom"  # RFC 4287: what changed
    JSON_FEED = "jsonfeed"  # JSON Feed 1.1
    JSON = "json"
    JCAL = "jcal"  # RFC 7265
    JSCALENDAR = "jscalendar"  # RFC 8984

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.ICALENDAR: "text/calendar; charset=utf-8",
    Format.ATOM: "application/atom+xml; charset=utf-8",
    Format.JSON_FEED: "application/feed+json; charset=utf-8",
    Format.JSON: "application/json; charset=utf-8",
    Format.JCAL: "application/calendar+json; charset=utf-8",
    Format.JSCALENDAR: "application/jscalendar+json; type=group; charset=utf-8",
}
