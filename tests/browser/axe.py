"""What axe-core, the engine of most accessibility checkers, finds on a page."""

from importlib.resources import files

from playwright.sync_api import Page

_SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text()
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]  # axe has no wcag22a
_RUN = "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"


def findings(page: Page) -> list[str]:
    """Each finding in a line: the rule, what of the page breaks it, and why."""
    page.evaluate(_SCRIPT)
    violations = page.evaluate(_RUN, _RULES)["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for rule in violations
        for node in rule["nodes"]
    ]
