"""Whatever a file holds, it is read or refused in sentences: each of one line, each naming the file."""

import random
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from service.catalogue.calendar_file import read
from service.domain.errors import DatelineError
from service.resources import folder

CSTO = (folder("calendars") / "csto.toml").read_bytes()
FIELDS = re.findall(
    r"\S+",
    """
    calendar organisation source body membership series event participant chair_decision ru en uid slug kind summary
    name description status first_day last_day start end zone approximate undated location country conference link url
    session categories topics outcomes given_at due_at done_on role office certainty id publication title date
    date_certainty note supports says language color example since until chair_rule
    """,
)
VALUES = re.findall(
    r"\S+",
    """
    meeting deadline video telephone host-of-regular-session confirmed reported UTC Europe/Vienna Mars en TJ tea@club
    s1 1992 1999-04 https://example.org https://[ summary first_day
    """,
)

in_one_folder = settings(deadline=None, max_examples=70, suppress_health_check=[HealthCheck.function_scoped_fixture])


def problems_with(path: Path) -> list[str]:
    """What is wrong with how the file is refused; nothing where it is read, or refused well."""
    try:
        read(path)
    except DatelineError as error:
        sentences = str(error).split("\n")
        return [each for each in sentences if not each.isprintable() or not each.startswith(f"{path}: ")]
    return []


def damaged(content: bytes, seed: int) -> bytes:
    """The file with a few random lines or bytes lost, doubled, swapped or changed."""
    chance = random.Random(seed)
    lines = content.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                del lines[at : at + chance.randint(1, 5)]
            case 1:
                lines.insert(at, lines[other])
            case 2:
                key, equals, _ = lines[at].partition(b"=")
                lines[at] = key + equals + lines[other].partition(b"=")[2] if equals else lines[at]
            case _:
                place = chance.randrange(max(len(lines[at]), 1))
                lines[at] = lines[at][:place] + bytes([chance.randrange(256)]) + lines[at][place + 1 :]
    return b"".join(lines)


def as_toml(value: Any) -> str:
    """A value as TOML writes it in one line."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + "".join(f"\\U{ord(sign):08X}" for sign in value) + '"'
        case datetime() | date():
            return value.isoformat()
        case list():
            return "[" + ", ".join(map(as_toml, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{as_toml(key)} = {as_toml(each)}" for key, each in value.items()) + "}"
        case _:
            return str(value)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
scalars = st.one_of(
    st.sampled_from(VALUES),
    texts,
    st.booleans(),
    st.integers(-5, 2**70),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
)
keys = st.sampled_from(FIELDS) | texts
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=20,
)
calendars = st.fixed_dictionaries(
    {"zone": st.sampled_from(("UTC", "Mars"))}, optional={"name": anything, "slug": scalars}
)
tables = st.lists(st.dictionaries(st.sampled_from(FIELDS), anything, max_size=12), max_size=3)
files = st.fixed_dictionaries(
    {"calendar": calendars | anything},
    optional=dict.fromkeys(("event", "source", "body", "membership", "series", "organisation"), tables | anything),
)


@in_one_folder
@given(st.integers(0, 10**9))
def test_a_damaged_file_is_read_or_refused_in_sentences(tmp_path: Path, seed: int) -> None:
    (tmp_path / "damaged.toml").write_bytes(damaged(CSTO, seed))
    assert problems_with(tmp_path / "damaged.toml") == []


@in_one_folder
@given(files)
@example({"calendar": {"\x1b\n": "\u2028"}, "event": [{"uid": "\0" * 999, "start": datetime.min, "end": datetime.max}]})  # noqa: DTZ901
@example({"calendar": {}, "event": [{"start": datetime.max, "end": datetime.max, "zone": "America/New_York"}]})  # noqa: DTZ901
@example({"calendar": {}, "membership": [{"since": date.max, "until": date.min}], "organisation": {"name": "A"}})
def test_tables_of_anything_are_read_or_refused_in_sentences(tmp_path: Path, file: dict[str, Any]) -> None:
    text = "\n".join(f"{as_toml(key)} = {as_toml(value)}" for key, value in file.items())
    (tmp_path / "anything.toml").write_text(text, encoding="utf-8")
    assert problems_with(tmp_path / "anything.toml") == []


@in_one_folder
@given(st.binary(max_size=200) | texts.map(str.encode))
def test_bytes_of_anything_are_refused_in_sentences(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bytes.toml").write_bytes(content)
    assert problems_with(tmp_path / "bytes.toml") == []
