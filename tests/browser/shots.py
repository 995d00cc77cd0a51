"""Take the pictures of the README and the manuals from a running demo; the list is in docs/shots/README.md.

python -m tests.browser.shots http://127.0.0.1:8000
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import launch, opened, shoot

SHOTS = Path(__file__).resolve().parents[2] / "docs" / "shots"
PILOT = "/u/500153001003/"
HEIGHT = 1000  # a first screen says enough; the whole board would be six screens


def go_in(page: Page, site: str, role: str) -> None:
    """Enter by a card of the landing page."""
    page.goto(f"{site}/demo/")
    with page.expect_navigation():
        page.locator(f'form[action="/demo/{role}/"] button').click()


def take(browser: Browser, site: str, name: str, path: str, role: str = "", width: int = 1280) -> None:
    """One picture; a path that begins with = is the words of a link on the desk to follow."""
    with opened(browser, width=width, height=HEIGHT) as page:
        if role:
            go_in(page, site, role)
        if path.startswith("="):
            page.goto(f"{site}/desk/")
            page.locator(".tasks a.button, .tasks button", has_text=path[1:]).first.click()
            page.wait_for_load_state()
        else:
            page.goto(site + path)
        shoot(page, SHOTS / f"{name}.png", full=False)


def finance_notice(browser: Browser, site: str) -> str:
    """The address of the newest quarterly accounts."""
    with opened(browser) as page:
        page.goto(f"{site}{PILOT}archive/?q=财务收支公开")
        href = page.locator('a[href^="/n/"]').first.get_attribute("href")
    if href is None:
        raise SystemExit("演示里没有财务收支公开，先运行 mingbai demo。")
    return href


def sheet(browser: Browser, site: str, notice: str) -> None:
    """The first page of the printed sheet."""
    with opened(browser) as page, tempfile.TemporaryDirectory() as directory:
        pdf = Path(directory) / "sheet.pdf"
        pdf.write_bytes(page.request.get(site + notice.rstrip("/") + ".pdf").body())
        target = SHOTS / "sheet"
        subprocess.run(["pdftoppm", "-png", "-r", "80", "-singlefile", str(pdf), str(target)], check=True)


def routes(browser: Browser, site: str) -> None:
    """For the district's manual: the routes that hold, a preview of another, and one that is refused."""
    own = f"{site}/u/500153000000/catalogue/routes/"
    with opened(browser, width=1280, height=900) as page:
        go_in(page, site, "district")
        page.goto(own)
        shoot(page, SHOTS / "routes.png", full=False)
        page.goto(f"{own}default/?from=five_steps")
        page.fill('[name="source"]', "荣昌区居（村）务公开实施细则第八条")
        look = page.locator('button[name="do"][value="preview"]:not(.visually-hidden)')
        look.click()
        page.wait_for_load_state()
        shoot(page, SHOTS / "route-preview.png", full=False)
    with opened(browser, width=390, height=HEIGHT) as page:
        go_in(page, site, "district")
        page.goto(f"{own}default/")
        page.select_option('[name="s1-who"]', "")
        page.locator('button[name="do"][value="preview"]:not(.visually-hidden)').click()
        page.wait_for_load_state()
        shoot(page, SHOTS / "route-refused.png", full=False)


def main() -> None:
    site = sys.argv[1].rstrip("/")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with launch() as browser:
        notice = finance_notice(browser, site)
        take(browser, site, "board", PILOT)
        take(browser, site, "notice", notice)
        take(browser, site, "desk", "/desk/", "clerk")
        take(browser, site, "compose", "=接着写", "clerk")
        take(browser, site, "review", "=去审", "member", width=390)
        take(browser, site, "ledger", f"{PILOT}duties/")
        take(browser, site, "overview", "/overview/500153000000/", "district")
        sheet(browser, site, notice)
        routes(browser, site)


if __name__ == "__main__":
    main()
