"""Who takes part, as components inside an event (RFC 9073 7.1): never ATTENDEE, which needs an address."""

from service.domain.event import AnyEvent
from service.rendering.contentline import line, text_line
from service.rendering.description import participant_in_words
from service.rendering.formatting import role_in_words
from service.rendering.language import Language


def participants(event: AnyEvent, words: Language) -> bytes | None:
    """A PARTICIPANT for each of them, in their order; None where there are none."""
    components = [
        b"BEGIN:PARTICIPANT\r\n"
        + line("UID", f"participant-{place}-{event.uid}")
        + line("PARTICIPANT-TYPE", "ACTIVE")
        + text_line("SUMMARY", person.name.into(words.code))
        + text_line("DESCRIPTION", f"{role_in_words(person.role, words)}: {participant_in_words(person, words)}")
        + b"END:PARTICIPANT\r\n"
        for place, person in enumerate(event.participants, 1)
    ]
    return b"".join(components) or None
