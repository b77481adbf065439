"""Settings from the environment; every problem with them is reported at once, in sentences."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from service.domain.errors import InvalidValue, Mistakes
from service.domain.site import Site

PREFIX = "DATELINE_"
SHORTEST_SECRET = 16  # characters; 16 random ones are 80 bits or more
LONGEST_RETURN = 35  # characters; of 64, the rest is for the number of a message and a signature
_ORIGIN = re.compile(r"\*|https?://(?:\*\.)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?")
DEFAULT_SENDER = "dateline@example.org"  # for a mailbox on this machine; sending needs a real one
MOST_CONNECTIONS = 50  # what a Postfix takes from one client at a time, unless told otherwise


@dataclass(frozen=True)
class SmtpRelay:
    """Where mails are handed over (RFC 5321). `tls` is "starttls", "tls" from the first byte, or "none"."""

    host: str
    port: int
    tls: Literal["starttls", "tls", "none"]
    user: str | None = None
    password: str | None = None


@dataclass(frozen=True)
class Settings:
    """What an operator can set. Each field is the variable DATELINE_<FIELD>."""

    database: Path
    base_url: str
    secret_key: str | None
    smtp_url: SmtpRelay | None
    mail_from: str
    bounces: str | None
    mailbox: Path | None
    smtp_connections: int
    mails_per_minute: int | None
    quiet_hours: tuple[int, int] | None
    relay_log: Path | None
    on_unknown: Literal["resend", "hold"]
    feed_events: int
    feed_octets: int
    feed_cancelled_days: int
    feed_encodings: tuple[str, ...]
    embed_origins: tuple[str, ...]
    proxies: int
    host: str
    port: int

    @property
    def site(self) -> Site:
        return Site(self.base_url, self.mail_from, self.bounces)


def settings_from(environment: Mapping[str, str], *, web: bool = False, mail: bool = False) -> Settings:
    """The settings. `web` and `mail` say what the process will do, and so what it cannot do without.

    Raises Mistakes with a sentence for every problem.
    """
    problems = _unknown(environment)
    given = {name[len(PREFIX) :].lower(): value for name, value in environment.items() if name.startswith(PREFIX)}
    settings = Settings(
        database=Path(given.get("database") or "dateline.sqlite3"),
        base_url=(given.get("base_url") or "http://127.0.0.1:8000").rstrip("/"),
        secret_key=given.get("secret_key") or None,
        smtp_url=_smtp_relay(given.get("smtp_url"), problems),
        mail_from=given.get("mail_from") or DEFAULT_SENDER,
        bounces=given.get("bounces") or None,
        mailbox=Path(given["mailbox"]) if given.get("mailbox") else None,
        smtp_connections=_connections(given.get("smtp_connections") or "16", problems),
        mails_per_minute=_limit("MAILS_PER_MINUTE", given.get("mails_per_minute"), problems),
        quiet_hours=_quiet_hours(given.get("quiet_hours") or "22-7", problems),
        relay_log=Path(given["relay_log"]) if given.get("relay_log") else None,
        on_unknown=_on_unknown(given.get("on_unknown") or "resend", problems),
        feed_events=_count("FEED_EVENTS", given.get("feed_events") or "1000", problems),
        feed_octets=_count("FEED_OCTETS", given.get("feed_octets") or "900000", problems),
        feed_cancelled_days=_count("FEED_CANCELLED_DAYS", given.get("feed_cancelled_days") or "180", problems),
        feed_encodings=_feed_encodings(given.get("feed_encodings") or "zstd gzip", problems),
        embed_origins=_origins(given.get("embed_origins") or "", problems),
        proxies=_proxies(given.get("proxies") or "0", problems),
        host=given.get("host") or "127.0.0.1",
        port=_port(given.get("port") or "8000", problems),
    )
    problems += _site_problems(settings)
    problems += _missing_for_web(settings) if web else []
    problems += _missing_for_mail(settings, given) + _log_problems(settings) if mail else []
    if problems:
        raise Mistakes(problems)
    return settings


def names() -> list[str]:
    """Every variable that is a setting."""
    return [PREFIX + field.name.upper() for field in fields(Settings)]


def _unknown(environment: Mapping[str, str]) -> list[str]:
    problems = []
    known = [name.removeprefix(PREFIX) for name in names()]
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in names():
            near = difflib.get_close_matches(name.removeprefix(PREFIX), known, n=1)
            meant = f"; did you mean {PREFIX}{near[0]}?" if near else f"; the settings are {', '.join(names())}."
            problems.append(f"{name} is not a setting{meant}")
    return problems


def _smtp_relay(text: str | None, problems: list[str]) -> SmtpRelay | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
        query = parse_qs(parts.query, strict_parsing=bool(parts.query))
        tls = (query.pop("tls", ["starttls"]))[-1]
        well_formed = parts.scheme == "smtp" and parts.hostname and not query and parts.path in ("", "/")
        if well_formed and tls in ("starttls", "tls", "none"):
            return SmtpRelay(
                host=str(parts.hostname),
                port=parts.port or (465 if tls == "tls" else 587),
                tls=tls,  # type: ignore[arg-type]  # checked in the line above
                user=unquote(parts.username) if parts.username else None,
                password=unquote(parts.password) if parts.password else None,
            )
    except ValueError:
        pass
    # The value may hold a password, so it is not repeated.
    problems.append("DATELINE_SMTP_URL must be like smtp://user:password@host:587?tls=starttls (or tls=tls, tls=none).")
    return None


def _on_unknown(text: str, problems: list[str]) -> Literal["resend", "hold"]:
    if text not in ("resend", "hold"):
        problems.append(f'DATELINE_ON_UNKNOWN must be "resend" or "hold", not "{text}".')
    return "hold" if text == "hold" else "resend"


def _count(name: str, text: str, problems: list[str]) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > len("1000000000") or int(text) < 1:
        problems.append(f'DATELINE_{name} must be a whole number from 1 on, not "{text}".')
        return 1
    return int(text)


def _limit(name: str, text: str | None, problems: list[str]) -> int | None:
    return _count(name, text, problems) if text else None


def _connections(text: str, problems: list[str]) -> int:
    if not re.fullmatch("[1-9][0-9]?", text) or int(text) > MOST_CONNECTIONS:
        problems.append(f'DATELINE_SMTP_CONNECTIONS must be a whole number from 1 to {MOST_CONNECTIONS}, not "{text}".')
        return 1
    return int(text)


def _quiet_hours(text: str, problems: list[str]) -> tuple[int, int] | None:
    """The hour they begin with and the one they end with; "none" stands for no quiet hours at all."""
    if text == "none":
        return None
    found = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", text)
    first, end = (int(found[1]), int(found[2])) if found else (0, 0)
    if first == end or max(first, end) > 23:
        problems.append(
            'DATELINE_QUIET_HOURS must be two hours of the day such as "22-7", from the first to before the last, '
            f'or "none", not "{text}".'
        )
        return None
    return first, end


def _proxies(text: str, problems: list[str]) -> int:
    if not re.fullmatch("[0-9]", text):
        problems.append(
            f'DATELINE_PROXIES must be how many web servers stand in front of this one, from 0 to 9, not "{text}".'
        )
        return 0
    return int(text)


def _feed_encodings(text: str, problems: list[str]) -> tuple[str, ...]:
    """In the order of preference; "none" stands for none at all."""
    encodings = () if text == "none" else tuple(text.split())
    if set(encodings) - {"zstd", "gzip"}:
        problems.append(f'DATELINE_FEED_ENCODINGS must be "zstd gzip", one of them, or "none", not "{text}".')
    return encodings


def _origins(text: str, problems: list[str]) -> tuple[str, ...]:
    """Sites as a Content-Security-Policy names them; nothing else may come into that header (CSP 3, 2.3.1)."""
    origins = tuple(text.split())
    if wrong := [each for each in origins if not _ORIGIN.fullmatch(each)]:
        problems.append(
            "DATELINE_EMBED_ORIGINS must be web addresses without a path, such as https://www.example.org "
            f'or https://*.example.org, with spaces between them, or "*" for all; not "{wrong[0]}".'
        )
    return origins


def _port(text: str, problems: list[str]) -> int:
    highest = 65535
    if not text.isdecimal() or not 1 <= int(text) <= highest:
        problems.append(f'DATELINE_PORT must be a number from 1 to {highest}, not "{text}".')
        return 8000
    return int(text)


def _site_problems(settings: Settings) -> list[str]:
    problems = []
    try:
        Site(settings.base_url, DEFAULT_SENDER)
    except InvalidValue as error:
        problems.append(f"DATELINE_BASE_URL must be {error}.")
    try:
        Site("http://127.0.0.1", settings.mail_from)
    except InvalidValue as error:
        problems.append(f"DATELINE_MAIL_FROM must be {error}.")
    problems += _bounces_problems(settings)
    if settings.secret_key is not None and len(settings.secret_key) < SHORTEST_SECRET:
        problems.append(f"DATELINE_SECRET_KEY must have at least {SHORTEST_SECRET} characters.")
    return problems


def _bounces_problems(settings: Settings) -> list[str]:
    """What is added to its local part must still fit into one (RFC 5321 4.5.3.1.1)."""
    is_long = len((settings.bounces or settings.mail_from).rpartition("@")[0]) > LONGEST_RETURN
    if settings.bounces is None:
        otherwise = f"DATELINE_BOUNCES must be set, as DATELINE_MAIL_FROM has more than {LONGEST_RETURN} characters"
        return [f"{otherwise} before its @."] if is_long else []
    try:
        Site("http://127.0.0.1", DEFAULT_SENDER, settings.bounces)
    except InvalidValue as error:
        return [f"DATELINE_BOUNCES must be {error}."]
    return [f"DATELINE_BOUNCES must have at most {LONGEST_RETURN} characters before its @."] if is_long else []


def _missing_for_web(settings: Settings) -> list[str]:
    if settings.secret_key:
        return []
    return [
        "DATELINE_SECRET_KEY is missing: a long random text that signs what the browser keeps, "
        'as printed by: python3 -c "import secrets; print(secrets.token_urlsafe(32))"'
    ]


def _missing_for_mail(settings: Settings, given: Mapping[str, str]) -> list[str]:
    if settings.mailbox:
        return []
    problems = []
    if not given.get("smtp_url"):
        problems.append(
            "DATELINE_SMTP_URL is missing: the relay that takes the mails, as in "
            "smtp://user:password@host:587?tls=starttls (or set DATELINE_MAILBOX to keep them in a folder)."
        )
    if settings.mail_from == DEFAULT_SENDER:
        problems.append("DATELINE_MAIL_FROM is missing: the address that the mails come from.")
    return problems


def _log_problems(settings: Settings) -> list[str]:
    """Only who sends mails reads it; everybody else may have no right to."""
    if settings.relay_log is None:
        return []
    try:
        settings.relay_log.open("rb").close()
    except OSError as error:
        return [f"DATELINE_RELAY_LOG must be a file that can be read; {settings.relay_log}: {error.strerror}."]
    return []
