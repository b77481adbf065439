"""Over TLS with a certificate that is trusted, and with a password; never without what was asked for."""

import ssl
from contextlib import closing
from pathlib import Path

import pytest

from service.delivery.channel import Patience
from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Accepted, Deferred, Outcome, Unsure
from tests.delivery.certificates import context_with, new_certificate
from tests.delivery.relay import Relay, relay
from tests.delivery.scripted import HANG_UP, NEVER, OCTET_BY_OCTET, scripted
from tests.delivery.sending import a_mail, mails, outcome_of, send


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    return context_with(certificate)


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def deliver(server: Relay, carrier: SmtpRelay) -> Outcome:
    outcome = outcome_of(carrier, a_mail())
    assert [mail.payload for mail in server.mails] == [a_mail().payload] * isinstance(outcome, Accepted)
    return outcome


@pytest.mark.usefixtures("trusted")
def test_a_mail_goes_out_over_starttls(context: ssl.SSLContext) -> None:
    with relay(starttls=context) as server:
        assert deliver(server, SmtpRelay("127.0.0.1", server.port, tls="starttls")) == Accepted("250 Fine")


@pytest.mark.usefixtures("trusted")
def test_a_mail_goes_out_over_tls_from_the_first_byte(context: ssl.SSLContext) -> None:
    with relay(tls=context) as server:
        assert deliver(server, SmtpRelay("127.0.0.1", server.port, tls="tls")) == Accepted("250 Fine")


@pytest.mark.usefixtures("trusted")
def test_who_has_the_password_may_send(context: ssl.SSLContext) -> None:
    with relay(starttls=context, auth=True) as server:
        carrier = SmtpRelay("127.0.0.1", server.port, tls="starttls", user="dateline", password="open sesame")
        assert deliver(server, carrier) == Accepted("250 Fine")
    assert server.logins == [(b"dateline", b"open sesame")]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_password_goes_out_in_the_clear_only_where_that_is_asked_for() -> None:
    with relay(auth=True) as server:
        carrier = SmtpRelay("127.0.0.1", server.port, tls="none", user="dateline", password="open sesame")
        assert deliver(server, carrier) == Accepted("250 Fine")


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_our_fault_and_is_not_repeated(context: ssl.SSLContext) -> None:
    with relay(starttls=context, auth=True) as server:
        carrier = SmtpRelay("127.0.0.1", server.port, tls="starttls", user="dateline", password="guess")
        outcome = deliver(server, carrier)
    assert outcome == Deferred("535 5.7.8 Authentication credentials invalid")
    assert set(server.logins) == {(b"dateline", b"guess")}


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_relay_that_wants_a_password_is_waited_for() -> None:
    with relay(auth=True) as server:
        outcome = deliver(server, SmtpRelay("127.0.0.1", server.port, tls="none"))
    assert outcome == Deferred("530 5.7.0 Authentication required")


def test_a_certificate_that_nobody_vouches_for_is_not_accepted(context: ssl.SSLContext) -> None:
    with relay(starttls=context) as server:
        outcome = deliver(server, SmtpRelay("127.0.0.1", server.port, tls="starttls"))
    assert isinstance(outcome, Deferred)
    assert outcome.reason.startswith("SSLCertVerificationError: ")


@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_host_is_not_accepted(context: ssl.SSLContext) -> None:
    with relay(starttls=context) as server:
        outcome = deliver(server, SmtpRelay("localhost", server.port, tls="starttls"))
    assert isinstance(outcome, Deferred)
    assert outcome.reason.startswith("SSLCertVerificationError: ")


@pytest.mark.usefixtures("trusted")
def test_many_mails_go_out_over_all_connections(context: ssl.SSLContext) -> None:
    wanted = mails(50)
    with (
        scripted({".": [OCTET_BY_OCTET + "250 Taken"] * 50}, tls=context) as server,
        closing(SmtpRelay("127.0.0.1", server.port, tls="tls", connections=3)) as carrier,
    ):
        assert send(carrier, wanted) == dict.fromkeys(wanted, Accepted("250 Taken"))
    assert sorted(server.taken) == sorted(mail.payload for mail in wanted)


@pytest.mark.usefixtures("trusted")
def test_a_long_mail_goes_out_in_as_many_pieces_as_it_takes(context: ssl.SSLContext) -> None:
    long = a_mail(b"Subject: Long\r\n\r\n" + b"0123456789 0123456789 0123456789\r\n.\r\n" * 500_000)
    with scripted(tls=context) as server:
        assert outcome_of(SmtpRelay("127.0.0.1", server.port, tls="tls"), long) == Accepted("250 Taken")
    assert server.taken == [long.payload]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"DATA": HANG_UP}, Deferred("the relay closed the connection")),
        ({".": HANG_UP}, Unsure("the relay closed the connection")),
        ({".": NEVER}, Unsure("no answer within 0.2 seconds")),
    ],
)
def test_it_is_as_certain_what_became_of_a_mail(
    answers: dict[str, str], outcome: Outcome, context: ssl.SSLContext
) -> None:
    with scripted(answers, tls=context) as server:
        carrier = SmtpRelay("127.0.0.1", server.port, tls="tls", patience=Patience(final_dot=0.2))
        assert outcome_of(carrier, a_mail()) == outcome


def test_without_starttls_nothing_is_said_to_who_should_speak_it() -> None:
    with relay() as server:
        outcome = deliver(server, SmtpRelay("127.0.0.1", server.port, tls="starttls", user="me", password="secret"))
    assert outcome == Deferred("SMTPNotSupportedError: STARTTLS extension not supported by server.")
    assert server.begun == []
