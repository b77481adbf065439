"""An argument that makes no sense is refused in a sentence that says what would."""

from pathlib import Path

import pytest

from tests.cli.conftest import Dateline, content, refused

SENTENCES = [
    (("edit", "assembly"), '"assembly" is like that already; nothing was changed.'),
    (("edit", "party", "--status", "cancelled"), 'There is no event called "party".'),
    (
        ("edit", "assembly", "--last-day", "2021-09-15"),
        "Expected a last day on or after the first day, 2021-09-16.",
    ),
    (("edit", "assembly", "--done-on", "2021-09-15"), '"assembly" is a meeting; only a deadline can be done.'),
    (
        ("edit", "assembly", "--first-day", "2021-02-30"),
        'Expected a day that exists, as in 2021-09-16, not "2021-02-30".',
    ),
    (("edit", "assembly", "--first-day", "9999-12-31"), "Expected a year from 1000 to 9000, not 9999."),
    (("subscribers", "add", "boris@example.org"), "boris@example.org is subscribed already."),
    (
        ("subscribers", "add", "anna"),
        'Expected an e-mail address, not "anna": An email address must have an @-sign.',
    ),
    (
        ("subscribers", "add", "anna@example.org", "--zone", "Mars"),
        'Expected a zone of the IANA database such as "Europe/Moscow", not "Mars".',
    ),
    (("subscribers", "add", "anna@example.org", "--hour", "24"), "Expected an hour of the day from 0 to 23, not 24."),
    (
        ("subscribers", "add", "anna@example.org", "--lead", "366"),
        "Expected at least one lead, each of 0 to 365 days.",
    ),
    (("subscribers", "add", "anna@example.org", "--language", "tlh"), 'Expected a language of en, ru, not "tlh".'),
    (
        ("subscribers", "add", "anna@example.org", "--lead", "1", "--weekly", "monday"),
        "Expected --lead or --weekly, not both.",
    ),
    (("subscribers", "add", "anna@example.org", "--calendar", "party"), 'There is no public calendar "party".'),
    (("subscribers", "add", "anna@example.org", "--body", "party"), 'There is no body "party".'),
    (("subscribers", "add", "anna@example.org", "--event", "party"), 'There is no event called "party".'),
    (
        ("subscribers", "add", "anna@example.org", "--country", "Russia"),
        '"country" must be the two letters of a country such as TJ, not "Russia".',
    ),
    (("subscribers", "add", "anna@example.org", "--search", "?!"), '"?!" holds no word to search for.'),
    (
        ("subscribers", "add", "anna@example.org, boris@example.org"),
        'Expected an e-mail address, not "anna@example.org, boris@example.org": '
        "The part after the @-sign contains invalid characters: ',', '@', SPACE.",
    ),
    (("subscribers", "remove", "anna@example.org"), "anna@example.org is not subscribed."),
    (
        ("subscribers", "remove", "anna"),
        'Expected an e-mail address, not "anna": An email address must have an @-sign.',
    ),
    (("subscribers", "resume", "anna@example.org"), "anna@example.org is not subscribed."),
    (("subscribers", "resume", "boris@example.org"), "boris@example.org is neither paused nor suspended."),
    (
        ("subscribers", "resume", "anna"),
        'Expected an e-mail address, not "anna": An email address must have an @-sign.',
    ),
    (
        ("digest", "preview", "--subscriber", "anna@example.org", "--date", "2021-09-02"),
        "anna@example.org is not subscribed.",
    ),
    (
        ("digest", "preview", "--subscriber", "boris@example.org", "--date", "2021-09-31"),
        'Expected a day that exists, as in 2021-09-16, not "2021-09-31".',
    ),
    (("outbox", "retry", "1"), "There is no message 1."),
    (
        ("outbox", "drop"),
        "Expected the numbers of messages, as dateline outbox shows them, or --state.",
    ),
    (("bounces", "none"), "none: cannot be read: No such file or directory."),
    (("tokens", "add", "party", "--note", "Anna"), 'There is no calendar "party".'),
    (
        ("tokens", "add", "club", "--note", "Anna"),
        'The calendar "club" is not private: everybody may subscribe to it.',
    ),
    (("tokens", "revoke", "1"), "There is no token 1 that is still good."),
    (
        ("tick", "--now", "2021-09-02"),
        'Expected a day and an hour with an offset, as in 2021-09-02T05:00:00Z, not "2021-09-02".',
    ),
    (("tick", "--now", "0001-01-01T00:00:00+14:00"), "Expected a year from 1000 to 9000, not 1."),
    (
        ("replay", "--from", "2021-09-02", "--until", "2021-09-01"),
        "The replay ends on 2021-09-01, before it begins on 2021-09-02.",
    ),
    (
        ("demo", "--speed", "fast"),
        'Expected how much time passes in a second, as in 1d, 6h or 30m, not "fast".',
    ),
]


@pytest.mark.parametrize(("command", "sentence"), SENTENCES, ids=[" ".join(command) for command, _ in SENTENCES])
def test_what_makes_no_sense_is_refused_in_a_sentence(
    loaded: Dateline, tmp_path: Path, command: tuple[str, ...], sentence: str
) -> None:
    before = content(tmp_path)
    assert loaded(*command) == refused(sentence)
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("dance",),
        ("load",),
        ("edit", "assembly", "--status", "lost"),
        ("demo", "--port", "0"),
        ("tick", "--then"),
        ("outbox", "lose", "1"),
        ("outbox", "retry", "one"),
        ("outbox", "retry", str(2**63)),
        ("outbox", "hold", "--state", "sent"),
        ("tokens", "revoke", str(2**63)),
        ("subscribers", "add", "anna@example.org", "--weekly", "someday"),
        ("subscribers", "add", "anna@example.org", "--kind", "party"),
        ("digest", "preview", "--subscriber", "boris@example.org"),
    ],
    ids=" ".join,
)
def test_a_call_that_is_off_is_shown_how_it_goes(loaded: Dateline, command: tuple[str, ...]) -> None:
    result = loaded(*command)
    assert (result.code, result.out) == (2, [])
    assert result.err[0].startswith("Usage: dateline")
