"""The OpenAPI description as tests use it: its schemas, closed, so that an answer may hold nothing that is not told."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from service.domain.site import Site
from service.web.openapi import description

JSON = "application/json; charset=utf-8"


@cache
def described() -> dict[str, Any]:
    """As a program reads it."""
    site = Site("https://dates.example.org", "dateline@example.org")
    return dict(json.loads(json.dumps(description(site))))


def told(answer: TestResponse, schema: str, *, status: int = 200) -> Any:
    """What the answer holds, which is just what that schema describes."""
    assert (answer.status_code, answer.content_type) == (status, JSON), answer.text
    value = json.loads(answer.data)
    assert [error.message for error in _validator(schema).iter_errors(value)] == []
    return value


@cache
def _validator(schema: str) -> Draft202012Validator:
    root = {"$ref": f"#/components/schemas/{schema}", "components": _closed(described()["components"])}
    return Draft202012Validator(root, format_checker=FormatChecker())


def _closed(value: Any) -> Any:
    if isinstance(value, list):
        return [_closed(each) for each in value]
    if not isinstance(value, dict):
        return value
    inner = {name: _closed(each) for name, each in value.items()}
    is_object = value.get("type") == "object" and "properties" in value
    return inner | {"additionalProperties": False} if is_object else inner
