"""A feed that is compressed again after a change is the feed, and does not depend on what it was before."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from service.rendering.compressing import compressed
from service.rendering.joined import Joined, join

HEADER = b"BEGIN:VCALENDAR\r\n"
numbers = st.sets(st.integers(0, 3000), max_size=40)


def feed_of(changed: set[int], *, count: int = 1500) -> Joined:
    """Enough events to be several parts; those in `changed` are other ones."""
    return join(HEADER, [(f"{n:05}", f"event {n} {n in changed}\r\n".encode()) for n in range(count)])


@given(before=numbers, now=numbers, count=st.integers(0, 1500))
def test_what_is_compressed_again_is_what_is_compressed_anew(before: set[int], now: set[int], count: int) -> None:
    feed = feed_of(now, count=count)
    again = compressed(feed, compressed(feed_of(before)))
    assert again == compressed(feed)
    assert gzip.decompress(again.body) == feed.body


def test_a_change_of_one_event_leaves_all_other_parts_as_they_are() -> None:
    before, now = compressed(feed_of(set())), compressed(feed_of({700}))
    assert len(before.parts) > 3
    assert len(set(now.parts) - set(before.parts)) in (1, 2)  # two where the event is the last of its part


def test_it_is_hardly_larger_than_in_one_piece() -> None:
    feed = feed_of(set())
    whole = gzip.compress(feed.body, compresslevel=6, mtime=0)
    assert len(compressed(feed).body) < 1.2 * len(whole)


def test_a_feed_without_events_is_one_part() -> None:
    feed = join(HEADER, [])
    assert (len(compressed(feed).parts), gzip.decompress(compressed(feed).body)) == (1, feed.body)
