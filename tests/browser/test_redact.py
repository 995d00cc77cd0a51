"""A part of a page painted over with the mouse, and without any script by writing where it is."""

import re
from pathlib import Path

import pytest
import typst
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, measure
from tests.browser.demo import entered

PAPER = """#set page(width: 210mm, height: 297mm, margin: 20mm)
Receiver Zhang Xiaoming

The second line stays."""
PAINTED = re.compile("涂好了，下面什么也没有留下")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    made, path = typst.compile(PAPER.encode(), format="pdf"), tmp_path / "receipt.pdf"
    assert isinstance(made, bytes)
    path.write_bytes(made)
    return path


def attached(page: Page, paper: Path) -> None:
    """The page on which boxes are drawn, for a file just taken in."""
    page.get_by_role("link", name=re.compile("^接着写.*代收代缴", re.S)).first.click()
    page.set_input_files("input[type=file]", paper)
    with page.expect_navigation():
        page.get_by_role("button", name="传上去").click()
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^涂掉一块")).first.click()


def cleared(page: Page) -> None:
    """The file taken off again, for the next one who tries."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^拿掉")).first.click()


@pytest.mark.parametrize(("width", "mode"), [(1280, ""), (390, "elder")])
def test_a_box_is_drawn_removed_drawn_again_and_painted(
    browser: Browser, site: str, paper: Path, width: int, mode: str
) -> None:
    with entered(browser, site, "经办人", width=width, mode=mode) as page:
        attached(page, paper)
        picture = page.locator("#redact-page img")
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalHeight)") == 1100
        assert measure(page) == {}, "before there is a box: that is as large as it was drawn"
        area = page.locator("#redact-page").bounding_box()
        assert area is not None
        for again in (False, True):
            page.mouse.move(area["x"] + area["width"] * 0.1, area["y"] + area["height"] * 0.05)
            page.mouse.down()
            page.mouse.move(area["x"] + area["width"] * 0.6, area["y"] + area["height"] * 0.1, steps=5)
            page.mouse.up()
            box = page.locator("#redact-page button")
            expect(box).to_have_count(1)
            if not again:
                box.click()
                expect(box).to_have_count(0)
        written = [float(page.locator(f"[name={name}-0]").input_value()) for name in ("left", "top", "width", "height")]
        assert written == pytest.approx([10, 5, 50, 5], abs=0.6)
        assert axe(page) == []
        with page.expect_navigation():
            page.get_by_role("button", name="涂掉", exact=True).click()
        expect(page.locator("#said")).to_contain_text(PAINTED)
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("^撤销涂掉")).click()
        expect(page.locator("#said")).to_contain_text("换回了涂以前的")
        cleared(page)


def test_without_a_script_its_place_is_written(browser: Browser, site: str, paper: Path) -> None:
    with entered(browser, site, "经办人", width=390, java_script_enabled=False) as page:
        attached(page, paper)
        page.locator("details summary", has_text="用数字写框的位置").click()
        for name, value in (("left", "8"), ("top", "5"), ("width", "60"), ("height", "6.5")):
            page.locator(f"[name={name}-0]").fill(value)
        with page.expect_navigation():
            page.get_by_role("button", name="涂掉", exact=True).click()
        expect(page.locator("#said")).to_contain_text(PAINTED)
        cleared(page)
