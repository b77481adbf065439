"""Requests per second, ours beside theirs, in adjacent slices of a second."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import click

from benchmarks.asking import Answer, Client
from benchmarks.pairs import Pairs
from benchmarks.servers import Server
from benchmarks.wrk import requests_per_second

SLICE = 1  # second
SLOW = 0.05  # seconds for one answer; slower ones are asked for one at a time, else a slice ends before they come
OK, NOT_MODIFIED = 200, 304


@dataclass(frozen=True)
class Question:
    """What a client asks. `conditional` asks for what is newer than the server's current ETag."""

    name: str
    headers: dict[str, str] = field(default_factory=dict)
    conditional: bool = False


PLAIN = Question("200 plain")
GZIP = Question("200 gzip", {"Accept-Encoding": "gzip"})
UNCHANGED = Question("304", conditional=True)
QUESTIONS = (PLAIN, GZIP, UNCHANGED)


@dataclass(frozen=True)
class Compared:
    """Requests per second. `answer` is what the other one says to the same question."""

    question: Question
    other: str
    answer: Answer
    pairs: Pairs


def compare(ours: Server, other: Server, question: Question, *, slices: int) -> Compared:
    """A slice of ours, one of theirs, one of ours, and so on."""
    measure_ours, _ = _measuring(ours, question)
    measure_theirs, answer = _measuring(other, question)
    measured = [(measure_ours(), measure_theirs()) for _ in range(slices)]
    return Compared(question, other.name, answer, Pairs(*zip(*measured, strict=True)))


def rate(server: Server, question: Question, *, slices: int) -> list[float]:
    """Of one server alone."""
    measure, _ = _measuring(server, question)
    return [measure() for _ in range(slices)]


def headers_for(server: Server, question: Question) -> dict[str, str]:
    """All that is sent; it asks the server for its ETag where the question is conditional."""
    headers = {"Accept": server.accept, **question.headers}
    if question.conditional:
        with Client(server.url) as client:
            headers["If-None-Match"] = client.get(server.url, headers).etag
    return headers


def _measuring(server: Server, question: Question) -> tuple[Callable[[], float], Answer]:
    """How its rate in a slice is found, after a look at how long an answer takes when it is asked again."""
    headers = headers_for(server, question)
    with Client(server.url) as client:
        client.get(server.url, headers)
        start = time.perf_counter()
        answer = client.get(server.url, headers)
        duration = time.perf_counter() - start
    if answer.status not in (OK, NOT_MODIFIED):
        raise click.ClickException(f"{server.name} answers {answer.status} to {server.url}")
    if duration > SLOW:
        return lambda: _one_at_a_time(server, headers), answer
    return lambda: requests_per_second(server.url, headers, seconds=SLICE), answer


def _one_at_a_time(server: Server, headers: dict[str, str]) -> float:
    """Until the slice is over, and at least once."""
    with Client(server.url) as client:
        start, asked = time.perf_counter(), 0
        while (elapsed := time.perf_counter() - start) < SLICE or not asked:
            client.get(server.url, headers)
            asked += 1
        return asked / elapsed
