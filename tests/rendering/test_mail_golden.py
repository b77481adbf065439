"""Mails about the shipped calendars on 2 September 2021, byte for byte."""

from datetime import date, timedelta

import pytest
from sqlite_utils import Database
from syrupy.assertion import SnapshotAssertion

from service.domain.event import Kind, Status, Venue
from service.domain.selection import Filter
from service.domain.site import Site
from service.domain.telling import Ahead, Changed, Telling, Told
from service.domain.text import Text
from service.domain.wish import Wish
from service.operations.dates_at_hand import DatesAtHand
from service.operations.editing import Edit, edit
from service.operations.importing import load
from service.operations.publishing import keep_language
from service.operations.wording import Worded, worded_confirmation, worded_digest, worded_link, worded_notice
from service.storage.generations import generation
from tests.conftest import NOW
from tests.examples import a_calendar, a_file, a_meeting, a_wish
from tests.rendering.mails import MORNING, filled
from tests.rendering.wire import checked

WISHES = {
    "english": a_wish(running=True, overdue=True),
    "russian": a_wish(zone="Asia/Dushanbe", language="ru", filter=Filter(calendars=frozenset({"csto"}))),
}
SESSION, LAKES = "regular-session-2021@csto", "september-session-2021@lakes"
INSTRUCTION = "instruction-afghanistan-response-2021@csto"
both_languages = pytest.mark.parametrize("wish", WISHES.values(), ids=WISHES.keys())


def dates_at_hand(db: Database) -> DatesAtHand:
    return DatesAtHand(db, generation(db))


def golden(worded: Worded | None) -> bytes:
    """The bytes of the mail, after a look whether all of it is allowed."""
    assert worded
    payload = filled(worded.letter)
    checked(payload)
    return payload


def ahead(uid: str, day: int, days: int) -> Telling:
    """So many days before that day of September."""
    return Telling(Told(uid, date(2021, 9, day), Ahead(days)), 1)


def changed(uid: str) -> Telling:
    return Telling(Told(uid, None, Changed(1)), 2)


@both_languages
def test_a_digest(shipped: Database, site: Site, golden_mail: SnapshotAssertion, wish: Wish) -> None:
    keep_language(shipped, "csto", "ru", site)
    tellings = [ahead(SESSION, 16, 14), ahead(INSTRUCTION, 16, 14)]
    if not wish.filter.calendars:
        tellings.append(ahead(LAKES, 9, 7))
    assert golden(worded_digest(dates_at_hand(shipped), wish, tellings, site, MORNING)) == golden_mail


@both_languages
def test_a_notice_of_one_change(shipped: Database, site: Site, golden_mail: SnapshotAssertion, wish: Wish) -> None:
    edit(shipped, "regular-session-2021", Edit(first_day=date(2021, 9, 17)), site, NOW, by="anna", reason="Rain")
    assert golden(worded_notice(dates_at_hand(shipped), wish, [changed(SESSION)], site, MORNING)) == golden_mail


def test_a_notice_of_several_changes(shipped: Database, site: Site, golden_mail: SnapshotAssertion) -> None:
    edit(shipped, "regular-session-2021", Edit(first_day=date(2021, 9, 17)), site, NOW, by="anna", reason=None)
    edit(shipped, "september-session-2021", Edit(status=Status.CANCELLED), site, NOW, by="anna", reason=None)
    tellings = [changed(SESSION), changed(LAKES)]
    assert golden(worded_notice(dates_at_hand(shipped), WISHES["english"], tellings, site, MORNING)) == golden_mail


@both_languages
def test_a_confirmation(shipped: Database, site: Site, golden_mail: SnapshotAssertion, wish: Wish) -> None:
    until = MORNING + timedelta(hours=48)
    worded = worded_confirmation(dates_at_hand(shipped), wish, site, MORNING, confirm_by=until)
    assert golden(worded) == golden_mail


@both_languages
def test_a_link(site: Site, golden_mail: SnapshotAssertion, wish: Wish) -> None:
    assert golden(worded_link(wish, site)) == golden_mail


def test_a_digest_of_many(db: Database, site: Site, golden_mail: SnapshotAssertion) -> None:
    events = [a_meeting(f"m{number:02}@club") for number in range(40)]
    load(db, [a_file(*events)], site, NOW)
    tellings = [ahead(event.uid, 16, 14) for event in events]
    assert golden(worded_digest(dates_at_hand(db), a_wish(), tellings, site, MORNING)) == golden_mail


def test_hostile_titles(db: Database, site: Site, golden_mail: SnapshotAssertion) -> None:
    words = Text("=?utf-8?q?a=0D=0ABcc?=\nBcc: eve@example.org\n.\n<script>“Собрание”</script> {{ 7 }} %s")
    event = a_meeting(summary=words, place=Venue(name=words), topics=(words,))
    load(db, [a_file(event, calendar=a_calendar(name=words))], site, NOW)
    wish = a_wish(filter=Filter(kinds=frozenset({Kind.MEETING}), words=frozenset({"\0to\0\r\n"})))
    worded = worded_digest(dates_at_hand(db), wish, [ahead(event.uid, 16, 14)], site, MORNING)
    assert golden(worded) == golden_mail
