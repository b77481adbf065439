"""The fields of a calendar file in words, to say which of them a source supports."""

from collections.abc import Iterable

from service.rendering.language import Language


def fields_in_words(names: Iterable[str], language: Language) -> str:
    """As in "title, place, topics"; each name once. What has no words here is said as it is."""
    known = _words(language)
    return ", ".join(dict.fromkeys(known.get(name, name) for name in names))


def _words(language: Language) -> dict[str, str]:
    gettext = language.gettext
    return {
        "approximate": gettext("date"),
        "attendance": gettext("who may take part"),
        "basis": gettext("legal basis"),
        "body": gettext("body"),
        "categories": gettext("categories"),
        "chair_rule": gettext("rule of the chair"),
        "chair_rule_text": gettext("rule of the chair"),
        "conference": gettext("form of the meeting"),
        "country": gettext("country"),
        "description": gettext("description"),
        "done_on": gettext("day of completion"),
        "due_at": gettext("meeting at which it is due"),
        "end": gettext("end"),
        "first_day": gettext("date"),
        "given_at": gettext("meeting at which it was given"),
        "last_day": gettext("date"),
        "link": gettext("link"),
        "location": gettext("place"),
        "members": gettext("members"),
        "name": gettext("name"),
        "note": gettext("note"),
        "outcomes": gettext("outcomes"),
        "participants": gettext("participants"),
        "series": gettext("series"),
        "session": gettext("kind of session"),
        "short_name": gettext("short name"),
        "since": gettext("beginning"),
        "start": gettext("start"),
        "status": gettext("status"),
        "summary": gettext("title"),
        "topics": gettext("topics"),
        "undated": gettext("missing date"),
        "until": gettext("end"),
        "url": gettext("web page"),
        "zone": gettext("time zone"),
    }
