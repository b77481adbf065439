"""The schema, as the list of steps that made it. Append only: a step that has landed never changes."""

import hashlib
import json

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


@migrations()
def m011_wishes_and_letters(db: Database) -> None:
    """Readers choose which events and may pause; what a mail tells, and its bytes, are kept once for all who get it.

    A wish is a JSON text in one form, so that equal ones are one row. `plan_at` is when a reader is looked at next,
    `planned_until` the instant until which all that fell due for him has been planned: NULL where everything has to
    be looked at. What a mail tells (`tellings`) and how it is written (`letters`) never change: another telling or
    letter is another row. The database itself writes `outbox_log`, and lets nobody change it.
    """
    db.executescript("""
        CREATE TABLE wishes (
            id INTEGER PRIMARY KEY,
            document TEXT NOT NULL UNIQUE CHECK (json_valid(document))
        ) STRICT;
        CREATE TABLE tellings (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
        ) STRICT;
        CREATE TABLE telling_items (
            telling INTEGER NOT NULL REFERENCES tellings (id),
            uid TEXT NOT NULL REFERENCES events (uid),
            first_day TEXT CHECK (first_day IS date(first_day)),
            occasion TEXT NOT NULL CHECK (occasion IN ('ahead', 'running', 'overdue', 'changed')),
            number INTEGER NOT NULL CHECK (number >= 0),
            revision INTEGER NOT NULL CHECK (revision >= 1),
            CHECK (first_day IS NOT NULL OR occasion = 'changed'),
            UNIQUE (telling, uid, first_day, occasion, number)
        ) STRICT;
        CREATE INDEX telling_items_by_event ON telling_items (uid);
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            frame BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER letters_stay BEFORE UPDATE ON letters
            BEGIN SELECT RAISE(ABORT, 'the bytes of a letter never change'); END;

        ALTER TABLE subscribers RENAME TO old_subscribers;
        ALTER TABLE outbox RENAME TO old_outbox;
        ALTER TABLE outbox_items RENAME TO old_items;
        ALTER TABLE outbox_log RENAME TO old_log;
        DROP INDEX outbox_to_send;
        DROP INDEX outbox_by_subscriber;
        CREATE TABLE subscribers (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            email TEXT NOT NULL UNIQUE CHECK (email LIKE '%_@_%'),
            wish INTEGER NOT NULL REFERENCES wishes (id),
            secret BLOB NOT NULL CHECK (length(secret) = 16),
            since INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('unconfirmed', 'active', 'paused', 'suspended')),
            confirm_by INTEGER,
            paused_until TEXT CHECK (paused_until IS date(paused_until)),
            reason TEXT,
            planned_until INTEGER,
            plan_at INTEGER,
            consent TEXT NOT NULL CHECK (json_valid(consent)),
            CHECK ((state = 'unconfirmed') = (confirm_by IS NOT NULL)),
            CHECK ((state = 'paused') = (paused_until IS NOT NULL)),
            CHECK ((state = 'suspended') = (reason IS NOT NULL)),
            CHECK ((state IN ('active', 'paused')) = (plan_at IS NOT NULL))
        ) STRICT;
        CREATE INDEX subscribers_to_plan ON subscribers (plan_at, wish, planned_until) WHERE plan_at IS NOT NULL;
        CREATE INDEX subscribers_by_wish ON subscribers (wish);
        CREATE INDEX subscribers_to_confirm ON subscribers (confirm_by) WHERE confirm_by IS NOT NULL;
        CREATE TABLE address_faults (
            subscriber INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
            day TEXT NOT NULL CHECK (day IS date(day)),
            half_points INTEGER NOT NULL CHECK (half_points > 0),
            said TEXT NOT NULL,
            bounced INTEGER NOT NULL CHECK (bounced IN (0, 1)),
            PRIMARY KEY (subscriber, day)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sign_ups (
            id INTEGER PRIMARY KEY,
            asker BLOB NOT NULL CHECK (length(asker) = 32),
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX sign_ups_by_asker ON sign_ups (asker, at);
        CREATE INDEX sign_ups_by_instant ON sign_ups (at);
        CREATE TABLE notices (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            changes_until INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE senders (
            owner TEXT PRIMARY KEY CHECK (owner != ''),
            until INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            dedupe_key TEXT NOT NULL UNIQUE CHECK (dedupe_key != ''),
            message_id TEXT NOT NULL UNIQUE CHECK (message_id LIKE '<%@%>'),
            mailing TEXT NOT NULL CHECK (mailing IN ('digest', 'notice', 'confirmation', 'link')),
            subscriber INTEGER REFERENCES subscribers (id) ON DELETE SET NULL,
            recipient TEXT NOT NULL,
            slot TEXT NOT NULL CHECK (slot != ''),
            telling INTEGER REFERENCES tellings (id),
            state TEXT NOT NULL CHECK (state IN ('planned', 'claimed', 'sending', 'sent', 'bounced', 'retry',
                'failed', 'unknown', 'held', 'cancelled', 'superseded', 'expired')),
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            due_at INTEGER NOT NULL,
            next_try_at INTEGER NOT NULL,
            not_after INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            owner TEXT REFERENCES senders (owner),
            letter INTEGER REFERENCES letters (id),
            own TEXT CHECK (own IS NULL OR json_valid(own)),
            sending_at INTEGER,
            sent_at INTEGER,
            superseded_by INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
            detail TEXT,
            CHECK ((telling IS NOT NULL) = (mailing IN ('digest', 'notice'))),
            CHECK ((letter IS NULL) = (own IS NULL) OR subscriber IS NULL),
            CHECK ((state IN ('claimed', 'sending')) = (owner IS NOT NULL)),
            CHECK ((state IN ('sent', 'bounced')) = (sent_at IS NOT NULL)),
            CHECK (state NOT IN ('sending', 'sent', 'unknown', 'bounced')
                OR (letter IS NOT NULL AND sending_at IS NOT NULL)),
            CHECK (subscriber IS NOT NULL
                OR state NOT IN ('planned', 'claimed', 'sending', 'retry', 'unknown', 'held')),
            CHECK (subscriber IS NOT NULL OR (recipient = '' AND own IS NULL)),
            CHECK (superseded_by IS NULL OR state = 'superseded')
        ) STRICT;
        CREATE INDEX outbox_to_send ON outbox (next_try_at, not_after) WHERE state IN ('planned', 'retry');
        CREATE INDEX outbox_troubled ON outbox (state, changed_at)
            WHERE state IN ('failed', 'held', 'unknown', 'bounced', 'expired');
        CREATE INDEX outbox_by_subscriber ON outbox (subscriber, id);
        CREATE INDEX outbox_by_telling ON outbox (telling);
        CREATE INDEX outbox_by_owner ON outbox (owner) WHERE owner IS NOT NULL;
        CREATE INDEX outbox_unknown ON outbox (next_try_at) WHERE state = 'unknown';
        CREATE TABLE outbox_steps (
            from_state TEXT NOT NULL,
            to_state TEXT NOT NULL,
            PRIMARY KEY (from_state, to_state)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO outbox_steps (from_state, to_state) VALUES
            ('planned', 'claimed'), ('planned', 'cancelled'), ('planned', 'superseded'), ('planned', 'expired'),
            ('planned', 'held'),
            ('claimed', 'sending'), ('claimed', 'retry'), ('claimed', 'failed'), ('claimed', 'cancelled'),
            ('claimed', 'expired'),
            ('sending', 'sent'), ('sending', 'retry'), ('sending', 'failed'), ('sending', 'unknown'),
            ('retry', 'claimed'), ('retry', 'cancelled'), ('retry', 'superseded'), ('retry', 'expired'),
            ('retry', 'held'), ('retry', 'sent'),
            ('unknown', 'sent'), ('unknown', 'retry'), ('unknown', 'held'), ('unknown', 'cancelled'),
            ('unknown', 'expired'),
            ('held', 'sent'), ('held', 'retry'), ('held', 'cancelled'), ('held', 'expired'),
            ('failed', 'retry'), ('failed', 'cancelled'),
            ('sent', 'bounced');
        CREATE TABLE outbox_log (
            id INTEGER PRIMARY KEY,
            message INTEGER NOT NULL REFERENCES outbox (id),
            at INTEGER NOT NULL,
            from_state TEXT,
            to_state TEXT NOT NULL,
            detail TEXT,
            FOREIGN KEY (from_state, to_state) REFERENCES outbox_steps (from_state, to_state)
        ) STRICT;
        CREATE INDEX outbox_log_by_message ON outbox_log (message);
    """)
    _carry_over_readers(db)
    _carry_over_messages(db)
    db.executescript("""
        DROP TABLE old_log;
        DROP TABLE old_items;
        DROP TABLE old_outbox;
        DROP TABLE subscriber_leads;
        DROP TABLE old_subscribers;
        CREATE TRIGGER outbox_begins AFTER INSERT ON outbox BEGIN
            INSERT INTO outbox_log (message, at, from_state, to_state, detail)
            VALUES (NEW.id, NEW.changed_at, NULL, NEW.state, NEW.detail);
        END;
        CREATE TRIGGER outbox_goes_on AFTER UPDATE OF state ON outbox BEGIN
            INSERT INTO outbox_log (message, at, from_state, to_state, detail)
            VALUES (NEW.id, NEW.changed_at, OLD.state, NEW.state, NEW.detail);
        END;
        CREATE TRIGGER outbox_bytes_stay BEFORE UPDATE OF letter, own ON outbox
            WHEN OLD.letter IS NOT NULL AND NEW.subscriber IS NOT NULL
                AND (NEW.letter IS NOT OLD.letter OR NEW.own IS NOT OLD.own)
            BEGIN SELECT RAISE(ABORT, 'the bytes of a message never change'); END;
        CREATE TRIGGER outbox_log_stays BEFORE UPDATE ON outbox_log
            BEGIN SELECT RAISE(ABORT, 'what happened to a message stays as it was logged'); END;
        CREATE TRIGGER outbox_log_is_kept BEFORE DELETE ON outbox_log
            BEGIN SELECT RAISE(ABORT, 'what happened to a message stays in the log'); END;
    """)


def _carry_over_readers(db: Database) -> None:
    """Everything is looked at anew for each reader; what his messages told is not told again."""
    rows = db.execute("""
        SELECT id, email, zone, language, hour, since,
            (SELECT json_group_array(days) FROM subscriber_leads WHERE subscriber = id)
        FROM old_subscribers
    """).fetchall()
    for id, email, zone, language, hour, since, leads in rows:
        wish = {
            "changes": True,
            "filter": {},
            "hour": hour,
            "language": language,
            "leads": sorted(json.loads(leads), reverse=True),
            "overdue": False,
            "running": False,
            "zone": zone,
        }
        document = json.dumps(wish, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        db.execute("INSERT INTO wishes (document) VALUES (?) ON CONFLICT DO NOTHING", [document])
        db.execute(
            """
            INSERT INTO subscribers (id, email, wish, secret, since, state, plan_at, consent)
            SELECT ?, ?, id, randomblob(16), ?, 'active', ?, '{"by":"the operator"}' FROM wishes WHERE document = ?
            """,
            [id, email, since, since, document],
        )
    # A number that was ever given is never given again, not even that of a reader who has left.
    db.execute("DELETE FROM sqlite_sequence WHERE name = 'subscribers'")
    db.execute("""
        INSERT INTO sqlite_sequence (name, seq) SELECT 'subscribers', seq FROM sqlite_sequence
        WHERE name = 'old_subscribers'
    """)


def _carry_over_messages(db: Database) -> None:
    for id, subscriber, payload in db.execute("SELECT id, subscriber, payload FROM old_outbox ORDER BY id"):
        items = db.execute(
            "SELECT uid, first_day, lead, number FROM old_items WHERE message = ? ORDER BY 2, 1, 3", [id]
        ).fetchall()
        telling = hashlib.sha256(f"{id}|{subscriber}".encode()).digest()  # of this message alone
        db.execute("INSERT INTO tellings (hash) VALUES (?)", [telling])
        for item in items:
            db.execute(
                """
                INSERT INTO telling_items (telling, uid, first_day, occasion, number, revision)
                SELECT id, ?, ?, 'ahead', ?, ? FROM tellings WHERE hash = ?
                """,
                [*item, telling],
            )
        letter = hashlib.sha256(payload).digest() if payload else None
        if letter:
            db.execute("INSERT INTO letters (hash, frame) VALUES (?, ?) ON CONFLICT DO NOTHING", [letter, payload])
        db.execute(
            """
            INSERT INTO senders (owner, until)
            SELECT lease_owner, lease_until FROM old_outbox WHERE id = ? AND lease_owner IS NOT NULL
            ON CONFLICT DO NOTHING
            """,
            [id],
        )
        db.execute(
            """
            INSERT INTO outbox (id, dedupe_key, message_id, mailing, subscriber, recipient, slot, telling, state,
                attempts, due_at, next_try_at, not_after, changed_at, owner, letter, own, sending_at, sent_at, detail)
            SELECT old.id, dedupe_key, message_id, 'digest', subscriber, recipient, day, tellings.id, state, attempts,
                next_try_at, next_try_at, not_after, next_try_at, lease_owner, letters.id,
                iif(letters.id IS NULL, NULL, '{}'),
                iif(state IN ('sending', 'sent', 'unknown'), coalesce(sent_at, next_try_at), NULL), sent_at, detail
            FROM old_outbox AS old
            JOIN tellings ON tellings.hash = ?
            LEFT JOIN letters ON letters.hash = ?
            WHERE old.id = ?
            """,
            [telling, letter, id],
        )
    db.execute("""
        INSERT INTO outbox_log (id, message, at, from_state, to_state, detail)
        SELECT id, message, at, from_state, to_state, detail FROM old_log ORDER BY id
    """)
