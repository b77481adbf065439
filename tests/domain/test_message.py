"""A mail has its name before it is written: it follows from what the mail is for, not from what it tells."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.message import Mailing, Plan
from service.domain.telling import Ahead, Telling, Told

NOW = datetime(2021, 9, 2, 5, tzinfo=UTC)


def a_plan(**other: Any) -> Plan:
    made_up: dict[str, Any] = dict(
        mailing=Mailing.DIGEST,
        subscriber=7,
        recipient="anna@example.org",
        slot="2021-09-02",
        due_at=NOW,
        not_after=NOW + timedelta(days=1),
    )
    return Plan(**made_up | other)


plans = st.builds(a_plan, mailing=st.sampled_from(Mailing), subscriber=st.integers(1, 99), slot=st.sampled_from("ab"))


def test_a_mail_is_named_by_its_kind_its_reader_and_his_slot() -> None:
    assert a_plan().dedupe_key == "digest|7|2021-09-02"
    assert a_plan(mailing=Mailing.NOTICE, slot="2021-09-02T09:15").dedupe_key == "notice|7|2021-09-02T09:15"


@given(one=plans, other=plans)
def test_two_mails_share_a_name_only_where_all_three_are_equal(one: Plan, other: Plan) -> None:
    same = (one.mailing, one.subscriber, one.slot) == (other.mailing, other.subscriber, other.slot)
    assert (one.dedupe_key == other.dedupe_key) is same
    assert (one.message_id("example.org") == other.message_id("example.org")) is same


def test_what_it_tells_when_and_to_which_address_changes_nothing() -> None:
    told = (Telling(Told("meeting@club", date(2021, 9, 16), Ahead(14)), 1),)
    other = a_plan(tellings=told, due_at=NOW - timedelta(hours=1), recipient="anna@example.com")
    assert other.dedupe_key == a_plan().dedupe_key
    assert other.message_id("example.org") == a_plan().message_id("example.org")


def test_a_message_id_is_a_token_at_the_domain_of_the_sender() -> None:
    assert re.fullmatch(r"<[0-9a-f]{26}@dates\.example\.org>", a_plan().message_id("dates.example.org"))


def test_two_installations_never_share_a_message_id() -> None:
    tokens = {a_plan().message_id(domain).partition("@")[0] for domain in ("example.org", "example.com")}
    assert len(tokens) == 2


@pytest.mark.parametrize("zone", [None, timezone(timedelta(0), "GMT"), timezone(timedelta(hours=1))])
@pytest.mark.parametrize("field", ["due_at", "not_after"])
def test_an_instant_in_another_zone_is_a_programming_mistake(field: str, zone: timezone | None) -> None:
    with pytest.raises(ValueError, match="^due_at and not_after are kept in UTC$"):
        a_plan(**{field: NOW.replace(tzinfo=zone)})
