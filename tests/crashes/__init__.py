"""Senders that are killed and stopped at random moments while they send, and what must be true all the same.

`python -m tests.crashes` is the long form; `test_crashes` the short one.

trial     interrupts the senders (`company`, `sender`) in a `scene`: a database with mails that are due, and a relay
sink      that relay, a process of its own: it speaks SMTP (`session`), keeps `books` of all that it takes before it
          answers for it, and goes wrong now and then (`faults`)
findings  what is in the outbox and in the books in the end, and what of it must not be
"""
