"""The dates of a mail as a calendar to attach: the pieces of the feed, byte for byte."""

from collections.abc import Sequence

from service.rendering.contentline import line
from service.rendering.ical import PRODID, TRAILER

MOST_DATES = 20  # nobody adds more than that by hand, and each is some 700 octets


def attached_dates(vevents: Sequence[bytes]) -> bytes | None:
    """None where there are none, or too many.

    With PUBLISH nobody is invited, and nobody is asked to answer (RFC 5546 3.2.1). Same UID, same SEQUENCE: a later
    copy, or the feed itself, replaces what was added from here. A name would make a new calendar of it in Outlook.
    """
    if not 0 < len(vevents) <= MOST_DATES:
        return None
    head = (
        b"BEGIN:VCALENDAR\r\n",
        line("VERSION", "2.0"),
        line("PRODID", PRODID),
        line("CALSCALE", "GREGORIAN"),
        line("METHOD", "PUBLISH"),
    )
    return b"".join((*head, *vevents, TRAILER))
