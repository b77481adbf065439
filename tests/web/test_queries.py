"""How often a page asks the database does not depend on how much it shows."""

import re
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.config import settings_from
from service.domain.event import AnyEvent, Deadline, Exercise, Meeting, Milestone, Venue
from service.domain.text import Text
from service.domain.timespan import Approximate, WholeDays
from service.operations.importing import load
from service.storage.database import migrate, open_database
from service.web import create_app
from service.web.asking import database
from tests.conftest import NOW
from tests.examples import a_file, hours
from tests.web.conftest import stop_the_clock

# What FTS5 and the R*Tree ask of their own tables is traced, too; that depends on how these have grown.
_WITHIN_AN_INDEX = re.compile(r"^--|_node'")
VIEWS = (
    "/",
    "/?q=meeting",
    "/?since=2021-09-01&until=2021-09-30",
    "/month/2021-09",
    "/month/2021-09?q=order&kind=deadline",
    "/week/2021-W36",
    "/year/2021",
    "/timeline",
    "/deadlines",
    "/changes",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("queries")


@pytest.fixture(scope="module")
def few(folder: Path) -> Path:
    return a_database(folder / "few.sqlite3", of_each_kind=1)


@pytest.fixture(scope="module")
def many(folder: Path) -> Path:
    return a_database(folder / "many.sqlite3", of_each_kind=15)


@pytest.mark.parametrize("address", VIEWS)
def test_sixty_events_are_asked_for_as_often_as_one_of_each_kind(few: Path, many: Path, address: str) -> None:
    of_few, of_many = asked(few, address), asked(many, address)
    assert len(of_many) == len(of_few), "\n".join(of_many)


@pytest.mark.parametrize("address", VIEWS)
def test_no_page_is_kept_whole(few: Path, address: str) -> None:
    assert any(" revisions" in each or " event_index" in each for each in asked(few, address))


def a_database(path: Path, *, of_each_kind: int) -> Path:
    """With so many events of each kind, all in one week; there is a place, a body or a meeting to look up for each."""
    migrate(path)
    events = [event for number in range(of_each_kind) for event in _one_of_each_kind(number)]
    with closing(open_database(path)) as db:
        stop_the_clock(db, NOW)
        load(db, [a_file(*events)], settings_from(_environment(path), web=True).site, NOW)
    return path


def asked(path: Path, address: str) -> list[str]:
    """What the application asks of the database for a page that it has shown before."""
    app = create_app(settings_from(_environment(path), web=True))
    statements: list[str] = []
    app.before_request(lambda: database().conn.set_trace_callback(statements.append))
    client = app.test_client()
    for _ in range(2):
        statements.clear()
        answer = client.get(address)
        assert answer.status_code == 200
    return [each for each in statements if not _WITHIN_AN_INDEX.search(each)]


def _environment(path: Path) -> dict[str, str]:
    return {
        "DATELINE_DATABASE": str(path),
        "DATELINE_BASE_URL": "https://dates.example.org",
        "DATELINE_SECRET_KEY": "a secret of sixteen letters and more",
    }


def _one_of_each_kind(number: int) -> list[AnyEvent]:
    day = date(2021, 9, 6) + timedelta(days=number % 5)
    meeting, order, drill, plan = (_named(f"{name}-{number}") for name in ("meeting", "order", "drill", "plan"))
    hall = Venue(name=Text(f"Hall {number}"), country="AT")
    return [
        Meeting(span=hours(f"{day} 09:00", f"{day} 10:00"), place=hall, body=f"body-{number}", **meeting),
        Deadline(span=WholeDays(day, day), given_at=meeting["uid"], due_at=meeting["uid"], **order),
        Exercise(span=WholeDays(day, day + timedelta(days=2)), **drill),
        Milestone(span=Approximate("2021-09"), **plan),
    ]


def _named(slug: str) -> dict[str, Any]:
    return {"uid": f"{slug}@club", "slug": slug, "summary": Text(slug.replace("-", " "))}
