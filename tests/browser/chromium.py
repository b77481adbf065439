"""Debian's Chromium, without a window: where it is, and how it is started."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

MISSING = "There is no browser; tests/browser/install.sh installs Debian's Chromium and fonts."

# No name but the loopback's is ever looked up, so nothing can leave this machine.
# In a container there is often little shared memory.
_ARGUMENTS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-dev-shm-usage"]


def installed() -> str | None:
    """The path of a Chromium, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser; it ends with the block. Raises FileNotFoundError where none is installed."""
    path = installed()
    if path is None:
        raise FileNotFoundError(MISSING)
    with sync_playwright() as playwright:
        # Its sandbox is not allowed to root nor in most containers, and no page but ours is opened.
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS, chromium_sandbox=False)
        yield browser
        browser.close()
