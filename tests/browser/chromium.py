"""One way to open Debian's Chromium, take a picture and ask axe; nothing is fetched from another host.

with launch() as browser, opened(browser, width=390, mode="elder") as page:
    page.goto("http://127.0.0.1:8000/u/500153001003/")
    shoot(page, "board.png")
    assert axe(page) == []
    assert measure(page) == {}
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

EXECUTABLE = os.environ.get("MINGBAI_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000  # milliseconds; a click that finds nothing for so long never will
HERE = Path(__file__).parent
AXE = HERE.parent / "vendor" / "axe.min.js"
MEASURE = HERE / "measure.js"


@contextmanager
def launch() -> Iterator[Browser]:
    """A headless Chromium, closed at the end whatever happens."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 0,
    mode: str = "",
    contrast: str = "",
    policed: bool = True,
    **options: Any,
) -> Iterator[Page]:
    """A page of its own profile; `mode` and `contrast` are set as the cookies that the site itself sets.

    Leaving the block fails when the page asked another host for anything or, `policed`, broke the content security
    policy.
    """
    height = height or (844 if width < 600 else 900)
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    hosts: set[str] = set()
    refused: list[str] = []
    foreign: list[str] = []

    def watch(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            return
        hosts.add(parts.netloc)
        if len(hosts) > 1:
            foreign.append(url)

    page.on("request", lambda request: watch(request.url))
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    if mode or contrast:
        add_cookies_on_visit(page, {"mode": mode, "contrast": contrast})
    try:
        yield page
    finally:
        context.close()
    assert not foreign, f"the page asked another host: {foreign}"
    assert not (policed and refused), f"the page broke its content security policy: {refused}"


def add_cookies_on_visit(page: Page, chosen: dict[str, str]) -> None:
    """Playwright wants a URL for a cookie and we only learn it at `goto`, so `goto` sets the cookies first."""
    visit = page.goto

    def goto(url: str, **options: Any) -> Any:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        wanted = [(name, value) for name, value in chosen.items() if value]
        page.context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in wanted])
        return visit(url, **options)

    page.goto = goto  # type: ignore[method-assign]


def shoot(page: Page, path: str | Path, *, full: bool = True) -> None:
    """A picture of the whole page; animations are over."""
    page.screenshot(path=str(path), full_page=full, animations="disabled")


def axe(page: Page, *, tags: tuple[str, ...] = ()) -> list[str]:
    """Violations as one line each: rule, what it wants, the first places. Empty means clean.

    Runs all of axe's rules, best practices included, unless `tags` names some (such as "wcag2aa").
    The script goes in through the debugger, which the page's own policy does not touch.
    """
    page.wait_for_load_state()  # after a click the new page may be there only in part
    page.evaluate(AXE.read_text(encoding="utf-8") + "\n;undefined")
    # To collect what passed, too, takes axe three times as long.
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if tags:
        options["runOnly"] = {"type": "tag", "values": list(tags)}
    violations = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [
        f"{hit['id']} ({hit['impact']}): {hit['help']}: " + " | ".join(node["html"][:140] for node in hit["nodes"][:4])
        for hit in violations
    ]


def measure(page: Page) -> dict[str, Any]:
    """What the design language forbids and axe does not see: sideways scrolling, small targets or text, overlaps."""
    found = cast(dict[str, Any], page.evaluate(MEASURE.read_text(encoding="utf-8")))
    return {name: value for name, value in found.items() if value}
