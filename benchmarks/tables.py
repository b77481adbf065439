"""Markdown tables, as they are printed."""

from collections.abc import Sequence

from benchmarks.pairs import Pairs

THOUSAND = 1000


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """With the columns under each other, so that it can be read in a terminal, too; all but the first to the right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    rule = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return "\n".join(_row(cells, widths) for cells in (headings, rule, *rows))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def ratio(pairs: Pairs) -> str:
    """As in "0.83 (0.79 to 0.86)"."""
    ratios = pairs.ratios
    return f"{number(pairs.ratio)} ({number(ratios[0])} to {number(ratios[-1])})"


def number(value: float) -> str:
    """With as many digits as mean anything: 0.834, 5.24, 41.7, 523, 12,400."""
    if value >= 10 * THOUSAND:
        value = round(value, -2)
    digits = next((digits for least, digits in ((100, 0), (10, 1), (1, 2)) if value >= least), 3)
    return f"{value:,.{digits}f}"


def octets(count: int) -> str:
    """As in "653 kB"."""
    return f"{number(count / THOUSAND**2)} MB" if count >= THOUSAND**2 else f"{number(count / THOUSAND)} kB"


def milliseconds(seconds: float) -> str:
    return f"{number(seconds * THOUSAND)} ms"
