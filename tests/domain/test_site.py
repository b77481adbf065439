"""The public face: which web addresses and senders an installation can have."""

import pytest

from service.domain.delivery import Accepted, Mail
from service.domain.errors import InvalidValue, Mistakes
from service.domain.site import Site


@pytest.mark.parametrize("base", ["https://dates.example.org", "http://127.0.0.1:8000", "https://example.org/dates"])
def test_a_path_is_put_after_the_base(base: str) -> None:
    assert Site(base, "dateline@example.org").url("/events/x") == f"{base}/events/x"


@pytest.mark.parametrize(
    ("base", "shown"),
    [
        ("", '""'),
        ("dates.example.org", '"dates.example.org"'),
        ("ftp://example.org", '"ftp://example.org"'),
        ("https://", '"https://"'),
        ("https://[", '"https://["'),
        ("https://example.org/", '"https://example.org/"'),
        ("https://example.org?a=b", '"https://example.org?a=b"'),
        ("https://example.org#top", '"https://example.org#top"'),
        ("https://example.org\n", '"https://example.org�"'),
        ("https://exa mple.org", '"https://exa mple.org"'),
    ],
)
def test_what_no_path_can_be_put_after_is_refused(base: str, shown: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        Site(base, "dateline@example.org")
    assert str(refused.value) == f'a web address such as "https://dates.example.org", not {shown}'


def test_a_sender_is_an_address_as_it_goes_on_the_wire() -> None:
    assert Site("https://example.org", "dateline@xn--bcher-kva.example").mail_domain == "xn--bcher-kva.example"
    for typed in ("dateline@bücher.example", "dateline@EXAMPLE.org"):
        with pytest.raises(InvalidValue) as refused:
            Site("https://example.org", typed)
        assert str(refused.value) == f'an e-mail address in ASCII, not "{typed}"'


def test_outcomes_and_mails_are_compared_by_what_they_say() -> None:
    mail = Mail("<1@example.org>", "dateline@example.org", "anna@example.org", b"Subject: x\r\n\r\n")
    assert mail == Mail(mail.message_id, mail.sender, mail.recipient, mail.payload)
    assert Accepted("250 OK") != Accepted("250 Queued")


def test_mistakes_are_one_sentence_a_line() -> None:
    assert str(Mistakes(["one: wrong", "two: wrong"])) == "one: wrong\ntwo: wrong"
