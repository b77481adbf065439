"""The OpenAPI description is valid, complete and true: of the addresses, what they are asked, what they answer."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import example as such_as
from hypothesis import given
from hypothesis import strategies as st
from openapi_spec_validator import validate

from service.config import Settings
from service.domain.errors import InvalidValue
from service.domain.selection import Selection
from service.operations.feed_addresses import FILTERS, PARAMETERS, asked
from service.web import create_app
from tests.web.described import described, told

PATHS: dict[str, dict[str, Any]] = {path: item["get"] for path, item in described()["paths"].items()}
NAMED: dict[str, dict[str, Any]] = described()["components"]["parameters"]


def parameters_of(path: str) -> list[dict[str, Any]]:
    references = [each.get("$ref", "").rpartition("/")[2] for each in PATHS[path]["parameters"]]
    given = zip(PATHS[path]["parameters"], references, strict=True)
    return [NAMED[reference] if reference else each for each, reference in given]


def asked_of(path: str, where: str) -> list[str]:
    return [each["name"] for each in parameters_of(path) if each["in"] == where]


def example(path: str) -> str:
    """The path with the examples of what stands in it."""
    values = {each["name"]: each["example"] for each in parameters_of(path) if each["in"] == "path"}
    return path.format_map(values)


def test_it_is_valid() -> None:
    validate(described())


def test_it_is_handed_out_as_it_is(client: FlaskClient) -> None:
    assert client.get("/openapi.json").json == described()


def test_every_address_that_answers_in_a_format_is_described(settings: Settings) -> None:
    rules = {rule.rule for rule in create_app(settings).url_map.iter_rules() if not rule.rule.startswith("/embed/")}
    data = {re.sub(r"<any\((json, pdf|json)\):ending>", "json", rule) for rule in rules}
    known = {re.sub("<[^>]*>", "{}", rule) for rule in data if rule.endswith(".json") or "<any(" in rule}
    assert {re.sub("{[^}]*}", "{}", path) for path in PATHS} == known | {"/feeds/{}/{}.{}"}


@pytest.mark.parametrize("path", PATHS)
def test_every_path_answers_with_its_examples_and_with_that_of_each_parameter(client: FlaskClient, path: str) -> None:
    asked = [(each["name"], each["example"]) for each in parameters_of(path) if each["in"] == "query"]
    queries = ["", *(f"?{urlencode([pair], doseq=True)}" for pair in asked)]
    answers = {query: client.get(example(path) + query).status_code for query in queries}
    assert answers == dict.fromkeys(queries, 200)


@pytest.mark.parametrize("path", PATHS)
def test_every_path_answers_what_its_schema_says(client: FlaskClient, path: str) -> None:
    schema = PATHS[path]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = client.get(example(path))
    if "$ref" in schema:
        told(answer, schema["$ref"].rpartition("/")[2])
    else:
        assert answer.json == described()


@pytest.mark.parametrize("path", [path for path in PATHS if path.endswith("{format}")])
def test_every_format_of_a_feed_is_described(client: FlaskClient, path: str) -> None:
    (formats,) = [each["schema"]["enum"] for each in parameters_of(path) if each["name"] == "format"]
    addresses = [example(path).replace(".json", f".{format}") for format in formats]
    media_types = [client.get(address).mimetype for address in addresses]
    assert media_types == list(PATHS[path]["responses"]["200"]["content"])


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith(("/feeds", "/events"))])
def test_all_that_a_feed_understands_is_described(path: str) -> None:
    assert asked_of(path, "query") == list(PARAMETERS)


@pytest.mark.parametrize("path", [path for path in PATHS if "View" in str(PATHS[path]) or "changes" in path])
def test_all_that_a_view_understands_is_described(path: str) -> None:
    more = {"/changes.json": ["before"], "/agenda.json": ["begun"]}.get(path, [])
    assert asked_of(path, "query") == [*FILTERS, "lang", "zone", *more]


def test_every_path_has_an_operation_of_its_own_name() -> None:
    ids = [operation["operationId"] for operation in PATHS.values()]
    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize("name", [name for name in PARAMETERS if name != "q"])  # all words of all `q` are looked for
def test_what_can_be_given_several_times_is_a_list(name: str) -> None:
    schema = NAMED[name]["schema"]
    pairs = [(name, value) for value in _two_values(name, schema.get("items", schema))]
    if schema["type"] == "array":
        assert asked(pairs, of=Selection()) != asked(pairs[:1], of=Selection())
    else:
        with pytest.raises(InvalidValue, match="Only one"):
            asked(pairs, of=Selection())


def _two_values(name: str, schema: dict[str, Any]) -> list[str]:
    found = schema.get("enum") or {"country": ["TJ", "AM"], "alarm": ["P1D", "PT2H"]}.get(name)
    return [*(found or ("2021-09-01", "2021-09-02")), "another"][:2]


@pytest.mark.parametrize("name", [name for name in PARAMETERS if "enum" in str(NAMED[name]["schema"])])
def test_each_word_of_a_list_of_words_is_understood_and_no_other(name: str) -> None:
    schema = NAMED[name]["schema"]
    for word in schema.get("items", schema)["enum"]:
        asked([(name, word)], of=Selection())
    with pytest.raises(InvalidValue):
        asked([(name, "party")], of=Selection())


@given(data=st.data(), name=st.sampled_from(("country", "alarm")))
def test_what_a_pattern_lets_through_is_understood_or_refused_for_its_value(data: st.DataObject, name: str) -> None:
    value = data.draw(st.from_regex(_pattern(name), fullmatch=True))
    assert _refusal(name, value) in (None, f'"{name}" must be more than nothing and a year at most, not "{value}".')


@given(
    name=st.sampled_from(("country", "alarm")),
    value=st.text("PTDHMtj019 -", max_size=6) | st.from_regex("PT?[0-9]{1,7}[DHM]", fullmatch=True),
)
@such_as(name="alarm", value="PT8760H")
@such_as(name="alarm", value="PT525600M")
def test_what_is_understood_a_pattern_lets_through(name: str, value: str) -> None:
    if value.strip() and _refusal(name, value) is None:
        assert re.fullmatch(_pattern(name), value.strip())


def _pattern(name: str) -> str:
    schema = NAMED[name]["schema"]
    return str(schema.get("items", schema)["pattern"])


def _refusal(name: str, value: str) -> str | None:
    try:
        asked([(name, value)], of=Selection())
    except InvalidValue as error:
        return str(error)
    return None
