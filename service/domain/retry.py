"""How long to wait before another try: longer each time, and not for all at the same instant."""

import hashlib
from datetime import timedelta

FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=4)
JITTER = 0.25  # a quarter more or less, so that what failed together does not come back together


def retry_after(attempts: int, message_id: str) -> timedelta:
    """Twice as long after each of so many attempts, up to a limit; the same for the same message and attempt."""
    grown = min(FIRST_RETRY * (1 << min(attempts - 1, 16)), LONGEST_RETRY)
    octets = hashlib.sha256(f"{message_id}|{attempts}".encode()).digest()
    spread = int.from_bytes(octets[:4], "big") / 2**32  # from 0 to 1
    return grown * (1 + JITTER * (2 * spread - 1))
