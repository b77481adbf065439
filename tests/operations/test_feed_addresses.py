"""Every selection has one address, and an address that makes no sense is told so in a sentence."""

from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import InvalidValue
from service.domain.event import Kind
from service.domain.selection import Cancelled, Clock, Contents, Filter, Selection, Style, both
from service.operations.feed_addresses import PARAMETERS, STATUSES, asked, below, page_of, pairs_of, path_and_query

names = st.none() | st.frozensets(st.sampled_from(("club", "board", "Дом культуры", "a&b=c", "ö ü")), min_size=1)
filters = st.builds(
    Filter,
    calendars=st.none() | st.frozensets(st.sampled_from(("club", "board")), min_size=1),
    kinds=st.none() | st.frozensets(st.sampled_from(Kind), min_size=1),
    bodies=st.none() | st.frozensets(st.sampled_from(("council", "staff")), min_size=1),
    places=names,
    countries=st.none() | st.frozensets(st.sampled_from(("TJ", "AT")), min_size=1),
    statuses=st.none() | st.frozensets(st.sampled_from(STATUSES), min_size=1),
    words=st.frozensets(st.sampled_from(("заседание", "oil", "2021"))),
    since=st.none() | st.dates(date(2000, 1, 1), date(2020, 1, 1)),
    until=st.none() | st.dates(date(2021, 1, 1), date(2030, 1, 1)),
)
styles = st.builds(
    Style,
    language=st.sampled_from((None, "en", "ru")),
    clock=st.sampled_from(Clock),
    people=st.booleans(),
    alarm=st.none() | st.integers(1, 365 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
)
selections = st.builds(
    Selection,
    filter=filters,
    style=styles,
    cancelled=st.sampled_from(Cancelled),
    approximate=st.booleans(),
)


@given(selection=selections)
def test_the_parameters_of_a_selection_ask_for_it(selection: Selection) -> None:
    assert asked(pairs_of(selection), of=Selection()) == selection


def understood(parameters: list[tuple[str, str]]) -> Selection | str:
    """What is asked for, or the sentence that refuses it."""
    try:
        return asked(parameters, of=Selection())
    except InvalidValue as error:
        return str(error)


@given(words=st.text(min_size=1, max_size=30))
def test_any_words_have_one_address(words: str) -> None:
    match understood([("q", words)]):
        case Selection() as selection:
            assert asked(pairs_of(selection), of=Selection()) == selection
        case sentence:
            assert sentence[-1:] == "."


@given(parameters=st.lists(st.tuples(st.sampled_from(list(PARAMETERS)), st.text(max_size=20)), max_size=3))
def test_whatever_is_asked_is_an_address_or_a_sentence_of_one_line(parameters: list[tuple[str, str]]) -> None:
    match understood(parameters):
        case Selection() as selection:
            _, query = path_and_query(selection)
            assert query.isascii()
            assert query.isprintable()
        case sentence:
            assert sentence.isprintable()


@given(selection=selections, data=st.data())
def test_the_order_of_the_parameters_makes_no_difference(selection: Selection, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(pairs_of(selection)))
    assert path_and_query(asked(shuffled, of=Selection())) == path_and_query(selection)


@given(selection=selections, contents=st.sampled_from(Contents), year=st.none() | st.just(2019))
def test_an_address_leads_back_to_its_selection(selection: Selection, contents: Contents, year: int | None) -> None:
    selection = Selection(**vars(selection) | {"contents": contents})
    if year and contents is Contents.EVENTS:
        selection = selection.of_year(year)
    path, query = path_and_query(selection)
    first, _, rest = path.partition("/")
    found = Selection() if first == "all" else Selection(filter=Filter(calendars=frozenset({first})))
    if rest:
        found = below(found, rest) or Selection(filter=both(found.filter, Filter(bodies=frozenset({rest}))))
    assert asked(parse_qsl(query), of=found) == selection


@pytest.mark.parametrize(
    ("asked_for", "address"),
    [
        ([], ("all", "")),
        ([("calendar", "club")], ("club", "")),
        ([("kind", "meeting"), ("calendar", "club")], ("club/meetings", "")),
        ([("kind", "meeting")], ("all/meetings", "")),
        ([("body", "council")], ("all", "body=council")),
        ([("body", "council"), ("calendar", "club")], ("club/council", "")),
        ([("kind", "meeting"), ("kind", "deadline")], ("all", "kind=deadline&kind=meeting")),
        ([("q", "  Нефть oil ")], ("all", "q=oil%20%D0%BD%D0%B5%D1%84%D1%82%D1%8C")),
        ([("country", "tj")], ("all", "country=TJ")),
        ([("place", " Town \r\n\u00a0 Hall ")], ("all", "place=Town%20Hall")),
        ([("place", "a/b?c&d=e#f")], ("all", "place=a%2Fb%3Fc%26d%3De%23f")),
        ([("kind", "meeting"), ("kind", "meeting"), ("lang", "ru"), ("lang", "ru")], ("all/meetings", "lang=ru")),
        ([("q", "foo_bar-baz, foo")], ("all", "q=bar%20baz%20foo")),
        ([("q", "\u0418\u0306")], ("all", "q=%D0%B9")),
        ([("alarm", "PT120M")], ("all", "alarm=PT120M")),
        ([("alarm", "PT2H")], ("all", "alarm=PT120M")),
        ([("alarm", "PT24H")], ("all", "alarm=P1D")),
        ([("tz", "utc"), ("people", "0"), ("kind", "")], ("all", "")),
    ],
)
def test_an_address_in_its_canonical_form(asked_for: list[tuple[str, str]], address: tuple[str, str]) -> None:
    assert path_and_query(asked(asked_for, of=Selection())) == address


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ([("kinds", "meeting")], 'There is no parameter "kinds". There are: calendar, kind, body, place, country, '),
        ([("kind", "party")], '"kind" must be one of: meeting, deadline, exercise, milestone; not "party".'),
        ([("status", "over")], '"status" must be one of: tentative, confirmed, cancelled, open, done; not "over".'),
        (
            [("country", "Tajikistan")],
            '"country" must be the two letters of a country such as TJ, not "Tajikistan".',
        ),
        ([("lang", "xx")], '"lang" must be one of: en, ru; not "xx".'),
        ([("lang", "en"), ("lang", "ru")], 'Only one "lang" can be asked for.'),
        ([("since", "2021-02-30")], '"since" must be a day such as 2021-09-16, not "2021-02-30".'),
        ([("until", "٢٠٢١-٠٩-١٦")], '"until" must be a day such as 2021-09-16, not "٢٠٢١-٠٩-١٦".'),
        (
            [("since", "2021-02-03"), ("until", "2021-02-02")],
            '"until" must not be before "since", 2021-02-03.',
        ),
        (
            [("alarm", "P0D")],
            '"alarm" must be more than nothing and a year at most, not "P0D".',
        ),
        (
            [("alarm", "P366D")],
            '"alarm" must be more than nothing and a year at most, not "P366D".',
        ),
        ([("alarm", "1 day")], '"alarm" must be a time before the start such as P1D, PT2H or PT30M, not "1 day".'),
        ([("tz", "Mars")], '"tz" must be one of: utc, venue; not "Mars".'),
        ([("cancelled", "maybe")], '"cancelled" must be one of: keep, hide; not "maybe".'),
        ([("approximate", "yes")], '"approximate" must be one of: include; not "yes".'),
        ([("people", "2")], '"people" must be one of: 0, 1; not "2".'),
        ([("place", "x\x0bATTACH:y\x00")], '"place" must be a text without control characters, not "x�ATTACH:y�".'),
        ([("place", "\ud800")], '"place" must be a text without control characters, not "�".'),
        ([("q", "_ \u0301")], '"_ \u0301" holds no word to search for.'),
        ([("since", "0000-01-01")], '"since" must be a day such as 2021-09-16, not "0000-01-01".'),
        ([("alarm", "PT0M"), ("alarm", "P1D")], 'Only one "alarm" can be asked for.'),
        ([("KIND", "meeting")], 'There is no parameter "KIND". There are: calendar, '),
        ([("kind", "Meeting")], '"kind" must be one of: meeting, deadline, exercise, milestone; not "Meeting".'),
        ([("q", "…")], '"…" holds no word to search for.'),
        ([("q", " ".join(map(str, range(21))))], "At most 20 words can be searched for."),
    ],
)
def test_what_makes_no_sense_is_told_in_a_sentence(parameters: list[tuple[str, str]], sentence: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        asked(parameters, of=Selection())
    assert str(refused.value)[: len(sentence)] == sentence


def test_what_the_path_excludes_is_told_in_a_sentence() -> None:
    meetings = below(Selection(), "meetings")
    assert meetings
    with pytest.raises(InvalidValue) as refused:
        asked([("kind", "deadline")], of=meetings)
    assert str(refused.value) == 'Nothing is both of kind "meeting" and of kind "deadline".'


def test_the_year_0_is_a_year_of_no_event_not_of_every_event() -> None:
    selection = below(Selection(), "0000")
    assert selection
    assert (selection.filter.year, path_and_query(selection)) == (0, ("all/0000", ""))
    assert both(selection.filter, Filter()) == selection.filter


@pytest.mark.parametrize("name", ["meeting", "partys", "20", "20211", "٢٠٢١", "", "all"])
def test_what_is_no_part_of_a_feed_has_no_address_below_it(name: str) -> None:
    assert below(Selection(), name) is None


@pytest.mark.parametrize(
    ("pairs", "page"),
    [
        ([], "/"),
        ([("calendar", "club"), ("kind", "meeting"), ("q", "x y")], "/?calendar=club&kind=meeting&q=x%20y"),
        ([("kind", "meeting"), ("kind", "deadline")], "/?kind=deadline&kind=meeting"),
        ([("alarm", "P1D"), ("lang", "ru"), ("since", "2021-09-16")], "/?since=2021-09-16"),
    ],
)
def test_the_page_of_a_feed_is_the_agenda_with_the_same_filter(pairs: list[tuple[str, str]], page: str) -> None:
    assert page_of(asked(pairs, of=Selection())) == page
