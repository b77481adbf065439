"""Handing mails over to a carrier as the scheduler does."""

from collections.abc import Collection, Iterable
from time import monotonic

from service.domain.delivery import Carrier, Done, Mail, Outcome, Ready

LONG_ENOUGH = 60  # seconds; then a mail is taken to be forgotten

HELLO = b"Subject: Hello\r\n\r\nHello\r\n"


def a_mail(payload: bytes = HELLO, recipient: str = "anna@example.org", *, number: int = 1) -> Mail:
    return Mail(f"<{number}@example.org>", "dateline@example.org", recipient, payload)


def mails(count: int) -> list[Mail]:
    """Different ones; each says its number."""
    return [a_mail(b"Subject: %d\r\n\r\nHello\r\n" % number, number=number) for number in range(1, count + 1)]


def send(
    carrier: Carrier, wanted: Iterable[Mail], *, drop: Collection[Mail] = (), enough: int | None = None
) -> dict[Mail, Outcome]:
    """What became of each; whoever is ready is finished, or dropped. Fails where one is told of too often or never.

    It may be `enough` to know it of so many.
    """
    waiting = list(wanted)
    under_way: set[Mail] = set()
    outcomes: dict[Mail, Outcome] = {}
    end = monotonic() + LONG_ENOUGH
    while (waiting or under_way) and len(outcomes) != enough:
        for mail in waiting[: carrier.room()]:
            waiting.remove(mail)
            under_way.add(mail)
            carrier.take(mail)
        for news in carrier.news(seconds=1):
            assert news.mail in under_way, f"no news was due: {news}"
            match news:
                case Ready(mail) if mail in drop:
                    carrier.drop(mail)
                    under_way.remove(mail)
                case Ready(mail):
                    carrier.finish(mail)
                case Done(mail, outcome):
                    under_way.remove(mail)
                    outcomes[mail] = outcome
        assert monotonic() < end, f"forgotten: {under_way}"
    return outcomes


def outcome_of(carrier: Carrier, mail: Mail) -> Outcome:
    """What becomes of one mail, after which the carrier is closed."""
    outcome = send(carrier, [mail])[mail]
    carrier.close()
    return outcome


def until_ready(carrier: Carrier, mail: Mail) -> None:
    """Takes it until its content may be sent."""
    carrier.take(mail)
    assert until_news(carrier) == [Ready(mail)]


def until_news(carrier: Carrier) -> list[Ready | Done]:
    """The next news, whenever there are any."""
    end = monotonic() + LONG_ENOUGH
    while not (news := list(carrier.news(seconds=1))):
        assert monotonic() < end
    return news
