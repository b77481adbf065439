"""`python -m tests.browser.screenshots FOLDER [PATH…]`: pictures of the views, as readers see them."""

import re
import tempfile
from itertools import product
from pathlib import Path

import click

from tests.browser.chromium import chromium
from tests.browser.running import DAY, running
from tests.browser.views import DESKTOP, LANGUAGES, PHONE, SCHEMES, TABLET, VIEWS
from tests.browser.visit import Look, visiting


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option("--day", default=DAY, show_default=True, help="The day that it is.")
@click.option("--first-screen", is_flag=True, help="Only what is seen without scrolling, instead of the whole page.")
def take(folder: Path, paths: tuple[str, ...], day: str, first_screen: bool) -> None:
    """Puts pictures of pages (of all views, if none is named) into a folder.

    On a phone, a tablet and a desktop, light and dark, in each language; the name of a picture says which.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as where, running(Path(where), day=day) as address, chromium() as browser:
        for (width, height), scheme, language in product((PHONE, TABLET, DESKTOP), SCHEMES, LANGUAGES):
            look = Look(width=width, height=height, scheme=scheme, language=language)
            with visiting(browser, address, look) as visit:
                for path in paths or VIEWS:
                    picture = folder / f"{_name(path)}-{look}.png"
                    visit.open(path).screenshot(path=picture, full_page=not first_screen)
                    click.echo(picture)
            for complaint in visit.complaints:
                click.echo(f"{look}: {complaint}", err=True)


def _name(path: str) -> str:
    """For example "events-regular-session-2021" for "/events/regular-session-2021"."""
    return re.sub(r"\W+", "-", path).strip("-") or "home"


if __name__ == "__main__":
    take()
