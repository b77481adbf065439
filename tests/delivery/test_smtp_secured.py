"""Over TLS with a certificate that is trusted, and with a password; never without what was asked for."""

import ssl
import subprocess
from pathlib import Path

import pytest

from service.delivery.smtp import SmtpRelay
from service.domain.delivery import Accepted, Deferred, Outcome
from tests.delivery.relay import Relay, relay
from tests.delivery.test_smtp import a_mail


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a key and a certificate that says 127.0.0.1."""
    folder = tmp_path_factory.mktemp("certificate")
    key, made, both = (folder / name for name in ("key.pem", "made.pem", "both.pem"))
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=relay"
    subprocess.run(
        [*command.split(), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + made.read_bytes())
    return both


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def deliver(server: Relay, mailer: SmtpRelay) -> Outcome:
    outcome = mailer.deliver(a_mail(), before_final_dot=lambda: None)
    mailer.close()
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
        mailer = SmtpRelay("127.0.0.1", server.port, tls="starttls", user="dateline", password="open sesame")
        assert deliver(server, mailer) == Accepted("250 Fine")
    assert server.logins == [(b"dateline", b"open sesame")]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_password_goes_out_in_the_clear_only_where_that_is_asked_for() -> None:
    with relay(auth=True) as server:
        mailer = SmtpRelay("127.0.0.1", server.port, tls="none", user="dateline", password="open sesame")
        assert deliver(server, mailer) == Accepted("250 Fine")


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_our_fault_and_is_not_repeated(context: ssl.SSLContext) -> None:
    with relay(starttls=context, auth=True) as server:
        mailer = SmtpRelay("127.0.0.1", server.port, tls="starttls", user="dateline", password="guess")
        outcome = deliver(server, mailer)
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


def test_without_starttls_nothing_is_said_to_who_should_speak_it() -> None:
    with relay() as server:
        outcome = deliver(server, SmtpRelay("127.0.0.1", server.port, tls="starttls", user="me", password="secret"))
    assert outcome == Deferred("SMTPNotSupportedError: STARTTLS extension not supported by server.")
    assert server.begun == []
