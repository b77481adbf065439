"""A calendar: whose dates they are, in which zone and language, and from which sources."""

from dataclasses import dataclass

from service.domain.organisation import Organisation
from service.domain.source import Source
from service.domain.text import Text
from service.domain.timespan import zone_named

# Addresses that are taken: /feeds/<calendar> and /feeds/<calendar>/<body>, where four digits are a year.
RESERVED_SLUGS = frozenset({"all", "personal", "private"})
RESERVED_BODY_SLUGS = frozenset({"deadlines", "exercises", "meetings", "milestones", "tasks"})


@dataclass(frozen=True, kw_only=True)
class Series:
    """Events that belong together, such as the exercises of one autumn."""

    id: str
    name: Text
    description: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Everything about a calendar but its events. All-day deadlines end in `zone`.

    A private calendar and its events are shown only to those who were given its address.
    """

    slug: str
    name: Text
    zone: str
    language: str
    description: Text | None = None
    color: str | None = None  # a CSS3 colour name (RFC 7986 5.9)
    example: bool = False  # made up, to show how it is done
    private: bool = False
    formerly: tuple[str, ...] = ()  # its slugs before this one
    organisation: Organisation | None = None
    series: tuple[Series, ...] = ()
    sources: tuple[Source, ...] = ()

    def __post_init__(self) -> None:
        zone_named(self.zone)
