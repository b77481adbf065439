"""What a digest says: in its header, in plain text and in HTML."""

import re
from dataclasses import replace
from datetime import date

import pytest

from service.domain.event import Deadline, Status, Venue, VideoConference
from service.domain.selection import Filter
from service.domain.site import Site
from service.domain.source import Certainty, Citation, Source
from service.domain.text import Text
from service.domain.timespan import WholeDays
from service.rendering.digest_mail import MOST_AHEAD, MOST_AT_LENGTH, digest_mail
from tests.examples import a_calendar, a_meeting, a_wish, hours, whole_days
from tests.rendering.mails import SITE, a_digest, a_payload, filled, part, subject_of, surroundings
from tests.rendering.wire import checked

ASSEMBLY = a_meeting(summary=Text("Assembly", {"ru": "Собрание"}))
LATER = a_meeting("later@club", whole_days("2021-09-20"))
LATEST = a_meeting("latest@club", whole_days("2021-09-21"))
EXERCISE = a_meeting("exercise@club", whole_days("2021-09-01", "2021-09-06"), summary=Text("Exercise"))
REPORT = Deadline(
    uid="report@club",
    slug="report",
    summary=Text("Report"),
    span=whole_days("2021-09-01"),
    given_at="meeting@club",
    due_at="gone@club",
)
GAZETTE = Source(
    id="gazette", publication=Text("The Gazette"), date=date(2021, 8, 1), link="https://gazette.example.org/1"
)


def on(day: str) -> WholeDays:
    return whole_days(f"2021-09-{day}")


def lines(payload: bytes) -> list[str]:
    return part(payload, "plain").splitlines()


def test_the_header_says_who_to_whom_and_what_kind_of_mail_it_is() -> None:
    header = checked(a_payload(ASSEMBLY)).header
    boundary = header.pop("Content-Type")
    assert header == {
        "Date": "Thu, 02 Sep 2021 05:00:00 +0000",
        "Message-ID": "<1a2b3c@example.org>",
        "From": "=?utf-8?q?The_Club_=C2=B7_Dateline?= <dateline@example.org>",
        "To": "anna@example.org",
        "Subject": "In 14 days: Assembly",
        "List-Id": "Dateline <reminders.example.org>",
        "List-Unsubscribe": "<https://dates.example.org/u/aaaaaaabmkgqfflc3euctrjyju>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "en",
        "MIME-Version": "1.0",
    }
    assert re.fullmatch(r'multipart/mixed; boundary="=_m[0-9a-f]{24}"', boundary)


def test_one_click_needs_a_site_that_nobody_listens_to() -> None:
    header = checked(a_payload(ASSEMBLY, site=Site("http://127.0.0.1:8000", "dateline@example.org"))).header
    assert header["List-Unsubscribe"] == "<http://127.0.0.1:8000/u/aaaaaaabmkgqfflc3euctrjyju>"
    assert "List-Unsubscribe-Post" not in header


def test_the_sender_is_named_after_the_only_calendar_that_is_asked_for() -> None:
    wish, calendars = a_wish(filter=Filter(calendars=frozenset({"club"}))), [a_calendar(), a_calendar("pier")]
    one = digest_mail(a_digest(ASSEMBLY, wish=wish), surroundings([ASSEMBLY], calendars, wish=wish))
    all_ = digest_mail(a_digest(ASSEMBLY, wish=a_wish()), surroundings([ASSEMBLY], calendars, wish=a_wish()))
    assert [checked(filled(each)).header["From"] for each in (one, all_)] == [
        "=?utf-8?q?The_Club_=C2=B7_Dateline?= <dateline@example.org>",
        "Dateline <dateline@example.org>",
    ]
    assert [part(filled(each), "plain").splitlines()[5] for each in (one, all_)] == [
        "  In 14 days · Meeting",
        "  In 14 days · Meeting · The Club",
    ]


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert a_payload(ASSEMBLY, ahead=(LATER,)) == a_payload(ASSEMBLY, ahead=(LATER,))


@pytest.mark.parametrize(
    ("day", "english", "russian"),
    [
        ("02", "Today: Assembly", "Сегодня: Собрание"),
        ("03", "Tomorrow: Assembly", "Завтра: Собрание"),
        ("04", "In 2 days: Assembly", "Через 2 дня: Собрание"),
        ("09", "In 7 days: Assembly", "Через 7 дней: Собрание"),
        ("23", "In 21 days: Assembly", "Через 21 день: Собрание"),
    ],
)
def test_the_subject_names_the_date(day: str, english: str, russian: str) -> None:
    event = replace(ASSEMBLY, span=on(day))
    assert [subject_of(event, language=code) for code in ("en", "ru")] == [english, russian]


def test_the_subject_names_the_nearest_date_and_counts_the_others() -> None:
    assert subject_of(LATEST, ASSEMBLY) == "In 14 days: Assembly and 1 more"
    assert subject_of(LATEST, LATER, ASSEMBLY) == "In 14 days: Assembly and 2 more"
    assert subject_of(LATER, ASSEMBLY, language="ru") == "Через 14 дней: Собрание и ещё 1"


def test_the_subject_says_which_day_of_several_it_is() -> None:
    assert subject_of(EXERCISE) == "Day 2 of 6: Exercise"
    assert subject_of(EXERCISE, language="ru") == "День 2 из 6: Exercise"
    assert subject_of(EXERCISE, replace(ASSEMBLY, span=on("03"))) == "Day 2 of 6: Exercise and 1 more"
    assert subject_of(EXERCISE, replace(ASSEMBLY, span=on("02"))) == "Today: Assembly and 1 more"


def test_the_subject_says_what_is_overdue_where_nothing_is_ahead() -> None:
    assert subject_of(REPORT) == "Overdue: Report"
    assert subject_of(REPORT, language="ru") == "Просрочено: Report"
    assert subject_of(REPORT, ASSEMBLY) == "In 14 days: Assembly and 1 more"


def test_the_subject_says_what_is_not_certain() -> None:
    assert subject_of(replace(ASSEMBLY, status=Status.TENTATIVE)) == "In 14 days: Tentative: Assembly"


def test_the_plain_text_says_everything() -> None:
    event = replace(ASSEMBLY, place=Venue(name=Text("Town Hall"), country="AT"))
    assert lines(a_payload(event, ahead=(LATER,))) == [
        "Thursday, 2 September 2021",
        "",
        "Your dates",
        "",
        "* Assembly",
        "  In 14 days · Meeting",
        "  Thursday, 16 September 2021",
        "  Town Hall, Austria",
        "  https://dates.example.org/events/meeting?lang=en",
        "",
        "Also ahead",
        "",
        "* About later@club",
        "  In 18 days · Monday, 20 September 2021",
        "  https://dates.example.org/events/later?lang=en",
        "",
        "The agenda:",
        "https://dates.example.org/",
        "",
        "-- ",
        "You get this mail because anna@example.org asked for reminders of these dates: The Club.",
        "They come 14, 7 and 1 day before, at 07:00 (Vienna, UTC+02:00), at most one mail a day.",
        "You also hear of: changes and cancellations.",
        "Change what you get, pause it or stop it:",
        "https://dates.example.org/subscribe/manage/aaaaaaabguckppyvclkrlgrlee",
        "Unsubscribe:",
        "https://dates.example.org/u/aaaaaaabmkgqfflc3euctrjyju",
        "Sent by Dateline, https://dates.example.org (dateline@example.org).",
    ]


def test_html_says_what_the_plain_text_says() -> None:
    event = replace(REPORT, citations=(Citation(source="gazette", supports=("first_day",), says=Text("So.")),))
    payload = a_payload(event, ASSEMBLY, EXERCISE, ahead=(LATER, ASSEMBLY), calendar={"sources": (GAZETTE,)})
    html = part(payload, "html")
    seen = " ".join(re.sub("<style>.*</style>|<title>.*?</title>|<[^>]*>", " ", html, flags=re.DOTALL).split())
    seen = seen.replace(" ,", ",")
    written = [line.strip(" *-") for line in lines(payload)]
    said = [line.rstrip(":") for line in written if line and not line.startswith("https://")]
    links = [line for line in written if line.startswith("https://")]
    assert [words for line in said for words in re.split(" · |: ", line) if words not in seen] == []
    assert sorted(set(re.findall('href="([^"]*)"', html))) == sorted(set(links))


def test_an_instruction_says_where_it_was_given_and_that_it_is_overdue() -> None:
    assert lines(a_payload(ASSEMBLY, REPORT))[9:15] == [
        "Overdue",
        "",
        "* Report",
        "  Overdue since the end of 1 September 2021 · Deadline",
        "  Wednesday, 1 September 2021",
        "  Given at: Assembly, 16 September 2021",
    ]


def test_the_place_to_join_is_a_link() -> None:
    payload = a_payload(replace(ASSEMBLY, place=VideoConference(link="https://example.org/join?a=1&b=2")))
    assert lines(payload)[7:9] == ["  Video conference", "  https://example.org/join?a=1&b=2"]
    assert part(payload, "html").count('<a href="https://example.org/join?a=1&amp;b=2">') == 1


def test_each_source_of_the_date_is_named_once_with_its_least_sure_mark() -> None:
    cited = replace(
        ASSEMBLY,
        citations=(
            Citation(source="gazette", supports=("first_day",), says=Text("It meets."), certainty=Certainty.REPORTED),
            Citation(source="gazette", supports=("last_day",), says=Text("It ends.")),
            Citation(source="other", supports=("summary",), says=Text("It is called so.")),
        ),
    )
    other = replace(GAZETTE, id="other", publication=Text("Another"))
    text = lines(a_payload(cited, calendar={"sources": (GAZETTE, other)}))
    assert text[7:9] == ["  Source: The Gazette, 1 August 2021 (reported)", "  https://gazette.example.org/1"]
    assert text[9] == "  https://dates.example.org/events/meeting?lang=en"


def test_a_citation_whose_source_is_gone_hinders_no_mail() -> None:
    cited = replace(ASSEMBLY, citations=(Citation(source="gone", supports=("first_day",), says=Text("It meets.")),))
    assert part(a_payload(cited), "plain") == part(a_payload(ASSEMBLY), "plain")


def test_a_made_up_calendar_says_so() -> None:
    assert lines(a_payload(ASSEMBLY, calendar={"example": True}))[5] == "  In 14 days · Meeting · made-up example"


@pytest.mark.parametrize(
    ("zone", "line", "attribute"),
    [
        ("Europe/Vienna", "Thursday, 16 September 2021, 10:00–12:00 (Vienna, UTC+02:00)", "2021-09-16T10:00+02:00"),
        (
            "Asia/Dushanbe",
            "Thursday, 16 September 2021, 13:00–15:00 (Dushanbe, UTC+05:00) = 10:00–12:00 (Vienna, UTC+02:00)",
            "2021-09-16T13:00+05:00",
        ),
    ],
)
def test_hours_are_shown_on_the_readers_clock_and_on_the_venues(zone: str, line: str, attribute: str) -> None:
    payload = a_payload(a_meeting(span=hours("2021-09-16T10:00", "2021-09-16T12:00")), zone=zone)
    assert lines(payload)[6] == f"  {line}"
    assert part(payload, "html").count(f'<time datetime="{attribute}">{line}</time>') == 1


def test_html_shows_what_people_wrote_as_text() -> None:
    event = a_meeting(summary=Text('<b>"A" & B</b>'), place=Venue(name=Text("<img src=x>")))
    html = part(a_payload(event, ahead=(a_meeting("b@club", summary=Text("<i>later</i>")),)), "html")
    assert html.count("&lt;b&gt;&#34;A&#34; &amp; B&lt;/b&gt;") == 2  # the title, and the title of the page
    assert (html.count("&lt;img src=x&gt;"), html.count("&lt;i&gt;later&lt;/i&gt;")) == (2, 1)  # one in the preview
    assert [html.count(tag) for tag in ("<b>", "<img", "<i>")] == [0, 0, 0]


def test_html_marks_what_is_in_another_language() -> None:
    html = part(a_payload(ASSEMBLY, ahead=(LATER,), language="ru"), "html")
    assert html.count('<html lang="ru" dir="ltr">') == html.count('<div lang="ru" dir="ltr">') == 1
    assert html.count(">Собрание</a>") == 1
    assert html.count('><span lang="en">About later@club</span></a>') == 1


def test_html_loads_nothing_and_follows_nobody() -> None:
    html = part(a_payload(ASSEMBLY, ahead=(LATER,)), "html")
    assert re.findall(r"<(?:img|link|script|iframe|object)|src=|url\(|@import", html) == []


def test_of_very_many_dates_all_are_told_the_first_at_length() -> None:
    events = [a_meeting(f"m{number:03}@club") for number in range(MOST_AT_LENGTH + 70)]
    text = part(a_payload(*events), "plain")
    assert [text.count(f"* About {event.uid}\n") for event in events] == [1] * len(events)
    assert text.count("  In 14 days · Meeting\n") == MOST_AT_LENGTH
    assert text.count("  In 14 days · Thursday, 16 September 2021\n") == 70


def test_of_what_is_ahead_only_the_next_is_shown() -> None:
    ahead = tuple(a_meeting(f"m{number:03}@club", on("20")) for number in range(MOST_AHEAD + 1))
    text = part(a_payload(ASSEMBLY, ahead=ahead), "plain")
    assert text.count("* About m") == MOST_AHEAD
    assert text.count("More dates on the agenda:\nhttps://dates.example.org/\n") == 1
    assert part(a_payload(ASSEMBLY, ahead=ahead[1:]), "plain").count("The agenda:\n") == 1


def test_a_wide_mail_is_not_cut_by_gmail() -> None:
    events = [replace(ASSEMBLY, uid=f"m{n}@club", place=Venue(name=Text("Дворец" * 9))) for n in range(60)]
    assert len(part(a_payload(*events, language="ru"), "html").encode()) < 100_000


def test_the_address_of_the_reader_may_be_any() -> None:
    address = f"{'a&b=' * 12}@{'example.' * 9}org"
    payload = a_payload(ASSEMBLY, address=address)
    assert checked(payload).header["To"] == address
    assert part(payload, "plain").count(f"because {address} asked") == 1
    assert part(payload, "html").count(f"because {address.replace('&', '&amp;')} asked") == 1


def test_the_letter_is_the_same_for_all_readers() -> None:
    digest = a_digest(ASSEMBLY, wish=a_wish())
    letter = digest_mail(digest, surroundings([ASSEMBLY], [a_calendar()], wish=digest.wish, site=SITE))
    assert letter.gaps == {"date", "id", "to", "address", "address-html", "manage", "unsubscribe"}
