"""Bytes to the world: an SMTP relay, or a mailbox that keeps them."""
