"""The schema, as the list of steps that made it. Append only: a step that has landed never changes."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

migrations = Migrations("dateline")


@migrations()
def m001_calendars_and_events(db: Database) -> None:
    """Calendars and events are lists of revisions; the first row of each pair points to the last one.

    Instants are whole seconds since 1970 in UTC, days are ISO 8601 texts.
    """
    db.executescript("""
        CREATE TABLE calendars (
            slug TEXT PRIMARY KEY CHECK (slug != ''),
            number INTEGER NOT NULL CHECK (number >= 1)
        ) STRICT;
        CREATE TABLE calendar_revisions (
            calendar TEXT NOT NULL REFERENCES calendars (slug) DEFERRABLE INITIALLY DEFERRED,
            number INTEGER NOT NULL CHECK (number >= 1),
            at INTEGER NOT NULL,
            author TEXT NOT NULL CHECK (author != ''),
            document TEXT NOT NULL CHECK (json_valid(document)),
            PRIMARY KEY (calendar, number)
        ) STRICT;
        CREATE TABLE events (
            uid TEXT PRIMARY KEY CHECK (uid LIKE '%@%'),
            calendar TEXT NOT NULL REFERENCES calendars (slug),
            slug TEXT NOT NULL UNIQUE CHECK (slug != ''),
            number INTEGER NOT NULL CHECK (number >= 1),
            kind TEXT NOT NULL CHECK (kind IN ('meeting', 'deadline', 'exercise', 'milestone')),
            first_day TEXT CHECK (first_day IS date(first_day)),
            last_day TEXT CHECK (last_day IS date(last_day)),
            CHECK ((first_day IS NULL) = (last_day IS NULL)),
            CHECK (last_day >= first_day),
            FOREIGN KEY (uid, number) REFERENCES revisions (uid, number) DEFERRABLE INITIALLY DEFERRED
        ) STRICT;
        CREATE INDEX events_by_calendar ON events (calendar, first_day);
        CREATE INDEX events_by_day ON events (first_day, last_day);
        CREATE TABLE revisions (
            uid TEXT NOT NULL REFERENCES events (uid) DEFERRABLE INITIALLY DEFERRED,
            number INTEGER NOT NULL CHECK (number >= 1),
            sequence INTEGER NOT NULL CHECK (sequence >= 0),
            at INTEGER NOT NULL,
            author TEXT NOT NULL CHECK (author != ''),
            reason TEXT,
            document TEXT NOT NULL CHECK (json_valid(document)),
            PRIMARY KEY (uid, number)
        ) STRICT;
    """)


@migrations()
def m002_feeds(db: Database) -> None:
    """Published bytes. `edition` names what they were made with, besides the events: program and address."""
    db.executescript("""
        CREATE TABLE feeds (
            path TEXT PRIMARY KEY CHECK (path != ''),
            calendar TEXT NOT NULL REFERENCES calendars (slug),
            body BLOB NOT NULL,
            etag TEXT NOT NULL CHECK (etag LIKE '"%"'),
            changed_at INTEGER NOT NULL,
            edition TEXT NOT NULL
        ) STRICT;
    """)


@migrations()
def m003_subscribers(db: Database) -> None:
    """Who is reminded, of what lies how many days ahead, and at which hour of his day."""
    db.executescript("""
        CREATE TABLE subscribers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            email TEXT NOT NULL UNIQUE CHECK (email LIKE '%_@_%'),
            zone TEXT NOT NULL CHECK (zone != ''),
            language TEXT NOT NULL CHECK (language != ''),
            hour INTEGER NOT NULL CHECK (hour BETWEEN 0 AND 23),
            since INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE subscriber_leads (
            subscriber INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
            days INTEGER NOT NULL CHECK (days BETWEEN 0 AND 365),
            PRIMARY KEY (subscriber, days)
        ) STRICT, WITHOUT ROWID;
    """)


@migrations()
def m004_outbox(db: Database) -> None:
    """Messages, each exactly once; what each told its reader; and every step that each took."""
    db.executescript("""
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            dedupe_key TEXT NOT NULL UNIQUE CHECK (dedupe_key != ''),
            message_id TEXT NOT NULL UNIQUE CHECK (message_id LIKE '<%@%>'),
            subscriber INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
            recipient TEXT NOT NULL,
            day TEXT NOT NULL CHECK (day IS date(day)),
            state TEXT NOT NULL CHECK (state IN
                ('planned', 'claimed', 'sending', 'sent', 'retry', 'failed', 'unknown', 'expired')),
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            next_try_at INTEGER NOT NULL,
            not_after INTEGER NOT NULL,
            lease_owner TEXT,
            lease_until INTEGER,
            payload BLOB,
            sent_at INTEGER,
            detail TEXT,
            CHECK ((state IN ('claimed', 'sending')) = (lease_owner IS NOT NULL)),
            CHECK ((lease_owner IS NULL) = (lease_until IS NULL)),
            CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
            CHECK (state NOT IN ('sending', 'sent', 'unknown') OR payload IS NOT NULL)
        ) STRICT;
        CREATE INDEX outbox_to_send ON outbox (next_try_at) WHERE state IN ('planned', 'retry');
        CREATE INDEX outbox_by_subscriber ON outbox (subscriber);
        CREATE INDEX outbox_leases ON outbox (lease_until) WHERE state IN ('claimed', 'sending');
        CREATE TABLE outbox_items (
            message INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
            subscriber INTEGER NOT NULL,
            uid TEXT NOT NULL REFERENCES events (uid),
            lead INTEGER NOT NULL CHECK (lead >= 0),
            first_day TEXT NOT NULL CHECK (first_day IS date(first_day)),
            number INTEGER NOT NULL,
            UNIQUE (subscriber, uid, lead, first_day)
        ) STRICT;
        CREATE INDEX outbox_items_by_message ON outbox_items (message);
        CREATE TABLE outbox_log (
            id INTEGER PRIMARY KEY,
            message INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
            at INTEGER NOT NULL,
            from_state TEXT,
            to_state TEXT NOT NULL,
            detail TEXT
        ) STRICT;
    """)


@migrations()
def m005_simulated_clock(db: Database) -> None:
    """The clock of a demo: present only where time is simulated, and the same for every process."""
    db.executescript("""
        CREATE TABLE simulated_clock (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            starts_at INTEGER NOT NULL,
            started REAL NOT NULL,
            speed REAL NOT NULL CHECK (speed > 0)
        ) STRICT;
    """)


@migrations()
def m006_feed_tokens(db: Database) -> None:
    """Who was given the address of a private calendar. The secret in the address is not kept, only its SHA-256."""
    db.executescript("""
        CREATE TABLE feed_tokens (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            calendar TEXT NOT NULL REFERENCES calendars (slug) ON UPDATE CASCADE,
            note TEXT NOT NULL CHECK (note != ''),
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            created_at INTEGER NOT NULL,
            revoked_at INTEGER
        ) STRICT;
    """)


@migrations()
def m007_private_calendars(db: Database) -> None:
    """Which calendars are left out of everything public; the same as in the current document of each."""
    db.executescript("""
        ALTER TABLE calendars ADD COLUMN private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1));
    """)


@migrations()
def m008_renames(db: Database) -> None:
    """What bore a slug before, the last one of them. Of events, also what their revisions tell so far."""
    db.executescript("""
        CREATE TABLE renamed_calendars (
            old_slug TEXT PRIMARY KEY CHECK (old_slug != ''),
            calendar TEXT NOT NULL REFERENCES calendars (slug) ON UPDATE CASCADE
        ) STRICT;
        CREATE TABLE renamed_events (
            old_slug TEXT PRIMARY KEY CHECK (old_slug != ''),
            uid TEXT NOT NULL REFERENCES events (uid)
        ) STRICT;
        INSERT OR REPLACE INTO renamed_events (old_slug, uid)
        SELECT json_extract(document, '$.slug'), uid FROM revisions
        JOIN events USING (uid)
        WHERE json_extract(document, '$.slug') != events.slug
        ORDER BY revisions.at, uid, revisions.number;
    """)


@migrations()
def m009_pieces(db: Database) -> None:
    """What a feed is joined from: the stored bytes of each event, what it is found by, and what it mentions.

    `generation` rises with every change of a feed; an event carries the one in which its piece was last written.
    `calendars_changed_at` is when a calendar last came to be public, or ceased to be.
    """
    db.executescript("""
        CREATE TABLE generation (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            number INTEGER NOT NULL CHECK (number >= 0),
            calendars_changed_at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO generation (only, number, calendars_changed_at) VALUES (1, 0, 0);
        CREATE TABLE publications (
            calendar TEXT PRIMARY KEY REFERENCES calendars (slug) ON UPDATE CASCADE,
            changed_at INTEGER NOT NULL,
            edition TEXT NOT NULL,
            edition_at INTEGER
        ) STRICT;
        CREATE TABLE event_index (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE REFERENCES events (uid) DEFERRABLE INITIALLY DEFERRED,
            generation INTEGER NOT NULL,
            precision TEXT NOT NULL CHECK (precision IN ('dated', 'approximate', 'undated')),
            first_day TEXT CHECK (first_day IS date(first_day)),
            last_day TEXT CHECK (last_day IS date(last_day)),
            status TEXT NOT NULL CHECK (status IN ('tentative', 'confirmed', 'cancelled')),
            progress TEXT CHECK (progress IN ('open', 'done')),
            body TEXT,
            place TEXT,
            country TEXT,
            zone TEXT,
            CHECK ((precision = 'undated') = (first_day IS NULL)),
            CHECK ((first_day IS NULL) = (last_day IS NULL))
        ) STRICT;
        CREATE INDEX event_index_by_generation ON event_index (generation);
        CREATE INDEX event_index_cancelled ON event_index (last_day) WHERE status = 'cancelled';
        CREATE VIRTUAL TABLE event_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2');
        CREATE TABLE mentions (
            uid TEXT NOT NULL REFERENCES events (uid) DEFERRABLE INITIALLY DEFERRED,
            other TEXT NOT NULL,
            stands INTEGER NOT NULL CHECK (stands IN (0, 1)),
            at INTEGER NOT NULL,
            PRIMARY KEY (uid, other)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX mentions_by_other ON mentions (other);
        CREATE TABLE pieces (
            uid TEXT NOT NULL REFERENCES events (uid) DEFERRABLE INITIALLY DEFERRED,
            language TEXT NOT NULL CHECK (language != ''),
            stamp INTEGER NOT NULL,
            octets INTEGER NOT NULL,
            vevent BLOB,
            vtodo BLOB,
            people BLOB,
            venue_times BLOB,
            PRIMARY KEY (uid, language)
        ) STRICT;
        DROP TABLE feeds;
    """)


@migrations()
def m010_cards(db: Database) -> None:
    """Lists of events: numbered by day, so that a table's own order is that of time, and found by any day they last.

    A number is the day (1 is 1 January of the year 1) times 2**32, and one more for each further event of the day.
    What feeds are found by is carried over at once, so that none is ever empty; `dateline migrate` adds the cards.
    """
    db.executescript("""
        ALTER TABLE event_index RENAME TO old_index;
        ALTER TABLE event_words RENAME TO old_words;
        DROP INDEX event_index_by_generation;
        DROP INDEX event_index_cancelled;
        CREATE TABLE event_index (
            id INTEGER PRIMARY KEY,
            uid TEXT NOT NULL UNIQUE REFERENCES events (uid) DEFERRABLE INITIALLY DEFERRED,
            calendar TEXT NOT NULL REFERENCES calendars (slug) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
            slug TEXT NOT NULL,
            kind TEXT NOT NULL,
            generation INTEGER NOT NULL,
            precision TEXT NOT NULL CHECK (precision IN ('dated', 'approximate', 'undated')),
            first_day TEXT CHECK (first_day IS date(first_day)),
            last_day TEXT CHECK (last_day IS date(last_day)),
            status TEXT NOT NULL CHECK (status IN ('tentative', 'confirmed', 'cancelled')),
            progress TEXT CHECK (progress IN ('open', 'done')),
            body TEXT,
            series TEXT,
            place TEXT,
            country TEXT,
            zone TEXT,
            CHECK ((precision = 'undated') = (first_day IS NULL)),
            CHECK ((first_day IS NULL) = (last_day IS NULL))
        ) STRICT;
        CREATE INDEX event_index_by_generation ON event_index (generation);
        CREATE INDEX event_index_cancelled ON event_index (last_day) WHERE status = 'cancelled';
        CREATE INDEX event_index_by_calendar ON event_index (calendar);
        CREATE INDEX event_index_by_body ON event_index (body) WHERE body IS NOT NULL;
        CREATE INDEX event_index_by_series ON event_index (calendar, series) WHERE series IS NOT NULL;
        CREATE INDEX event_index_by_country ON event_index (calendar, country) WHERE country IS NOT NULL;
        CREATE INDEX event_index_by_place ON event_index (calendar, place) WHERE place IS NOT NULL;
        CREATE INDEX event_index_instructions ON event_index (progress, last_day) WHERE progress IS NOT NULL;
        CREATE VIRTUAL TABLE event_words
            USING fts5 (words, facets, tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2 3');
        CREATE VIRTUAL TABLE event_vocabulary USING fts5vocab (event_words, instance);
        CREATE VIRTUAL TABLE event_days USING rtree_i32 (id, first_day, last_day);
        CREATE TABLE cards (
            id INTEGER PRIMARY KEY REFERENCES event_index (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            document TEXT NOT NULL CHECK (json_valid(document))
        ) STRICT;
        INSERT INTO event_index
        SELECT
            coalesce(CAST(julianday(old.first_day) - 1721424.5 AS INTEGER), 0) * 4294967296
                + row_number() OVER (PARTITION BY old.first_day ORDER BY old.id) - 1,
            uid, events.calendar, events.slug, events.kind, generation, precision, old.first_day, old.last_day,
            status, progress, body, NULL, place, country, zone
        FROM old_index AS old JOIN events USING (uid);
        INSERT INTO event_words (rowid, words)
        SELECT event_index.id, words FROM old_words
        JOIN old_index ON old_index.id = old_words.rowid
        JOIN event_index USING (uid);
        INSERT INTO event_days (id, first_day, last_day)
        SELECT id, julianday(first_day) - 1721424.5, julianday(last_day) - 1721424.5 FROM event_index
        WHERE first_day IS NOT NULL;
        DROP TABLE old_words;
        DROP TABLE old_index;
        CREATE INDEX revisions_by_instant ON revisions (at, uid, number);
        CREATE INDEX calendar_revisions_private ON calendar_revisions (calendar, number)
            WHERE document ->> '$.private';
    """)
