"""What was measured, in Markdown, with the targets beside it."""

from benchmarks import targets
from benchmarks.building import FIRST_BUILD, LOADING, Beside
from benchmarks.contest import Contest
from benchmarks.edits import Edits
from benchmarks.growth import Grown
from benchmarks.rates import Compared
from benchmarks.tables import milliseconds, number, octets, ratio, table


def rates(contests: list[Contest]) -> str:
    """Requests per second."""
    headings = (
        "events",
        "asked for",
        "Dateline",
        "beside",
        "reaches",
        "answering",
        "median ratio (min to max)",
        "target",
    )
    rows = [_rate(contest, compared) for contest in contests for compared in contest.rates]
    sizes = ", ".join(f"{each.events:,} events {octets(each.octets)} ({octets(each.compressed)})" for each in contests)
    return f"\n## Requests per second\n\nThe feeds, plain (compressed): {sizes}.\n\n{table(headings, rows)}"


def edits(contests: list[Contest]) -> str:
    """How soon an edit by another process is seen."""
    headings = ("events", "asked for", "", "edit or PUT", "then the feed", "both", "feed sooner (min to max)", "target")
    rows = [row for contest in contests for each in contest.edits for row in _edit(contest.events, each)]
    return f"\n## From an edit until the whole changed feed has been received\n\n{table(headings, rows)}"


def building(measured: list[Beside], events: int) -> str:
    """Loading, rendering and joining."""
    headings = (
        "",
        "Dateline",
        "icalendar: to_ical",
        "ratio (min to max)",
        "with making",
        "ratio (min to max)",
        "target",
    )
    rows = [_built(each) for each in measured]
    return f"\n## {events:,} events beside icalendar\n\n{table(headings, rows)}"


def memory(resident: int, events: int) -> str:
    """A sentence."""
    target = f" (target: at most {octets(targets.RESIDENT_OCTETS)} with {targets.EDITS_AT_EVENTS:,})"
    return f"\nA web process that has served ten feeds of {events:,} events holds {octets(resident)}{target}."


def growth(measured: list[Grown]) -> str:
    """From the smallest calendar to the largest."""
    headings = ("events", "feed", "load", "first build", "after an edit", "200 plain per s", "memory")
    return f"\n## Growth\n\n{table(headings, [_grown(each) for each in measured])}"


def _rate(contest: Contest, compared: Compared) -> tuple[str, ...]:
    ours, theirs = compared.pairs.typical
    body = compared.answer.body
    target = targets.RATES.get((compared.other, compared.question.name))
    return (
        f"{contest.events:,}",
        compared.question.name,
        number(ours),
        compared.other,
        number(theirs),
        f"{compared.answer.status}, {octets(len(body))}" if body else str(compared.answer.status),
        ratio(compared.pairs),
        number(target) if target and contest.events == targets.AT_EVENTS else "",
    )


def _edit(events: int, each: Edits) -> list[tuple[str, ...]]:
    feeds, wholes = each.feed.typical, each.whole.typical
    target = number(targets.SOONER_THAN_RADICALE) if events == targets.EDITS_AT_EVENTS else ""
    names, sooner = ("Dateline", each.other), (ratio(each.feed.reversed()), "")
    return [
        (
            f"{events:,}",
            each.question.name,
            names[side],
            milliseconds(wholes[side] - feeds[side]),
            milliseconds(feeds[side]),
            milliseconds(wholes[side]),
            sooner[side],
            "" if side else target,
        )
        for side in (0, 1)
    ]


def _built(each: Beside) -> tuple[str, ...]:
    ours, alone = each.serialising.typical
    _, both = each.making_and_serialising.typical
    wanted = {LOADING: f"≤ {targets.LOADING}", FIRST_BUILD: f"≤ {number(1 / targets.FIRST_BUILD)}"}
    return (
        each.what,
        milliseconds(ours),
        milliseconds(alone),
        ratio(each.serialising),
        milliseconds(both),
        ratio(each.making_and_serialising),
        wanted.get(each.what, ""),
    )


def _grown(each: Grown) -> tuple[str, ...]:
    return (
        f"{each.events:,}",
        octets(each.octets),
        milliseconds(each.loading),
        milliseconds(each.first_build),
        milliseconds(each.after_edit),
        number(each.rate),
        octets(each.resident_octets),
    )
