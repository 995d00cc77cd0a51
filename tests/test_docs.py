"""What the documents say is true (links, commands, targets, settings), and nothing private is committed."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"\bmingbai ([a-z][a-z-]+)\b")
TARGET = re.compile(r"\bmake ([a-z]+)\b")
SETTING = re.compile(r"""\benv(?:_number|_list)?\(\s*"([A-Z_]+)\"""")
# Assembled, so that this file does not contain what it looks for.
PRIVATE = re.compile(
    "|".join(
        ["://" + "registry", "/" + "simple/", "/work" + "/(main|shared|steer)", "/root" + "/", "index" + "-url ?="]
    )
)


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    dead = []
    for link in LINK.findall(FENCED.sub("", document.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            dead.append(link)
    assert not dead, f"mend or take out: {dead}"


def code_in(document: Path) -> str:
    """What is set as code: fenced blocks and `spans`."""
    text = document.read_text(encoding="utf-8")
    return "\n".join([*FENCED.findall(text), *re.findall(r"`([^`\n]+)`", text)])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_exist(document: Path) -> None:
    known = {name.replace("_", "-") for name in get_commands()} | {"help", "version"}
    unknown = {name for name in COMMAND.findall(code_in(document)) if name not in known}
    assert not unknown, f"no such command: {unknown}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_exist(document: Path) -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    unknown = {name for name in TARGET.findall(code_in(document)) if name not in known}
    assert not unknown, f"no such target in the Makefile: {unknown}"


def test_every_setting_is_documented_and_no_other() -> None:
    read = set(SETTING.findall((ROOT / "mingbai/web/settings.py").read_text(encoding="utf-8")))
    table = (ROOT / "docs/operator.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `MINGBAI_([A-Z_]+)` \|", table, re.MULTILINE))
    assert read == described, f"not described: {read - described}; no longer read: {described - read}"


def test_decisions_are_numbered_and_complete() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1)), (
        f"number the decisions without gaps: {[page.name for page in pages]}"
    )
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for heading in ("## Decision", "## Consequences"):
            assert heading in text, f"{page.name} lacks “{heading}”"


def test_nothing_private_is_committed() -> None:
    """No address of a package registry, no path of somebody's machine."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if (
            path.suffix in {".png", ".woff2", ".pdf", ".xlsx", ".docx"}
            or name.endswith(".min.js")
            or not path.is_file()
        ):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if PRIVATE.search(line):
                found.append(f"{name}:{number}")
    assert not found, f"take it out: {found}"


def test_locks_hold_a_hash_for_every_package() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        entries = re.split(r"\n(?=[a-z0-9])", lock.read_text(encoding="utf-8").strip())
        bare = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
        assert entries, lock.name
        assert not bare, f"{lock.name}: run `make lock`: {bare}"


def test_locks_follow_pyproject() -> None:
    """Every package that we name ourselves is in the lock of its job."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    blocks = {"run": r"^dependencies = \[(.*?)^\]", "test": r"^test = \[(.*?)^\]", "check": r"^check = \[(.*?)^\]"}
    for name, pattern in blocks.items():
        block = re.search(pattern, text, re.MULTILINE | re.DOTALL)
        assert block, name
        locked = (ROOT / f"requirements/{name}.lock").read_text(encoding="utf-8").lower()
        wanted = re.findall(r'^\s+"([A-Za-z0-9-]+)', block[1], re.MULTILINE)
        missing = [package for package in wanted if f"\n{package.lower()}==" not in f"\n{locked}"]
        assert not missing, f"requirements/{name}.lock: run `make lock`: {missing}"


def test_each_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = text.split("[project.scripts]")[0] + text.split("[dependency-groups]")[1].split("\n[tool")[0]
    silent = [line.strip() for line in packages.splitlines() if re.match(r'\s+["{]', line) and "#" not in line]
    assert not silent, f"add a reason of a few words: {silent}"
