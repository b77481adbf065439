"""A reader's own page: everything can be changed there, and it is nobody else's."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.domain.event import Kind
from service.domain.message import Mailing, Plan
from service.domain.selection import Filter
from service.domain.subscriber import Active, Paused, Subscriber, Suspended
from service.domain.telling import Ahead, Telling, Told
from service.domain.token import Purpose
from service.domain.wish import Leads, Weekly
from service.storage.database import transaction
from service.storage.outbox import plan_messages
from tests.examples import a_wish
from tests.web.pages import fields, get, links, parsed, text, texts
from tests.web.readers import a_form, a_reader, path, planned, suspend, the_reader

MORNING = datetime(2021, 9, 2, 4, tzinfo=UTC)
SESSION, WATCH = "regular-session-2021@csto", "night-watch-2021@lakes"
MISTAKE = ".//span[@class='mistake']"


@pytest.fixture
def reader(client: FlaskClient, db: Database) -> Subscriber:
    return a_reader(db, a_wish(filter=Filter(kinds=frozenset({Kind.MEETING})), cadence=Leads((100, 14)), running=True))


def manage(reader: Subscriber) -> str:
    return path(reader, Purpose.MANAGE)


def tell(db: Database, reader: Subscriber, day: str, *uids: str) -> None:
    """Plans a digest for that day."""
    due_at = datetime.fromisoformat(f"{day}T05:00:00+00:00").astimezone(UTC)
    plan = Plan(
        mailing=Mailing.DIGEST,
        subscriber=reader.id,
        recipient=reader.email,
        slot=day,
        due_at=due_at,
        not_after=due_at + timedelta(days=3),
        tellings=tuple(Telling(Told(uid, date(2021, 9, 16), Ahead(14)), 1) for uid in uids),
    )
    with transaction(db):
        plan_messages(db, [plan], domain="example.org", now=due_at)


# What stands there


def test_the_form_holds_his_wish(client: FlaskClient, reader: Subscriber) -> None:
    page = get(client, manage(reader))
    form = page.find(".//form[@class='wish']")
    assert form is not None
    checked = [
        (field.attrib["name"], field.attrib["value"]) for field in form.iter("input") if "checked" in field.attrib
    ]
    assert checked == [
        ("kind", "meeting"),
        ("cadence", "leads"),
        ("lead", "100"),
        ("lead", "14"),
        ("changes", "1"),
        ("running", "1"),
    ]
    assert texts(page, ".//dl[@class='facts']/div/dd")[:2] == [
        "All calendars: Meetings",
        "100 and 14 days before, at 07:00 (Vienna, UTC+02:00)",
    ]


def test_saved_as_it_stands_it_is_the_same_wish(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    form = get(client, manage(reader)).find(".//form[@class='wish']")
    assert form is not None
    boxes = ("checkbox", "radio")
    sent: dict[str, list[str]] = {}
    unchecked = {
        (field.attrib["name"], field.attrib["value"])
        for field in form.iter("input")
        if field.attrib.get("type") in boxes and "checked" not in field.attrib
    }
    for name, value in fields(form):
        if (name, value) not in unchecked:
            sent.setdefault(name, []).append(value)
    page = parsed(client.post(manage(reader), data=sent).text)
    assert texts(page, ".//p[@class='told']") == ["Your changes are saved."]
    assert the_reader(db) == reader


def test_what_an_address_asks_for_is_filled_in_and_counts_once_it_is_saved(
    client: FlaskClient, db: Database, reader: Subscriber
) -> None:
    page = get(client, f"{manage(reader)}?calendar=csto&kind=exercise&kind=deadline")
    chosen = [field.attrib["value"] for field in page.findall(".//details//input[@checked]")]
    assert chosen == ["csto", "deadline", "exercise"]
    assert texts(page, ".//p[@class='told']") == [
        "The dates that you have just asked for are filled in. They count once you save them."
    ]
    assert the_reader(db) == reader


def test_single_events_are_named_and_may_be_left_out(client: FlaskClient, db: Database) -> None:
    reader = a_reader(db, a_wish(filter=Filter(uids=frozenset({SESSION, WATCH, "gone@csto"}))))
    page = get(client, manage(reader))
    assert texts(page, ".//fieldset[@id='w-event']/label") == [
        "Overnight monitoring session",
        "Collective Security Council: regular session",
    ]
    form = a_form(do="change", event="regular-session-2021")
    client.post(manage(reader), data=form)
    assert the_reader(db).wish.filter == Filter(uids=frozenset({SESSION}))
    client.post(manage(reader), data=a_form(do="change", body="lake-council"))
    assert the_reader(db).wish.filter == Filter(bodies=frozenset({"lake-council"}))


def test_the_address_of_his_feed_is_there(client: FlaskClient, reader: Subscriber) -> None:
    page = get(client, manage(reader))
    field = page.find(".//input[@id='w-feed']")
    assert field is not None
    assert field.attrib["value"] == f"https://dates.example.org{path(reader, Purpose.FEED)}"
    assert f"webcal://dates.example.org{path(reader, Purpose.FEED)}" in links(page, ".//a[@class='button']")
    assert path(reader, Purpose.UNSUBSCRIBE) in links(page, ".//a[@class='button']")


def test_what_he_was_sent_is_there_the_latest_first(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    assert "Nothing yet." in text(get(client, manage(reader)))
    tell(db, reader, "2021-08-30", SESSION)
    tell(db, reader, "2021-09-02", SESSION, WATCH)
    with transaction(db):
        db.execute("UPDATE outbox SET state = 'expired' WHERE slot = '2021-08-30'")
    page = get(client, manage(reader))
    assert texts(page, ".//ol[@class='lines']/li/p[@class='line-title']") == [
        "2 September 2021, 07:00 · Reminder",
        "30 August 2021, 07:00 · Reminder",
    ]
    assert texts(page, ".//ol[@class='lines']/li/p[@class='meta']") == [
        "on its way",
        "not sent: it had become too late",
    ]
    assert [links(each, ".//a") for each in page.findall(".//ol[@class='lines']/li")] == [
        ["/events/night-watch-2021", "/events/regular-session-2021"],
        ["/events/regular-session-2021"],
    ]


def test_of_another_reader_nothing_is_there(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    other = a_reader(db, email="boris@example.org")
    tell(db, other, "2021-09-02", SESSION)
    page = client.get(manage(reader)).text
    assert ("boris" in page, "Nothing yet." in page) == (False, True)


def test_only_the_last_mails_are_listed_and_of_a_long_one_only_some_dates(
    client: FlaskClient, db: Database, reader: Subscriber
) -> None:
    uids = [uid for (uid,) in db.execute("SELECT uid FROM events WHERE calendar = 'csto' ORDER BY uid LIMIT 8")]
    for number in range(52):
        tell(db, reader, (date(2021, 7, 1) + timedelta(days=number)).isoformat(), *uids)
    page = get(client, manage(reader))
    listed = page.findall(".//ol[@class='lines']/li")
    assert (len(listed), len(listed[0].findall("ul/li/p")) + len(listed[0].findall("ul/li"))) == (50, 6)
    assert text(listed[0].findall("ul/li")[-1]) == "and 3 more"
    assert "The last 50 mails are shown." in text(page)


# Changing


def test_everything_can_be_changed(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    db.execute("UPDATE subscribers SET planned_until = 5, plan_at = 7")
    form = a_form(
        do="change",
        cadence="weekly",
        weekday="6",
        hour="23",
        zone="Asia/Dushanbe",
        language="ru",
        changes=None,
        overdue="1",
        calendar=["csto", "lakes"],
        q="session",
    )
    answer = client.post(manage(reader), data=form)
    assert (answer.status_code, the_reader(db).wish) == (
        200,
        a_wish(
            filter=Filter(calendars=frozenset({"csto", "lakes"}), words=frozenset({"session"})),
            cadence=Weekly(6),
            hour=23,
            zone="Asia/Dushanbe",
            language="ru",
            changes=False,
            overdue=True,
        ),
    )
    assert db.execute("SELECT planned_until, plan_at FROM subscribers").fetchone() == (None, int(MORNING.timestamp()))


def test_mistakes_change_nothing_and_what_was_typed_stays(
    client: FlaskClient, db: Database, reader: Subscriber
) -> None:
    answer = client.post(manage(reader), data=a_form(do="change", hour="25", kind="exercise"))
    page = parsed(answer.text)
    assert (answer.status_code, the_reader(db)) == (400, reader)
    assert texts(page, MISTAKE) == ["This must be a whole number from 0 to 23."]
    assert [field.attrib["value"] for field in page.findall(".//fieldset[@id='w-kind']//input[@checked]")] == [
        "exercise"
    ]


def test_what_is_sent_without_a_purpose_does_nothing(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    for do in (None, "", "delete", "Change"):
        assert client.post(manage(reader), data=a_form(do=do, hour="9")).status_code == 400
    assert the_reader(db) == reader


# A pause


def test_a_pause_lasts_until_its_day_and_can_be_ended(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    tell(db, reader, "2021-09-02", SESSION)
    page = parsed(client.post(manage(reader), data={"do": "pause", "pause": "2021-10-05"}).text)
    assert the_reader(db).standing == Paused(date(2021, 10, 5))
    assert "Paused. The mails go on from Tuesday, 5 October 2021" in text(page)
    midnight = datetime(2021, 10, 4, 22, tzinfo=UTC)
    assert db.execute("SELECT plan_at FROM subscribers").fetchone() == (int(midnight.timestamp()),)
    assert planned(db) == [("digest", reader.email, "cancelled")]
    client.post(manage(reader), data=a_form(do="change", zone="UTC"))
    assert the_reader(db).standing == Paused(date(2021, 10, 5))
    assert db.execute("SELECT plan_at FROM subscribers").fetchone() == (int(midnight.timestamp()) + 2 * 3600,)
    page = parsed(client.post(manage(reader), data={"do": "resume"}).text)
    assert (the_reader(db).standing, texts(page, ".//p[@class='told']")) == (Active(), ["You get mails again."])
    assert db.execute("SELECT plan_at FROM subscribers").fetchone() == (int(MORNING.timestamp()),)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2021-09-02", "A pause ends on a day from tomorrow on, within a year."),
        ("2022-09-04", "A pause ends on a day from tomorrow on, within a year."),
        ("9999-12-31", "A pause ends on a day from tomorrow on, within a year."),
        ("2021-02-30", "This must be a day, as in 2021-09-16."),
        ("tomorrow", "This must be a day, as in 2021-09-16."),
        ("", "This must be a day, as in 2021-09-16."),
    ],
)
def test_a_pause_has_an_end(client: FlaskClient, db: Database, reader: Subscriber, day: str, sentence: str) -> None:
    answer = client.post(manage(reader), data={"do": "pause", "pause": day})
    assert (answer.status_code, texts(parsed(answer.text), MISTAKE)) == (400, [sentence])
    assert the_reader(db) == reader


# An address that was refused


def test_a_suspended_reader_sees_why_and_says_that_his_address_works_again(
    client: FlaskClient, db: Database, reader: Subscriber
) -> None:
    suspend(db, reader, "<b>no such mailbox</b>")
    page = get(client, manage(reader))
    assert "What was said last: “<b>no such mailbox</b>”" in text(page)
    assert page.findall(".//input[@id='w-pause']") == []
    assert client.post(manage(reader), data={"do": "pause", "pause": "2021-10-05"}).status_code == 400
    client.post(manage(reader), data=a_form(do="change", hour="9"))
    assert the_reader(db).standing == Suspended("<b>no such mailbox</b>")
    client.post(manage(reader), data={"do": "resume"})
    assert (the_reader(db).standing, the_reader(db).wish.hour) == (Active(), 9)
    assert db.execute("SELECT count(*) FROM address_faults").fetchone() == (0,)


# Nobody else's


def test_no_cache_no_search_engine_and_no_other_site_learns_the_address(
    client: FlaskClient, db: Database, reader: Subscriber
) -> None:
    for purpose in (Purpose.CONFIRM, Purpose.MANAGE, Purpose.UNSUBSCRIBE):
        for answer in (client.get(path(reader, purpose)), client.get(path(reader, purpose)[:-1])):
            assert [answer.headers[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")] == [
                "no-store",
                "no-referrer",
                "noindex",
            ]
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_token_is_good_for_its_own_purpose_alone(client: FlaskClient, db: Database, reader: Subscriber) -> None:
    tokens = {purpose: path(reader, purpose).rpartition("/")[2].removesuffix(".ics") for purpose in Purpose}
    addresses = {purpose: path(reader, purpose).replace(tokens[purpose], "{}") for purpose in Purpose}
    found = {(to, of): client.get(addresses[to].format(tokens[of])).status_code for to in Purpose for of in Purpose}
    assert found == {(to, of): 200 if to is of else 404 for to in Purpose for of in Purpose}
