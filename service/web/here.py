"""Where a reader is: which view, of what time, with which filter; and the addresses that lead from there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import quote, urlencode

from service.domain.selection import Selection
from service.domain.stretch import MonthStretch, WeekStretch, YearStretch
from service.operations.feed_addresses import filter_pairs

VIEWS = ("agenda", "month", "week", "year", "timeline", "deadlines", "changes")
_STRETCHES = {"month": MonthStretch, "week": WeekStretch, "year": YearStretch}

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Here:
    """`when` is the view's time as in its address, None for the present; `day` is a day in it to go on from.

    `kept` is what links keep of the address besides the filter, `root` what stands before every path.
    """

    view: str
    selection: Selection
    today: date
    when: str | None = None
    day: date | None = None
    kept: tuple[tuple[str, str], ...] = ()
    root: str = ""
    embedded: bool = False

    @cached_property
    def filter(self) -> Pairs:
        return filter_pairs(self.selection)

    @property
    def is_filtered(self) -> bool:
        return bool(self.filter)

    @property
    def names(self) -> set[str]:
        """The parameters that the filter consists of."""
        return {name for name, _ in self.filter}

    def values(self, name: str) -> list[str]:
        """What the filter asks of that parameter."""
        return [value for each, value in self.filter if each == name]

    def to(self, view: str, when: str | None = None, *, ending: str = "") -> str:
        """Another view or another time, with the same filter."""
        return self._path(view, when, ending) + self._query

    def to_view(self, view: str) -> str:
        """Another view of the time that is shown here; of the present where today is in it."""
        stretch = _STRETCHES.get(view)
        when = stretch.of(self.day).name if stretch and self.day else None
        return self.to(view, when)

    def again_with(self, **more: str) -> str:
        """This very view, asked something besides."""
        return self._address(self._path(self.view, self.when, ""), [*self.filter, *more.items()])

    def again(self, *, ending: str = "") -> str:
        """This very view."""
        return self.to(self.view, self.when, ending=ending)

    def canonical(self, **more: str) -> str:
        """This view as anybody's, without what only this reader chose, below the address of the site."""
        path = self._path(self.view, self.when, "").removeprefix(self.root)
        query = urlencode([*self.filter, *more.items()], quote_via=quote)
        return f"{path}?{query}" if query else path

    def standing_alone(self) -> str:
        """This view in a window of its own, where it is shown in another site's page."""
        return self._address(self._path(self.view, self.when, "").replace("/embed/", "/", 1), self.filter)

    def on_day(self, day: date) -> str:
        """The agenda of that one day."""
        pairs = [*self._but("since", "until"), ("since", str(day)), ("until", str(day))]
        return self._address(self._path("agenda", None, ""), pairs)

    def beside(self, path: str, **narrowed: str) -> str:
        """A page that is no view, with the same filter, or one that is narrowed besides."""
        return self._address(f"{self.root}{path}", [*self._but(*narrowed), *narrowed.items()])

    @property
    def path(self) -> str:
        """This view without any filter, as a form needs it."""
        return self._path(self.view, self.when, "")

    def with_value(self, name: str, value: str) -> str:
        """This view, narrowed to that value in the place of any other of its name."""
        return self._here([*self._but(name), (name, value)])

    def toggled(self, name: str, value: str) -> str:
        """This view with that value added to the filter, or taken from it."""
        pair = (name, value)
        return self._here([each for each in self.filter if each != pair] + ([] if pair in self.filter else [pair]))

    def without(self, *names: str) -> str:
        """This view with nothing asked of these parameters."""
        return self._here(self._but(*names))

    def unfiltered(self) -> str:
        return self._here([])

    def hidden(self, *but: str) -> Pairs:
        """What a form sends along besides its own fields."""
        return [pair for pair in (*self.filter, *self.kept) if pair[0] not in but]

    @cached_property
    def _query(self) -> str:
        return self._address("", self.filter)

    def _but(self, *names: str) -> Pairs:
        """The filter without these parameters."""
        return [pair for pair in self.filter if pair[0] not in names]

    def _here(self, pairs: Pairs) -> str:
        return self._address(self._path(self.view, self.when, ""), pairs)

    def _path(self, view: str, when: str | None, ending: str) -> str:
        front = f"{self.root}/embed" if self.embedded else self.root
        end = f".{ending}" if ending else ""
        if view == "agenda" and not ending:
            return f"{front}/"
        return f"{front}/{view}{f'/{when}' if when else ''}{end}"

    def _address(self, path: str, pairs: Iterable[tuple[str, str]]) -> str:
        query = urlencode([*pairs, *self.kept], quote_via=quote)
        return f"{path}?{query}" if query else path
