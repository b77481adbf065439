"""Bytes to the world: an SMTP relay, or a mailbox that keeps them; and what comes back: its log, and bounces."""
