"""Measuring Dateline beside others, on the machine at hand: `benchmarks.feeds`, `.agenda` and `.sending` do it.

calendars   makes calendar files of any size
servers     starts and stops a web server; ours and peers say which
asking      asks for an address as a client does; wrk asks as fast as it can
rates       requests per second, in adjacent slices of a second
edits       how soon an edit is seen
building    loading and first building, beside icalendar
memory      what a web process takes
growth      the same from 100 to 100,000 events
multitudes  makes databases with up to 1,000,000 events
pages       asks the web application for a page, in this process
bare        shows the same events with bare SQL and a bare template
sending_…   relays and readers for the digests, and the obvious way to send them
pairs       the arithmetic; tables the output
"""
