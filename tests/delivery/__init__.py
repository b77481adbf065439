"""Bytes to the world: a real SMTP server on the loopback, and a real folder."""
