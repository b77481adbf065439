"""The mailbox of a demo."""

from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlite_utils import Database

from service.config import Settings
from service.web import create_app
from tests.web.pages import get, links, texts


@pytest.fixture
def mails(mailbox: Path) -> None:
    _put(mailbox, "first", "Thu, 02 Sep 2021 04:00:00 +0000", "Через 14 дней")
    _put(mailbox, "second", "Thu, 09 Sep 2021 07:00:00 +0300", "In 7 days")


def test_mails_are_listed_newest_first(client: FlaskClient, mails: None) -> None:
    page = get(client, "/mailbox")
    assert texts(page, ".//tbody/tr") == [
        "In 7 days anna@example.org 9 September 2021, 04:00 UTC",
        "Через 14 дней anna@example.org 2 September 2021, 04:00 UTC",
    ]
    assert links(page, ".//tbody//a") == ["/mailbox/second", "/mailbox/first"]


def test_a_mail_shows_its_headers_its_text_and_its_page(client: FlaskClient, mails: None) -> None:
    page = get(client, "/mailbox/first")
    assert texts(page, ".//dl/div") == [
        "Sender Dateline <dates@example.org>",
        "To anna@example.org",
        "Date 2 September 2021, 04:00 UTC",
    ]
    assert texts(page, ".//pre") == ["What falls due"]
    frames = [(frame.attrib["src"], frame.attrib["sandbox"]) for frame in page.iter("iframe")]
    assert frames == [("/mailbox/first/html", "allow-top-navigation-by-user-activation")]


def test_the_page_of_a_mail_can_load_and_run_nothing(client: FlaskClient, mails: None) -> None:
    answer = client.get("/mailbox/first/html")
    assert answer.text == ("<html><head><base target=\"_top\"></head><p style='color: red'>What falls due</p></html>\n")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
        "frame-ancestors 'self'; base-uri 'none'; sandbox allow-top-navigation-by-user-activation"
    )


def test_while_time_is_simulated_the_list_looks_again_until_told_to_stop(client: FlaskClient) -> None:
    watching, stopped = client.get("/mailbox"), client.get("/mailbox?refresh=off")
    assert (watching.headers.get("Refresh"), stopped.headers.get("Refresh")) == ("5", None)
    assert links(get(client, "/mailbox"), ".//p[@class='note']/a") == ["/mailbox?refresh=off"]


def test_while_time_is_real_the_list_stays_as_it_is(db: Database, settings: Settings) -> None:
    client = create_app(settings).test_client()
    assert client.get("/mailbox").headers.get("Refresh") is None
    assert texts(get(client, "/mailbox"), ".//p[@class='empty']") == ["No mail has come yet."]


def test_what_is_still_being_written_is_not_shown(client: FlaskClient, mailbox: Path) -> None:
    (mailbox / "third.eml.part").write_bytes(b"Subject: half")
    (mailbox / ".fourth.eml").write_bytes(b"Subject: hidden")
    assert texts(get(client, "/mailbox"), ".//tbody/tr") == []


def test_a_mail_without_a_date_comes_last(client: FlaskClient, mails: None, mailbox: Path) -> None:
    (mailbox / "third.eml").write_bytes(b"Date: some day\r\n\r\nHello")
    assert texts(get(client, "/mailbox"), ".//tbody/tr/td[1]") == ["In 7 days", "Через 14 дней", "no subject"]
    assert texts(get(client, "/mailbox/third"), ".//dl/div")[-1] == "Date some day"


@pytest.mark.parametrize("name", ["..%2Fsecret", "%2e%2e%2fsecret", "..%5Csecret", "nobody", "first.eml", "%00"])
def test_no_name_leads_out_of_the_mailbox(client: FlaskClient, mails: None, mailbox: Path, name: str) -> None:
    _put(mailbox.parent, "secret", "Thu, 02 Sep 2021 04:00:00 +0000", "Secret")
    assert client.get(f"/mailbox/{name}").status_code == 404
    assert client.get(f"/mailbox/{name}/html").status_code == 404


def test_without_a_mailbox_there_is_no_such_page(shipped: Database, settings: Settings) -> None:
    client = create_app(replace(settings, mailbox=None)).test_client()
    assert client.get("/mailbox").status_code == 404
    assert "Mailbox" not in texts(get(client, "/"), ".//header//nav//a")


def _put(folder: Path, name: str, date: str, subject: str) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Dateline <dates@example.org>", "anna@example.org"
    mail["Subject"], mail["Date"] = subject, date
    mail.set_content("What falls due")
    mail.add_alternative("<html><head></head><p style='color: red'>What falls due</p></html>", subtype="html")
    (folder / f"{name}.eml").write_bytes(bytes(mail))
