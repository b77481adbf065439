"""What a digest says, in its header, in plain text and in HTML."""

from dataclasses import replace

import pytest

from service.domain.event import Status, Venue
from service.domain.site import Site
from service.domain.source import Citation
from service.domain.text import Text
from service.domain.timespan import WholeDays
from service.rendering.language import language
from service.rendering.mail import message_id, why_in_words
from tests.examples import a_meeting, a_wish, hours, whole_days
from tests.rendering.lint import check_mail
from tests.rendering.mails import SITE, a_payload, opened, part, subject_of

ASSEMBLY = a_meeting(summary=Text("Assembly", {"ru": "Собрание"}))
LATER = a_meeting("later@club", whole_days("2021-09-20"))
LATEST = a_meeting("latest@club", whole_days("2021-09-21"))


def on(day: str) -> WholeDays:
    return whole_days(f"2021-09-{day}")


def test_the_header_says_who_to_whom_and_what_kind_of_mail_it_is() -> None:
    assert check_mail(a_payload(ASSEMBLY)) == {
        "Date": "Thu, 02 Sep 2021 05:00:00 +0000",
        "Message-ID": "<1a2b3c@example.org>",
        "From": "Dateline <dateline@example.org>",
        "To": "anna@example.org",
        "Subject": "In 14 days: Assembly",
        "List-Id": "Dateline <digest.example.org>",
        "List-Unsubscribe": "<mailto:dateline@example.org?subject=unsubscribe>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=1a2b3c="',
        "Content-Language": "en",
    }


def test_a_mail_has_a_plain_part_then_an_html_part() -> None:
    message = opened(a_payload(ASSEMBLY))
    assert [(each.get_content_type(), each["Content-Transfer-Encoding"]) for each in message.iter_parts()] == [
        ("text/plain", "quoted-printable"),
        ("text/html", "quoted-printable"),
    ]
    assert message.defects == []


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert a_payload(ASSEMBLY, ahead=(LATER,)) == a_payload(ASSEMBLY, ahead=(LATER,))


@pytest.mark.parametrize(
    ("mail_from", "unsubscribe"),
    [
        (
            "dateline@a-rather-long-name-of-an-organisation.international.example.org",
            "<mailto:dateline@a-rather-long-name-of-an-organisation.international.example.org?subject=unsubscribe>",
        ),
        ("date&line?@example.org", "<mailto:date%26line%3F@example.org?subject=unsubscribe>"),
    ],
)
def test_a_program_finds_the_link_that_unsubscribes(mail_from: str, unsubscribe: str) -> None:
    header = check_mail(a_payload(ASSEMBLY, site=Site("https://dates.example.org", mail_from)))
    assert header["List-Unsubscribe"] == unsubscribe


def test_a_message_id_follows_from_what_the_mail_is_for() -> None:
    first = message_id("digest|1|2021-09-02", SITE)
    assert first == "<1a459c1568896774ed230d6bc2@example.org>"
    assert message_id("digest|1|2021-09-03", SITE) != first
    assert message_id("digest|1|2021-09-02", Site("https://dates.example.org", "dateline@example.net")) != first


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        ("02", "Today: Assembly"),
        ("03", "Tomorrow: Assembly"),
        ("04", "In 2 days: Assembly"),
        ("23", "In 21 days: Assembly"),
    ],
)
def test_the_subject_names_the_date(day: str, subject: str) -> None:
    assert subject_of(a_meeting(span=on(day), summary=Text("Assembly"))) == subject


@pytest.mark.parametrize(
    ("day", "subject"),
    [
        ("02", "Сегодня: Собрание"),
        ("03", "Завтра: Собрание"),
        ("04", "Через 2 дня: Собрание"),
        ("09", "Через 7 дней: Собрание"),
        ("23", "Через 21 день: Собрание"),
    ],
)
def test_the_subject_names_the_date_in_russian(day: str, subject: str) -> None:
    event = a_meeting(span=on(day), summary=Text("Assembly", {"ru": "Собрание"}))
    assert subject_of(event, language="ru") == subject


def test_the_subject_names_the_nearest_date_and_counts_the_others() -> None:
    assert subject_of(LATEST, ASSEMBLY) == "In 14 days: Assembly and 1 more"
    assert subject_of(LATEST, LATER, ASSEMBLY) == "In 14 days: Assembly and 2 more"
    assert subject_of(LATER, ASSEMBLY, language="ru") == "Через 14 дней: Собрание и ещё 1"


@pytest.mark.parametrize(
    ("status", "subject"),
    [(Status.CANCELLED, "In 14 days: Cancelled: Assembly"), (Status.TENTATIVE, "In 14 days: Tentative: Assembly")],
)
def test_the_subject_says_what_is_not_certain(status: Status, subject: str) -> None:
    assert subject_of(a_meeting(summary=Text("Assembly"), status=status)) == subject


def test_the_plain_text_says_everything() -> None:
    event = a_meeting(summary=Text("Assembly"), place=Venue(name=Text("Town Hall"), country="AT"))
    text = part(a_payload(event, ahead=(LATER, event)), "plain")
    assert text.splitlines() == [
        "Thursday, 2 September 2021",
        "",
        "Your dates",
        "",
        "* Meeting: Assembly",
        "  in 14 days: 16 September 2021",
        "  Town Hall, Austria",
        "  https://dates.example.org/events/meeting?lang=en",
        "",
        "Also ahead",
        "",
        "- in 18 days: About later@club",
        "  20 September 2021",
        "",
        "-- ",
        "You get this mail because anna@example.org asked to be reminded 14, 7 and 1 day before.",
        "It comes at 07:00 on the clock of Europe/Vienna, at most once a day.",
        'To stop, answer this mail with the word "unsubscribe".',
        "The agenda: https://dates.example.org/?lang=en",
    ]


def test_a_made_up_calendar_says_so() -> None:
    text = part(a_payload(ASSEMBLY, calendar={"example": True}), "plain")
    assert text.splitlines()[4] == "* Meeting: Assembly (made-up example)"


@pytest.mark.parametrize(
    ("zone", "line"),
    [
        ("Europe/Vienna", "in 14 days: 16 September 2021, 10:00–12:00 (Vienna, UTC+02:00)"),
        (
            "Asia/Dushanbe",
            "in 14 days: 16 September 2021, 13:00–15:00 (Dushanbe, UTC+05:00) = 10:00–12:00 (Vienna, UTC+02:00)",
        ),
    ],
)
def test_hours_are_shown_on_the_readers_clock_and_on_the_venues(zone: str, line: str) -> None:
    event = a_meeting(span=hours("2021-09-16T10:00", "2021-09-16T12:00"))
    payload = a_payload(event, zone=zone)
    assert part(payload, "plain").splitlines()[5] == f"  {line}"
    assert part(payload, "html").count(f"{line.partition(': ')[2]}</time>") == 1


def test_html_shows_what_people_wrote_as_text() -> None:
    event = a_meeting(summary=Text('<b>"A" & B</b>'), place=Venue(name=Text("<img src=x>")))
    html = part(a_payload(event, ahead=(a_meeting("b@club", summary=Text("<i>later</i>")),)), "html")
    assert html.count("&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;") == 2  # the title, and the title of the page
    assert (html.count("&lt;img src=x&gt;"), html.count("&lt;i&gt;later&lt;/i&gt;")) == (1, 1)
    assert [html.count(tag) for tag in ("<b>", "<img", "<i>")] == [0, 0, 0]


@pytest.mark.parametrize(
    ("leads", "english", "russian"),
    [
        ((14, 7, 1), "14, 7 and 1 day before", "за 14, 7 и 1 день"),
        ((2,), "2 days before", "за 2 дня"),
        ((5, 0), "5 days before and on the day itself", "за 5 дней и в сам день"),
        ((0,), "on the day itself", "в сам день"),
        ((21,), "21 days before", "за 21 день"),
    ],
)
def test_the_reader_is_told_why_he_gets_the_mail(leads: tuple[int, ...], english: str, russian: str) -> None:
    wish = a_wish(leads=leads)
    assert [why_in_words(wish, language(code)) for code in ("en", "ru")] == [english, russian]


def test_a_citation_whose_source_is_gone_hinders_no_mail() -> None:
    cited = replace(ASSEMBLY, citations=(Citation(source="gone", supports=("first_day",), says=Text("It meets.")),))
    assert part(a_payload(cited), "plain") == part(a_payload(ASSEMBLY), "plain")
