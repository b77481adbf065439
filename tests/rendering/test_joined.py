"""Pieces that are joined again after a change are those that are joined anew."""

from hypothesis import given
from hypothesis import strategies as st

from service.rendering import ical
from service.rendering.joined import Joined, join, join_again

pieces = st.dictionaries(st.sampled_from("abcdefghij"), st.binary(min_size=1, max_size=6))
headers = st.sampled_from((b"one\r\n", b"another\r\n", b""))


def joined(header: bytes, of: dict[str, bytes]) -> Joined:
    return join(header, sorted(of.items()))


@given(before=pieces, now=pieces, old=headers, new=headers)
def test_joining_what_changed_is_joining_all(
    before: dict[str, bytes], now: dict[str, bytes], old: bytes, new: bytes
) -> None:
    changed = {uid for uid in {*before, *now} if before.get(uid) != now.get(uid)}
    kept = {uid: piece for uid, piece in now.items() if uid in changed}
    again = join_again(new, joined(old, before), changed, kept)
    assert again == joined(new, now)
    assert again.body == new + (b"".join(now[uid] for uid in sorted(now)) or ical.NOTHING) + ical.TRAILER


@given(before=pieces, now=pieces, old=headers, new=headers)
def test_a_digest_stands_for_the_header_and_the_pieces(
    before: dict[str, bytes], now: dict[str, bytes], old: bytes, new: bytes
) -> None:
    one, other = ([header, *(of[uid] for uid in sorted(of))] for header, of in ((old, before), (new, now)))
    assert (joined(old, before).digest == joined(new, now).digest) == (one == other)
