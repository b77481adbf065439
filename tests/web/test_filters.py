"""Filters: chosen by links and forms, kept in the address, and said in words."""

from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from service.domain.event import Deadline, Done, Exercise, Status, Telephone, Venue, VideoConference
from service.domain.organisation import Body, Organisation
from service.domain.text import Text
from tests.examples import a_meeting, whole_days
from tests.web.conftest import ClientOf
from tests.web.pages import fields, get, links, text, texts

TITLES = ".//p[@class='line-title']"
VIEWS = ["/", "/month/2021-09", "/week/2021-W37", "/year/2021", "/timeline/2021/2021", "/deadlines", "/changes"]
CLUB = Organisation(
    name=Text("The Club"),
    bodies=(Body(slug="council", name=Text("The Council")), Body(slug="board", name=Text("A Board"))),
)
VIENNA = Venue(name=Text("Vienna", {"ru": "Вена"}), country="AT")


@pytest.fixture
def club(client_of: ClientOf) -> FlaskClient:
    """Five events that differ in all that one can choose by."""
    return client_of(
        a_meeting(
            "tea@club", summary=Text("Tea with the Élysée", {"ru": "Чай со Ёлкиным"}), body="council", place=VIENNA
        ),
        a_meeting("call@club", summary=Text("Call"), place=Telephone(), status=Status.TENTATIVE),
        a_meeting("screen@club", summary=Text("Screen"), place=VideoConference(), body="board"),
        Exercise(
            uid="drill@club",
            slug="drill",
            summary=Text("Drill"),
            span=whole_days("2021-10-01"),
            place=Venue(name=Text("Dushanbe"), country="TJ"),
            status=Status.CANCELLED,
        ),
        Deadline(uid="report@club", slug="report", summary=Text("Report"), span=whole_days("2021-09-20")),
        Deadline(
            uid="survey@club",
            slug="survey",
            summary=Text("Survey"),
            span=whole_days("2021-09-21"),
            progress=Done(whole_days("2021-09-01").first_day),
        ),
        organisation=CLUB,
    )


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("kind=deadline", ["Report", "Survey"]),
        ("kind=deadline&kind=exercise", ["Report", "Survey", "Drill"]),
        ("body=council", ["Tea with the Élysée"]),
        ("body=council&body=board", ["Screen", "Tea with the Élysée"]),
        ("place=Vienna", ["Tea with the Élysée"]),
        ("place=вена", ["Tea with the Élysée"]),
        ("place=video&place=telephone", ["Call", "Screen"]),
        ("country=TJ", ["Drill"]),
        ("country=tj&country=AT", ["Tea with the Élysée", "Drill"]),
        ("status=tentative", ["Call"]),
        ("status=cancelled", ["Drill"]),
        ("status=open", ["Report"]),
        ("status=done", ["Survey"]),
        ("kind=meeting&status=confirmed", ["Screen", "Tea with the Élysée"]),
        ("since=2021-09-20&until=2021-09-20", ["Report"]),
        ("kind=meeting&country=TJ", []),
        ("calendar=club&kind=exercise&country=TJ&status=cancelled&q=drill&since=2021-10-01", ["Drill"]),
        ("kind=&body=&country=&place=&status=&q=&since=&until=&kind=exercise", ["Drill"]),
    ],
)
def test_filters_narrow_and_combine(club: FlaskClient, query: str, shown: list[str]) -> None:
    assert texts(get(club, f"/?{query}"), TITLES) == shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("tea", True),
        ("TEA", True),
        ("te", True),
        ("ea", False),
        ("elysee", True),
        ("Élys", True),
        ("tea elysee", True),
        ("elysee tea", True),
        ("tea drill", False),
        ("чай", True),
        ("ЧА", True),
        ("елкин", True),
        ("Ёлки", True),
        ("vienna", True),
        ("вен", True),
        ('"tea" -elysee*', True),
        ("NEAR(tea", False),
    ],
)
def test_words_are_found_by_their_beginning_in_either_script(club: FlaskClient, asked: str, found: bool) -> None:
    page = parsed_search(club, asked)
    assert texts(page, TITLES) == (["Tea with the Élysée"] if found else [])


def parsed_search(client: FlaskClient, asked: str) -> Element:
    """What comes of typing that into the search field and pressing the button."""
    form = get(client, "/").find(".//form[@class='search']")
    assert form is not None
    answer = client.get(form.attrib["action"], query_string={**dict(fields(form)), "q": asked})
    return get(client, answer.request.path + "?" + answer.request.query_string.decode())


def test_what_was_searched_for_stays_in_the_field(club: FlaskClient) -> None:
    page = parsed_search(club, "Tea  elysée!")
    assert dict(fields(page.find(".//form[@class='search']")))["q"] == "Tea  elysée!"
    assert texts(page, ".//p[@class='narrowed']") == ["Shown: The Club: “elysée tea”. Show all dates", "1 date found"]


def test_what_holds_no_word_is_not_understood(club: FlaskClient) -> None:
    page = get(club, "/?q=!!!", status=400)
    assert texts(page, ".//p[@class='lead']") == ['"!!!" holds no word to search for.']


def test_too_many_words_are_not_understood(club: FlaskClient) -> None:
    page = get(club, f"/?q={'+'.join(map(str, range(21)))}", status=400)
    assert texts(page, ".//p[@class='lead']") == ["At most 20 words can be searched for."]


def test_a_search_keeps_the_filter_but_looks_at_any_time(club: FlaskClient) -> None:
    page = get(club, "/month/2021-09?kind=meeting&since=2021-09-01&lang=en")
    form = page.find(".//form[@class='search']")
    assert form is not None
    assert (form.attrib["action"], fields(form)) == ("/", [("kind", "meeting"), ("lang", "en"), ("q", "")])


def test_the_legend_of_kinds_is_a_filter_of_which_each_part_can_be_taken_back(club: FlaskClient) -> None:
    page = get(club, "/?kind=meeting&kind=exercise&country=AT")
    chips = page.findall(".//ul[@class='legend']//a")
    assert [(text(chip), chip.attrib.get("aria-current"), chip.attrib["href"]) for chip in chips] == [
        ("Meetings", "true", "/?kind=exercise&country=AT"),
        ("Deadlines", None, "/?kind=exercise&kind=meeting&country=AT&kind=deadline"),
        ("Exercises", "true", "/?kind=meeting&country=AT"),
        ("Milestones", None, "/?kind=exercise&kind=meeting&country=AT&kind=milestone"),
    ]


def test_calendars_are_chosen_by_links_that_keep_the_rest(client: FlaskClient) -> None:
    chips = get(client, "/month/2021-09?kind=meeting&calendar=csto").findall(".//ul[@class='calendars']//a")
    assert [(chip.attrib.get("aria-current"), chip.attrib["href"]) for chip in chips] == [
        ("true", "/month/2021-09?kind=meeting"),
        (None, "/month/2021-09?calendar=csto&kind=meeting&calendar=lakes"),
    ]


def test_a_single_calendar_is_no_choice(club: FlaskClient) -> None:
    page = get(club, "/")
    assert page.findall(".//ul[@class='calendars']") == []
    assert page.findall(".//select[@id='f-calendar']") == []


def test_the_form_offers_what_there_is_in_the_order_of_its_words(club: FlaskClient) -> None:
    page = get(club, "/")
    offered = {
        select.attrib["name"]: [(option.attrib["value"], text(option)) for option in select.findall("option")]
        for select in page.findall(".//details[@class='more']//select")
    }
    assert offered == {
        "body": [("", "any"), ("board", "A Board"), ("council", "The Council")],
        "country": [("", "any"), ("AT", "Austria"), ("TJ", "Tajikistan")],
        "place": [
            ("", "any"),
            ("Dushanbe", "Dushanbe"),
            ("Vienna", "Vienna"),
            ("telephone", "By telephone"),
            ("video", "Video conference"),
        ],
        "status": [
            ("", "any"),
            ("tentative", "Tentative"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
            ("open", "Open"),
            ("done", "Done"),
        ],
    }


def test_the_form_is_in_the_words_of_the_reader_and_asks_by_the_same_values(club: FlaskClient) -> None:
    select = get(club, "/?lang=ru").find(".//select[@id='f-place']")
    assert select is not None
    assert [(option.attrib["value"], text(option)) for option in select.findall("option")] == [
        ("", "неважно"),
        ("Dushanbe", "Dushanbe"),
        ("Vienna", "Вена"),
        ("telephone", "По телефону"),
        ("video", "Видеоконференция"),
    ]


def test_the_form_shows_what_is_chosen_and_sends_the_rest_along(club: FlaskClient) -> None:
    page = get(club, "/month/2021-09?kind=meeting&q=tea&country=AT&since=2021-09-01&zone=UTC")
    (details,) = page.findall(".//details[@class='more']")
    form = details.find("form")
    assert form is not None
    assert "open" in details.attrib
    assert (form.attrib["action"], fields(form)) == (
        "/month/2021-09",
        [
            ("kind", "meeting"),
            ("q", "tea"),
            ("zone", "UTC"),
            ("body", ""),
            ("country", "AT"),
            ("place", ""),
            ("status", ""),
            ("since", "2021-09-01"),
            ("until", ""),
        ],
    )


@pytest.mark.parametrize("query", ["", "kind=meeting", "q=tea", "calendar=club"])
def test_the_form_is_folded_where_nothing_of_it_is_chosen(club: FlaskClient, query: str) -> None:
    (details,) = get(club, f"/?{query}").findall(".//details[@class='more']")
    assert "open" not in details.attrib


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_it_shows_and_offers_all(club: FlaskClient, view: str) -> None:
    page = get(club, f"{view}?body=council&kind=deadline")
    assert texts(page, ".//div[@class='filters']/p[@class='narrowed']") == [
        "Shown: The Club: Deadlines · The Council. Show all dates"
    ]
    assert links(page, ".//div[@class='filters']/p[@class='narrowed']/a") == [view]


@pytest.mark.parametrize("view", VIEWS)
def test_without_a_filter_there_is_nothing_to_say(club: FlaskClient, view: str) -> None:
    assert get(club, view).findall(".//div[@class='filters']/p") == []


def test_the_filter_is_kept_from_view_to_view(club: FlaskClient) -> None:
    page = get(club, "/month/2021-10?kind=meeting&q=tea")
    assert links(page, ".//nav[@class='views']//a")[:7] == [
        "/?kind=meeting&q=tea",
        "/month/2021-10?kind=meeting&q=tea",
        "/week/2021-W39?kind=meeting&q=tea",
        "/year/2021?kind=meeting&q=tea",
        "/timeline?kind=meeting&q=tea",
        "/deadlines?kind=meeting&q=tea",
        "/changes?kind=meeting&q=tea",
    ]


def test_from_the_present_one_comes_to_the_present(club: FlaskClient) -> None:
    assert links(get(club, "/month"), ".//nav[@class='views']//a")[:4] == ["/", "/month", "/week", "/year"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("kind=party", 400, '"kind" must be one of: meeting, deadline, exercise, milestone; not "party".'),
        (
            "status=lost",
            400,
            '"status" must be one of: tentative, confirmed, cancelled, open, done; not "lost".',
        ),
        ("country=Austria", 400, '"country" must be the two letters of a country such as TJ, not "Austria".'),
        ("calendar=nato", 404, 'There is no calendar "nato" here.'),
        ("body=nobody", 404, 'There is no body "nobody" here.'),
        ("since=2021-09-01&since=2021-09-02", 400, 'Only one "since" can be asked for.'),
    ],
)
def test_every_view_refuses_what_there_is_not(
    club: FlaskClient, view: str, query: str, status: int, sentence: str
) -> None:
    assert texts(get(club, f"{view}?{query}", status=status), ".//p[@class='lead']") == [sentence]


def test_a_choice_twice_is_a_choice(club: FlaskClient) -> None:
    page = get(club, "/?kind=exercise&kind=exercise")
    assert texts(page, TITLES) == ["Drill"]
    assert links(page, ".//link[@rel='canonical']") == ["https://dates.example.org/?kind=exercise"]


def test_what_does_not_belong_to_a_filter_counts_for_nothing(club: FlaskClient) -> None:
    page = get(club, "/?utm_source=mail&kind=exercise")
    assert texts(page, TITLES) == ["Drill"]
    assert links(page, ".//link[@rel='canonical']") == ["https://dates.example.org/?kind=exercise"]


def test_a_filter_with_cyrillic_and_signs_keeps_its_meaning_in_every_link(club: FlaskClient) -> None:
    page = get(club, "/?place=Вена&q=ёлкиным")
    (canonical,) = links(page, ".//link[@rel='canonical']")
    assert texts(get(club, canonical.removeprefix("https://dates.example.org")), TITLES) == ["Tea with the Élysée"]
    for address in links(page, ".//nav[@class='views']//a")[1:4]:
        assert texts(get(club, address), ".//p[@class='narrowed']")[0].startswith("Shown: The Club: Вена · “ёлкиным”")
