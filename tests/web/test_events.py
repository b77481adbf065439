"""The page of an event."""

from xml.etree.ElementTree import Element

from flask.testing import FlaskClient

from service.domain.event import VideoConference
from service.domain.text import Text
from tests.examples import a_meeting, hours
from tests.web.conftest import ClientAt, ClientOf
from tests.web.pages import get, links, texts

SESSION = "/events/extraordinary-session-2021"
INSTRUCTION = "/events/instruction-afghanistan-response-2021"


def test_an_event_says_when_where_and_for_which_body(client: FlaskClient) -> None:
    page = get(client, SESSION)
    assert texts(page, ".//h1") == ["Collective Security Council: extraordinary session"]
    assert texts(page, ".//dl[@class='facts']/div") == [
        "When 23 August 2021 Mon 10 days ago",
        "Where Video conference",
        "Body Collective Security Council Extraordinary session",
    ]


def test_hours_are_told_on_the_venues_clock_and_on_the_calendars(client: FlaskClient) -> None:
    page = get(client, "/events/partners-new-york-2021")
    assert texts(page, ".//dl[@class='facts']/div[1]//p") == [
        "3 November 2021, 09:00–11:30 (New York, UTC-04:00)",
        "3 November 2021, 14:00–16:30 (Vienna, UTC+01:00)",
        "in 62 days",
    ]


def test_who_takes_part_is_told_by_role_with_what_is_only_reported(client: FlaskClient) -> None:
    page = get(client, SESSION)
    assert texts(page, ".//div[@class='roles']//h3") == ["Chair", "Members", "Officers", "Guests"]
    assert texts(page, ".//ul[@class='people']/li")[0] == "Emomali Rahmon President of Tajikistan"
    assert texts(page, ".//ul[@class='people']/li")[-1] == "Shavkat Mirziyoyev President of Uzbekistan reported"


def test_who_has_no_office_has_the_name_of_the_country(client: FlaskClient) -> None:
    people = texts(get(client, "/events/telephone-putin-2021"), ".//ul[@class='people']/li")
    assert people[1:] == [
        "Recep Tayyip Erdogan Türkiye",
        "Ebrahim Raisi Iran",
        "Emmanuel Macron France",
        "Mario Draghi Italy",
    ]


def test_a_meeting_lists_the_instructions_that_it_gave(client: FlaskClient) -> None:
    section = _section(client, SESSION, "Instructions given here")
    assert texts(section, ".//li") == [
        "Joint response measures to the threats from Afghanistan Deadline Open 16 September 2021",
        "Interstate target programme to strengthen the Tajik-Afghan border Deadline Open no date given",
    ]


def test_a_meeting_lists_the_instructions_that_are_due_at_it(client: FlaskClient) -> None:
    section = _section(client, "/events/regular-session-2021", "Instructions due here")
    assert links(section, ".//li//a") == [INSTRUCTION]


def test_an_instruction_leads_to_its_meetings(client: FlaskClient) -> None:
    facts = get(client, INSTRUCTION).find(".//dl[@class='facts']")
    assert facts is not None
    assert links(facts, ".//a") == [SESSION, "/events/regular-session-2021"]


def test_an_instruction_says_since_when_it_is_overdue_or_when_it_was_done(client_at: ClientAt) -> None:
    client = client_at("2021-09-20")
    assert texts(get(client, INSTRUCTION), ".//dl/div[1]//p") == [
        "16 September 2021",
        "Overdue since the end of 16 September 2021",
    ]
    assert texts(get(client, "/events/shore-survey-2021"), ".//dl/div[1]//p") == [
        "8 September 2021",
        "Wed",
        "Done on 1 September 2021",
    ]


def test_a_series_lists_its_other_events(client: FlaskClient) -> None:
    section = _section(client, "/events/exercise-search-2021", "Exercises of October 2021")
    assert links(section, ".//li//a") == ["/events/exercise-echelon-2021", "/events/exercise-interaction-2021"]


def test_the_body_leads_to_its_place_on_the_page_of_the_organisation(client: FlaskClient) -> None:
    facts = get(client, SESSION).find(".//dl[@class='facts']")
    assert facts is not None
    assert links(facts, ".//a") == ["/organisation/csto#collective-security-council"]


def test_a_source_says_what_it_says_how_sure_it_is_and_of_which_fields(client: FlaskClient) -> None:
    page = get(client, SESSION)
    assert texts(page, ".//article[@class='source']/p[@class='meta']") == ["24 August 2021 inferred"]
    assert texts(page, ".//ul[@class='says']//p[@class='meta']") == [
        "stated supports: title, form of the meeting, body, kind of session, topics, participants",
        "inferred supports: date",
        "reported supports: participants",
    ]


def test_a_video_conference_has_its_link(client_of: ClientOf) -> None:
    link = "https://example.org/join"
    event = a_meeting(span=hours("2021-09-16T10:00", "2021-09-16T11:00"), place=VideoConference(link=link))
    assert texts(get(client_of(event), "/events/meeting"), ".//dl/div[2]//p") == ["Video conference", link]


def test_what_is_cancelled_is_struck_and_keeps_its_date(client: FlaskClient) -> None:
    page = get(client, "/events/reeds-workshop-2021")
    assert texts(page, ".//h1/s") == ["Workshop on reeds"]
    assert texts(page, ".//dl/div[1]//p[@class='main']") == ["22 September 2021, 14:00–17:00 (Vienna, UTC+02:00)"]


def test_the_last_change_is_told_with_its_sequence(client: FlaskClient) -> None:
    assert texts(get(client, SESSION), ".//p[@class='revision']") == [
        "Last changed 2 September 2021, 03:00 (Moscow, UTC+03:00) · revision 1, sequence 0"
    ]


def test_a_made_up_event_says_that_it_is(client: FlaskClient) -> None:
    page = get(client, "/events/night-watch-2021")
    assert texts(page, ".//article[@class='event meeting confirmed']/p[@class='note']") == [
        "This calendar is a made-up example."
    ]


def test_an_unknown_event_is_called_by_its_name(client: FlaskClient) -> None:
    page = get(client, "/events/party", status=404)
    assert texts(page, ".//p[@class='lead']") == ["There is no event “party” here."]


def test_hostile_text_is_shown_and_not_obeyed(client_of: ClientOf) -> None:
    hostile = Text("</title><script>alert(1)</script>")
    event = a_meeting(summary=hostile, description=hostile, topics=(hostile,), categories=(hostile,))
    page = get(client_of(event), "/events/meeting")
    assert texts(page, ".//h1") == texts(page, ".//ul[@class='plain']/li") == [hostile.original]
    assert page.findall(".//script") == []


def _section(client: FlaskClient, address: str, heading: str) -> Element:
    return next(each for each in get(client, address).iter("section") if texts(each, "h2") == [heading])
