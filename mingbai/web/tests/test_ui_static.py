"""The stylesheet keeps to what old browsers know, and what is not ours is what its manifest says."""

import hashlib
import json
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parent.parent
ROOT = WEB.parent.parent
OWN = WEB / "static" / "mingbai"
CSS = (OWN / "mingbai.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.DOTALL)
VENDOR = [WEB / "static" / "vendor", ROOT / "tests" / "vendor"]


@pytest.mark.parametrize("folder", VENDOR, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_vendored_files_are_the_ones_we_took(folder: Path) -> None:
    manifest = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    wanted = {name: digest for package in manifest for name, digest in package["files"].items()}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "MANIFEST.json"
    }
    assert found == wanted
    assert all(package["licence"] and package["version"] and package["why"] for package in manifest)


@pytest.mark.parametrize(
    "word", ["subgrid", "color-mix(", "light-dark(", "@import", "@font-face", "@starting-style", "@scope"]
)
def test_the_stylesheet_uses_nothing_newer_than_chrome_105(word: str) -> None:
    assert word not in RULES


def test_the_stylesheet_nests_no_rules_and_fetches_nothing() -> None:
    assert "url(" not in RULES
    inside: list[str] = []
    for prelude, brace in re.findall(r"([^{};]*)([{}])", RULES):
        if brace == "}":
            inside.pop()
            continue
        assert all(outer.startswith("@") for outer in inside), f"a rule inside a rule: {prelude.strip()}"
        inside.append(prelude.strip())
    assert inside == []


def test_every_class_of_our_templates_has_a_style() -> None:
    styled = set(re.findall(r"\.([a-z][a-z0-9-]*)", RULES))
    used = set()
    for template in (WEB / "templates").rglob("*.html"):
        text = re.sub(r"\{[%#{].*?[%#}]\}", " ", template.read_text(encoding="utf-8"))
        for value in re.findall(r'class="([^"]*)"', text):
            used.update(value.split())
    assert sorted(used - styled) == []


def test_our_scripts_are_small_and_never_evaluate_text() -> None:
    for script in OWN.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert text.startswith("/*"), f"{script.name}: say first why it exists"
        assert len(text) < 4000
        assert not re.search(r"\beval\b|innerHTML|new Function|document\.write|https?:", text)


def test_templates_hold_no_inline_style_or_script() -> None:
    for template in ROOT.glob("mingbai/*/templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r'\sstyle="|\son[a-z]+="|<style|<script(?![^>]*\bsrc=)', text), template
