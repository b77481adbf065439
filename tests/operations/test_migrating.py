"""A database of before events were listed: its feeds stay as they are through the update, and then all is listed."""

import sqlite3
from datetime import date, timedelta

from hypothesis import given, settings
from sqlite_utils import Database

from service.domain.feed_format import Format
from service.domain.selection import Cancelled, Contents, Filter, Selection, Style
from service.domain.site import Site
from service.domain.timespan import Approximate, Span, Undated
from service.operations.composing import Limits, Order
from service.operations.editing import Edit, edit
from service.operations.feeding import Shelf
from service.operations.importing import load
from service.operations.publishing import list_what_is_not_listed
from service.storage.event_index import events_without_a_card
from service.storage.generations import generation
from service.storage.listing import cards_between
from service.storage.migrations import migrations
from tests.conftest import NOW
from tests.examples import a_file, a_meeting, whole_days
from tests.operations.histories import History, histories, through
from tests.operations.test_incremental_publishing import everything

LATER = NOW + timedelta(days=1)
FILTERS = (
    Filter(),
    Filter(calendars=frozenset({"lakes"})),
    Filter(words=frozenset({"session"})),
    Filter(words=frozenset({"совет"})),
    Filter(bodies=frozenset({"collective-security-council"})),
    Filter(places=frozenset({"dushanbe"})),
    Filter(countries=frozenset({"TJ", "AT"})),
    Filter(statuses=frozenset({"open", "tentative"})),
    Filter(since=date(2021, 9, 1), until=date(2021, 9, 30)),
    Filter(year=2021),
)
ORDERS = (
    *(Order(selection=Selection(filter=each)) for each in FILTERS),
    *(Order(selection=Selection(cancelled=Cancelled.KEEP, approximate=True), format=each) for each in Format),
    Order(selection=Selection(contents=Contents.TASKS)),
    Order(selection=Selection(style=Style(people=True, language="ru"))),
)


MAILS = {"subscribers", "subscriber_leads", "outbox", "outbox_items", "outbox_log"}  # other tables since m011


def as_it_was_before(db: Database) -> Database:
    """A database in memory with the same events and feeds, as migration m009 left it."""
    old = Database(sqlite3.connect(":memory:", isolation_level=None))
    migrations.apply(old, stop_before="m010_cards")
    new_tables = {"_sqlite_migrations", "event_index", *MAILS, *old.table_names(fts5=True)}
    for name in old.table_names():
        if name not in new_tables and not name.startswith("event_words"):
            old.execute(f"DELETE FROM {name}")
            _copy(db, old, name, [column.name for column in old[name].columns])
    columns = [column.name for column in old["event_index"].columns if column.name != "id"]
    _copy(db, old, "event_index", columns, order="uid DESC")  # in whatever order they once came
    for uid, words in db.execute(
        "SELECT uid, words FROM event_index JOIN event_words ON event_words.rowid = event_index.id"
    ):
        old.execute(
            "INSERT INTO event_words (rowid, words) SELECT id, :words FROM event_index WHERE uid = :uid",
            {"uid": uid, "words": words},
        )
    return old


def _copy(db: Database, old: Database, table: str, columns: list[str], *, order: str = "1") -> None:
    names, gaps = ", ".join(columns), ", ".join("?" * len(columns))
    rows = db.execute(f"SELECT {names} FROM {table} ORDER BY {order}").fetchall()
    old.conn.executemany(f"INSERT INTO {table} ({names}) VALUES ({gaps})", rows)


def feeds(db: Database, site: Site) -> list[tuple[bytes, object, object]]:
    """Each feed: its bytes, its entity tag, and when it changed last."""
    shelf = Shelf(site, Limits())
    found = [shelf.feed(db, order, LATER) for order in ORDERS]
    return [(feed.content.body, feed.content.tag, feed.changed_at) for feed in found]


def test_every_feed_is_byte_for_byte_the_same_before_and_after_its_events_are_listed(
    shipped: Database, site: Site
) -> None:
    before = feeds(shipped, site)
    old = as_it_was_before(shipped)
    migrations.apply(old)
    assert feeds(old, site) == before
    number = generation(old)
    assert list_what_is_not_listed(old) == shipped["events"].count
    assert (feeds(old, site), generation(old)) == (before, number + 1)
    assert everything(old) == everything(shipped)


def test_an_edit_between_migrating_and_listing_changes_the_feeds_as_it_would_have(
    shipped: Database, site: Site
) -> None:
    old = as_it_was_before(shipped)
    migrations.apply(old)
    for db in (old, shipped):
        edit(db, "regular-session-2021", Edit(first_day=date(2021, 9, 20)), site, LATER, by="anna", reason=None)
    assert feeds(old, site) == feeds(shipped, site)
    list_what_is_not_listed(old)
    assert everything(old) == everything(shipped)


def test_until_they_are_listed_lists_are_empty_and_afterwards_they_are_whole(shipped: Database) -> None:
    old = as_it_was_before(shipped)
    migrations.apply(old)
    always = date(1000, 1, 1), date(9000, 12, 31)
    assert cards_between(old, Filter(), *always, most=99) == []
    assert len(events_without_a_card(old)) == shipped["events"].count
    list_what_is_not_listed(old)
    listed = cards_between(old, Filter(), *always, most=99)
    assert {card.uid: card for card in listed} == {
        card.uid: card for card in cards_between(shipped, Filter(), *always, most=99)
    }
    assert (events_without_a_card(old), list_what_is_not_listed(old)) == ([], 0)


def test_events_are_numbered_by_day_from_the_first_year_to_the_last(db: Database, site: Site) -> None:
    spans: dict[str, Span] = {
        "first": whole_days("1000-01-01"),
        "leap": whole_days("2024-02-29"),
        "last": whole_days("9000-12-31"),
        "month": Approximate("2024-02"),
        "never": Undated(),
    }
    load(db, [a_file(*(a_meeting(f"{name}@club", span) for name, span in spans.items()))], site, NOW)
    old = as_it_was_before(db)
    migrations.apply(old)
    numbers = "SELECT uid, id FROM event_index ORDER BY uid"
    assert old.execute(numbers).fetchall() == db.execute(numbers).fetchall()
    list_what_is_not_listed(old)
    assert old.execute(numbers).fetchall() == db.execute(numbers).fetchall()


@settings(max_examples=8)
@given(history=histories)
def test_whatever_has_happened_to_a_calendar_it_is_listed_as_if_it_had_always_been(history: History) -> None:
    for db, site in through(history):
        old = as_it_was_before(db)
        migrations.apply(old)
        feed, same = (Shelf(site, Limits()).feed(each, Order(selection=Selection()), LATER) for each in (old, db))
        assert (feed.content.body, feed.changed_at) == (same.content.body, same.changed_at)
        list_what_is_not_listed(old)
        assert everything(old) == everything(db)
        old.close()
