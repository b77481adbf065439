"""Dateline keeps every date that an organisation has committed itself to, and says where it was said.

The map. Every room imports only from rooms below it; `tests/test_architecture.py` holds that.

    cli/           thin commands: `dateline …`; one group a file
    demo           all of it on a simulated clock
    serving        the web and the scheduler together; where mails go to, and by which rules
    scheduler      APScheduler: says "look again"            replay    the same look over simulated time
    watchdog       notices that the timer stalls or the clock jumps
    web/           the views, the feeds, the readers' own pages and the mailbox; one blueprint a file, and a layer in
                   front for the feeds
    timeline       what was sent, in lines                   arguments what is typed, as values
    operations/    one use case a module: importing editing publishing feeding; subscribing managing forgetting;
                   reminding noticing writing sending reconciling bouncing, and ticking, which does them in turn
    catalogue/     calendars/*.toml to values                storage/  the only SQL
    rendering/     values to bytes and text                  delivery/ bytes to the world: SMTP, a mailbox; and what
                                                                       comes back: the relay's log, bounces
    domain/        what Dateline knows and decides: pure, no I/O, no clock

Beside them: `clock` (the only reader of the wall clock), `config` (settings from the environment),
`resources` (where `calendars/` and `templates/` are).

How a feed comes about: `publishing` writes the bytes of each event, its piece, whenever the event or what
stands around it changes (`neighbourhood`); `feed_paths` and `feed_addresses` say what an address asks for;
`composing` joins the pieces under a header (`joining`) or makes another format (`feed_formats`); `feeding`
keeps the result in memory; `web/feed_layer` answers with it as long as the database has not changed.

How a page comes about: every event has a card (`domain/card`), which `storage/listing` reads in the order of time
from an index numbered by day; a view (`web/month`, `web/agenda`, …) asks for the cards of its stretch and its
filter, lays them out with a pure function (`domain/grid`, `domain/chart`), and `web/answers` makes a page of them,
a programme on paper, or data. `web/here` knows the address of each view with its filter, `web/reader` what the
reader chose for all of them.

How a mail comes about: a reader's `domain/wish` says what he is to be told, and many may share one. `reminding` finds
what has fallen due for him (`domain/reminder`) and was not told, `noticing` what is no longer as he was told; either
becomes a row in the outbox with what it tells (`domain/telling`). `sending` claims rows, has `writing` make one letter
for all who are told the same (`domain/letter`), with gaps for what is each reader's own, and keeps their bytes. Then it
hands them to a carrier (`domain/delivery`), whose `delivery/smtp` speaks over several connections at once. The database
itself allows no step but those of `storage/outbox`, and logs each; who works on a row holds a lease. What a crash left
in doubt, `reconciling` looks up with the relay. `storage/migrations`, m011, has the tables.

How a reader comes and goes: `subscribing` asks whether it was he, `recognising` knows him by the token in his links
(`domain/token`: nothing of it is stored), `managing` changes what he is told, `forgetting` leaves nothing of him.

Five ideas decide everything. Time is an argument. The timer only says "look again": data and `now`
say what is due. Decide purely, act briefly. Published bytes are stored. Every fact has a source,
every change a revision.
"""
