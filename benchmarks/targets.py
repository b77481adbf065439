"""What Dateline is meant to reach, one worker beside one worker."""

AT_EVENTS = 1000  # where the targets of rates hold
RATES = {
    ("nginx", "200 plain"): 0.8,
    ("nginx", "200 gzip"): 0.55,
    ("nginx", "304"): 0.38,
    ("Radicale", "200 plain"): 400,
    ("Radicale", "200 gzip"): 400,
    ("Radicale", "304"): 400,
    ("Flask, gunicorn", "304"): 12,
}
EDITS_AT_EVENTS = 10_000
SOONER_THAN_RADICALE = 70  # times
LOADING = 3  # times what icalendar needs to serialise; at most
FIRST_BUILD = 5  # times as fast as icalendar
RESIDENT_OCTETS = 150 * 10**6  # of a web process with ten feeds of 10,000 events; at most
BESIDE_BARE = 2.5  # times what bare SQL and a bare template need for the same 60 of 1,000,000 events; at most
GROWTH = 1.3  # times what a page needs with 1,000 events, with 1,000,000; at most
SENDING_TO_POSTFIX = 0.7  # of what smtp-source sends in the same time; at least
SENDING_TO_SMTP_SINK = 0.4
SENDING_BESIDE_SMTPLIB = 10  # times a loop over EmailMessage and smtplib; at least
PLANNING_OCTETS = 500 * 10**6  # for a day of 100,000 readers and 10,000 events; at most
