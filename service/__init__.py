"""Dateline keeps every date that an organisation has committed itself to, and says where it was said.

The map. Every room imports only from rooms below it; `tests/test_architecture.py` holds that.

    cli            thin commands: `dateline …`
    serving        the web and the scheduler together        demo      the same, on a simulated clock
    timeline       what was sent, in lines                   arguments what is typed, as values
    scheduler      APScheduler: says "look again"            replay    the same look over simulated time
    web/           the views, the feeds and the mailbox; one blueprint a file, and a layer in front for the feeds
    operations/    one use case a module: importing editing publishing feeding reminding sending ticking subscribing
    catalogue/     calendars/*.toml to values                storage/  the only SQL
    rendering/     values to bytes and text                  delivery/ bytes to the world: SMTP, a mailbox
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

Five ideas decide everything. Time is an argument. The timer only says "look again": data and `now`
say what is due. Decide purely, act briefly. Published bytes are stored. Every fact has a source,
every change a revision.
"""
