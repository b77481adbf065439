"""Senders that are killed and stopped at random while they send, and what must be true all the same."""
