"""Debian's Chromium, without a window: where it is, and how it is started."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

MISSING = "There is no browser; tests/browser/install.sh installs Debian's Chromium and fonts."

# No name but the loopback's is ever looked up, so nothing can leave this machine.
_ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]


def installed() -> str | None:
    """The path of a Chromium, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; it ends with the block. Raises FileNotFoundError where none is installed."""
    path = installed()
    if path is None:
        raise FileNotFoundError(MISSING)
    has_sandbox = os.geteuid() != 0  # as root, Chromium starts only without it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS, chromium_sandbox=has_sandbox)
        yield browser
        browser.close()
