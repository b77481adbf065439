"""Settings come from the environment, and every problem with them is said at once and in a sentence."""

from pathlib import Path
from typing import Any

import pytest

from service.config import Settings, SmtpRelay, names, settings_from
from service.domain.errors import Mistakes
from service.domain.site import Site

GOOD = {
    "DATELINE_SECRET_KEY": "0123456789abcdef",
    "DATELINE_SMTP_URL": "smtp://relay.example.org",
    "DATELINE_MAIL_FROM": "dates@example.com",
}
RELAY_SENTENCE = "DATELINE_SMTP_URL must be like smtp://user:password@host:587?tls=starttls (or tls=tls, tls=none)."


def problems(environment: dict[str, str], **needed: Any) -> list[str]:
    with pytest.raises(Mistakes) as refused:
        settings_from(environment, **needed)
    return refused.value.mistakes


def test_what_is_not_set_has_a_default() -> None:
    assert settings_from({"HOME": "/root"}) == Settings(
        database=Path("dateline.sqlite3"),
        base_url="http://127.0.0.1:8000",
        secret_key=None,
        smtp_url=None,
        mail_from="dateline@example.org",
        bounces=None,
        mailbox=None,
        smtp_connections=16,
        mails_per_minute=None,
        quiet_hours=(22, 7),
        relay_log=None,
        on_unknown="resend",
        feed_events=1000,
        feed_octets=900_000,
        feed_cancelled_days=180,
        feed_encodings=("zstd", "gzip"),
        embed_origins=(),
        proxies=0,
        host="127.0.0.1",
        port=8000,
    )


def test_what_is_set_empty_has_its_default_too() -> None:
    assert settings_from(dict.fromkeys(names(), "")) == settings_from({})


def test_everything_can_be_set(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.touch()
    settings = settings_from(
        GOOD
        | {
            "DATELINE_DATABASE": "/var/lib/dates.sqlite3",
            "DATELINE_BASE_URL": "https://dates.example.org/",
            "DATELINE_BOUNCES": "bounces@example.com",
            "DATELINE_MAILBOX": "/var/mail/kept",
            "DATELINE_SMTP_CONNECTIONS": "50",
            "DATELINE_MAILS_PER_MINUTE": "600",
            "DATELINE_QUIET_HOURS": "23-6",
            "DATELINE_RELAY_LOG": str(log),
            "DATELINE_ON_UNKNOWN": "hold",
            "DATELINE_FEED_EVENTS": "1",
            "DATELINE_FEED_OCTETS": "1000000000",
            "DATELINE_FEED_CANCELLED_DAYS": "30",
            "DATELINE_FEED_ENCODINGS": "gzip",
            "DATELINE_EMBED_ORIGINS": "https://www.example.org  http://localhost:8080",
            "DATELINE_PROXIES": "1",
            "DATELINE_HOST": "::1",
            "DATELINE_PORT": "65535",
        },
        web=True,
        mail=True,
    )
    assert settings == Settings(
        database=Path("/var/lib/dates.sqlite3"),
        base_url="https://dates.example.org",
        secret_key="0123456789abcdef",
        smtp_url=SmtpRelay("relay.example.org", 587, "starttls"),
        mail_from="dates@example.com",
        bounces="bounces@example.com",
        mailbox=Path("/var/mail/kept"),
        smtp_connections=50,
        mails_per_minute=600,
        quiet_hours=(23, 6),
        relay_log=log,
        on_unknown="hold",
        feed_events=1,
        feed_octets=1_000_000_000,
        feed_cancelled_days=30,
        feed_encodings=("gzip",),
        embed_origins=("https://www.example.org", "http://localhost:8080"),
        proxies=1,
        host="::1",
        port=65535,
    )
    assert settings.site == Site("https://dates.example.org", "dates@example.com", "bounces@example.com")


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://relay.example.org", SmtpRelay("relay.example.org", 587, "starttls")),
        ("smtp://relay.example.org/", SmtpRelay("relay.example.org", 587, "starttls")),
        ("smtp://127.0.0.1:2525?tls=none", SmtpRelay("127.0.0.1", 2525, "none")),
        ("smtp://relay.example.org?tls=tls", SmtpRelay("relay.example.org", 465, "tls")),
        (
            "smtp://anna%40example.org:p%40ss%3Aw%2Frd@relay.example.org:587?tls=starttls",
            SmtpRelay("relay.example.org", 587, "starttls", "anna@example.org", "p@ss:w/rd"),
        ),
        ("smtp://[::1]:25?tls=none", SmtpRelay("::1", 25, "none")),
    ],
)
def test_a_relay_is_read_from_its_address(url: str, relay: SmtpRelay) -> None:
    assert settings_from({"DATELINE_SMTP_URL": url}).smtp_url == relay


@pytest.mark.parametrize(
    "url",
    [
        "relay.example.org",
        "https://relay.example.org",
        "smtp://",
        "smtp://:secret@",
        "smtp://u:secret@relay.example.org:99999",
        "smtp://u:secret@relay.example.org:port",
        "smtp://u:secret@relay.example.org?tls=maybe",
        "smtp://u:secret@relay.example.org?tsl=none",
        "smtp://u:secret@relay.example.org?secret",
        "smtp://u:secret@relay.example.org/inbox",
        "smtp://u:secret@[relay",
    ],
)
def test_a_relay_that_cannot_be_read_is_refused_without_its_password(url: str) -> None:
    assert problems({"DATELINE_SMTP_URL": url}) == [RELAY_SENTENCE]


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "BASE_URL",
            "dates.example.org",
            'DATELINE_BASE_URL must be a web address such as "https://dates.example.org", not "dates.example.org".',
        ),
        (
            "BASE_URL",
            "ftp://dates.example.org",
            'DATELINE_BASE_URL must be a web address such as "https://dates.example.org",'
            ' not "ftp://dates.example.org".',
        ),
        (
            "MAIL_FROM",
            "dates",
            'DATELINE_MAIL_FROM must be an e-mail address, not "dates": An email address must have an @-sign.',
        ),
        ("ON_UNKNOWN", "maybe", 'DATELINE_ON_UNKNOWN must be "resend" or "hold", not "maybe".'),
        ("PORT", "http", 'DATELINE_PORT must be a number from 1 to 65535, not "http".'),
        ("PORT", "0", 'DATELINE_PORT must be a number from 1 to 65535, not "0".'),
        ("PORT", "65536", 'DATELINE_PORT must be a number from 1 to 65535, not "65536".'),
        ("PORT", "-1", 'DATELINE_PORT must be a number from 1 to 65535, not "-1".'),
        ("PORT", "²", 'DATELINE_PORT must be a number from 1 to 65535, not "²".'),
        ("SECRET_KEY", "0123456789abcde", "DATELINE_SECRET_KEY must have at least 16 characters."),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(name: str, value: str, sentence: str) -> None:
    assert problems({f"DATELINE_{name}": value}) == [sentence]


def test_a_misspelt_setting_is_refused_with_the_one_that_was_meant() -> None:
    assert problems({"DATELINE_DATABSE": "x", "DATELINE_SMTPURL": "smtp://u:secret@relay"}) == [
        "DATELINE_DATABSE is not a setting; did you mean DATELINE_DATABASE?",
        "DATELINE_SMTPURL is not a setting; did you mean DATELINE_SMTP_URL?",
    ]


def test_an_unheard_of_setting_is_refused_with_all_that_there_are() -> None:
    assert problems({"DATELINE_XYZZY": "x"}) == [
        "DATELINE_XYZZY is not a setting; the settings are DATELINE_DATABASE, DATELINE_BASE_URL, DATELINE_SECRET_KEY, "
        "DATELINE_SMTP_URL, DATELINE_MAIL_FROM, DATELINE_BOUNCES, DATELINE_MAILBOX, DATELINE_SMTP_CONNECTIONS, "
        "DATELINE_MAILS_PER_MINUTE, DATELINE_QUIET_HOURS, DATELINE_RELAY_LOG, DATELINE_ON_UNKNOWN, "
        "DATELINE_FEED_EVENTS, DATELINE_FEED_OCTETS, DATELINE_FEED_CANCELLED_DAYS, DATELINE_FEED_ENCODINGS, "
        "DATELINE_EMBED_ORIGINS, DATELINE_PROXIES, DATELINE_HOST, DATELINE_PORT."
    ]


def test_variables_of_others_are_no_concern() -> None:
    assert settings_from({"DATELINES": "x", "dateline_port": "x", "PORT": "x"}) == settings_from({})


@pytest.mark.parametrize("needed", [{"web": True}, {"mail": True}, {"web": True, "mail": True}])
def test_good_settings_are_enough_for_everything(needed: dict[str, bool]) -> None:
    assert settings_from(GOOD, **needed) == settings_from(GOOD)


def test_the_web_needs_a_secret() -> None:
    (sentence,) = problems({}, web=True)
    assert sentence == (
        "DATELINE_SECRET_KEY is missing: a long random text that signs what the browser keeps, "
        'as printed by: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
    )


def test_mails_need_a_relay_and_a_sender() -> None:
    assert problems({}, mail=True) == [
        "DATELINE_SMTP_URL is missing: the relay that takes the mails, as in "
        "smtp://user:password@host:587?tls=starttls (or set DATELINE_MAILBOX to keep them in a folder).",
        "DATELINE_MAIL_FROM is missing: the address that the mails come from.",
    ]


def test_a_mailbox_needs_neither() -> None:
    assert settings_from({"DATELINE_MAILBOX": "mails"}, mail=True).mailbox == Path("mails")


def test_all_problems_are_said_at_once_and_no_secret_with_them() -> None:
    environment = {
        "DATELINE_PROT": "8000",
        "DATELINE_BASE_URL": "dates",
        "DATELINE_SECRET_KEY": "hush",
        "DATELINE_SMTP_URL": "smtps://anna:hush@relay",
        "DATELINE_MAIL_FROM": "anna",
        "DATELINE_BOUNCES": "boris",
        "DATELINE_SMTP_CONNECTIONS": "none",
        "DATELINE_MAILS_PER_MINUTE": "few",
        "DATELINE_QUIET_HOURS": "night",
        "DATELINE_RELAY_LOG": "/dev/null/log",
        "DATELINE_ON_UNKNOWN": "maybe",
        "DATELINE_PROXIES": "some",
        "DATELINE_PORT": "eighty",
    }
    found = problems(environment, web=True, mail=True)
    first_words = [sentence.partition(" ")[0] for sentence in found]
    assert sorted(set(first_words)) == sorted(environment)
    assert [sentence for sentence in found if "hush" in sentence] == []


def test_feeds_can_be_handed_out_as_they_are() -> None:
    assert settings_from({"DATELINE_FEED_ENCODINGS": "none"}).feed_encodings == ()


@pytest.mark.parametrize("text", ["br", "gzip,zstd", "none gzip"])
def test_an_encoding_that_is_not_known_is_refused(text: str) -> None:
    assert problems({"DATELINE_FEED_ENCODINGS": text}) == [
        f'DATELINE_FEED_ENCODINGS must be "zstd gzip", one of them, or "none", not "{text}".'
    ]


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5", "²", "10000000000000"])
def test_a_limit_of_a_feed_is_a_whole_number(text: str) -> None:
    assert problems({"DATELINE_FEED_EVENTS": text, "DATELINE_FEED_OCTETS": text}) == [
        f'DATELINE_FEED_EVENTS must be a whole number from 1 on, not "{text}".',
        f'DATELINE_FEED_OCTETS must be a whole number from 1 on, not "{text}".',
    ]


@pytest.mark.parametrize(
    "text", ["*", "https://*.example.org", "https://xn--e1afmkfd.xn--p1ai", "http://127.0.0.1:8080"]
)
def test_a_site_that_may_embed_views_is_named_as_a_header_names_it(text: str) -> None:
    assert settings_from({"DATELINE_EMBED_ORIGINS": text}).embed_origins == (text,)


@pytest.mark.parametrize(
    "text",
    [
        "www.example.org",
        "https://www.example.org/",
        "https://www.example.org/page",
        "https:",
        "'self'",
        "ftp://example.org",
        "https://example.org;script-src",
        "https://example.org,https://example.com",
        "https://a.*.org",
        "https://пример.рф",
    ],
)
def test_what_would_be_anything_else_in_that_header_is_refused(text: str) -> None:
    assert problems({"DATELINE_EMBED_ORIGINS": f"https://www.example.org {text}"}) == [
        "DATELINE_EMBED_ORIGINS must be web addresses without a path, such as https://www.example.org "
        f'or https://*.example.org, with spaces between them, or "*" for all; not "{text}".'
    ]


def test_without_a_return_address_bounces_go_to_the_sender() -> None:
    assert settings_from(GOOD).site.returns_to == "dates@example.com"
    assert settings_from(GOOD | {"DATELINE_BOUNCES": "b@example.com"}).site.returns_to == "b@example.com"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        (
            "BOUNCES",
            "bounces",
            'DATELINE_BOUNCES must be an e-mail address, not "bounces": An email address must have an @-sign.',
        ),
        ("BOUNCES", f"{'b' * 36}@example.com", "DATELINE_BOUNCES must have at most 35 characters before its @."),
        (
            "MAIL_FROM",
            f"{'d' * 36}@example.com",
            "DATELINE_BOUNCES must be set, as DATELINE_MAIL_FROM has more than 35 characters before its @.",
        ),
    ],
)
def test_an_address_to_which_bounces_cannot_come_is_refused(name: str, value: str, sentence: str) -> None:
    assert problems({f"DATELINE_{name}": value}) == [sentence]


def test_a_long_sender_is_no_trouble_where_bounces_go_elsewhere() -> None:
    sender, bounces = f"{'d' * 36}@example.com", f"{'b' * 35}@example.com"
    site = settings_from({"DATELINE_MAIL_FROM": sender, "DATELINE_BOUNCES": bounces}).site
    assert (site.mail_from, site.bounces) == (sender, bounces)


@pytest.mark.parametrize("text", ["0", "51", "100", "-1", "four", "1.5", "²", "04"])
def test_the_number_of_connections_is_from_1_to_50(text: str) -> None:
    sentence = f'DATELINE_SMTP_CONNECTIONS must be a whole number from 1 to 50, not "{text}".'
    assert problems({"DATELINE_SMTP_CONNECTIONS": text}) == [sentence]


@pytest.mark.parametrize("text", ["0", "-1", "many", "0.5", "10000000000000"])
def test_a_limit_per_minute_is_a_whole_number(text: str) -> None:
    sentence = f'DATELINE_MAILS_PER_MINUTE must be a whole number from 1 on, not "{text}".'
    assert problems({"DATELINE_MAILS_PER_MINUTE": text}) == [sentence]


@pytest.mark.parametrize(
    ("text", "hours"), [("22-7", (22, 7)), ("0-6", (0, 6)), ("13-14", (13, 14)), ("09-08", (9, 8)), ("none", None)]
)
def test_quiet_hours_are_two_hours_of_the_day_or_none(text: str, hours: tuple[int, int] | None) -> None:
    assert settings_from({"DATELINE_QUIET_HOURS": text}).quiet_hours == hours


@pytest.mark.parametrize("text", ["7-7", "22-24", "24-7", "22", "22-", "22:00-07:00", "022-7", "-1-7", "²-3", "no"])
def test_other_quiet_hours_are_refused(text: str) -> None:
    assert problems({"DATELINE_QUIET_HOURS": text}) == [
        'DATELINE_QUIET_HOURS must be two hours of the day such as "22-7", from the first to before the last, '
        f'or "none", not "{text}".'
    ]


def test_a_log_that_cannot_be_read_is_refused_where_mails_are_sent(tmp_path: Path) -> None:
    missing = tmp_path / "mail.log"
    environment = GOOD | {"DATELINE_RELAY_LOG": str(missing)}
    assert problems(environment, mail=True) == [
        f"DATELINE_RELAY_LOG must be a file that can be read; {missing}: No such file or directory."
    ]
    assert problems(environment | {"DATELINE_RELAY_LOG": str(tmp_path)}, mail=True) == [
        f"DATELINE_RELAY_LOG must be a file that can be read; {tmp_path}: Is a directory."
    ]
    assert settings_from(environment, web=True).relay_log == missing


@pytest.mark.parametrize("text", ["-1", "10", "one", "²", "1.0"])
def test_the_number_of_servers_in_front_is_a_digit(text: str) -> None:
    assert problems({"DATELINE_PROXIES": text}) == [
        f'DATELINE_PROXIES must be how many web servers stand in front of this one, from 0 to 9, not "{text}".'
    ]
