"""What the documents say is true (links, commands, targets, settings), and nothing private is committed."""

import inspect
import pkgutil
import re
import shlex
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, get_commands, load_command_class
from django.db.models import Choices, Manager, Model, QuerySet
from django.urls import Resolver404, resolve

from mingbai.disclosure.rules.acts import ACTS
from mingbai.orgs.rules.may import Permission

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^(?: {4}|\t).*\n?)+", re.MULTILINE)
ROOMS = [app.label for app in apps.get_app_configs() if app.name.startswith("mingbai.")]
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
    """What is set as code: fenced blocks, indented blocks and `spans`."""
    text = document.read_text(encoding="utf-8")
    return "\n".join([*FENCED.findall(text), *INDENTED.findall(text), *spans_in(document)])


def spans_in(document: Path) -> list[str]:
    return re.findall(r"`([^`\n]+)`", FENCED.sub("", document.read_text(encoding="utf-8")))


def calls_in(document: Path) -> Iterator[list[str]]:
    """Commands as one would type them: a line of a block, or a span that carries arguments."""
    text = document.read_text(encoding="utf-8")
    lines = "\n".join([*FENCED.findall(text), *INDENTED.findall(text)]).splitlines()
    for line in [*lines, *(span for span in spans_in(document) if " " in span.removeprefix("mingbai "))]:
        found = re.match(r"\s*(?:MINGBAI_\w+=\S* +)*mingbai +(\S.*)", line)
        if found:
            yield shlex.split(found[1], comments=True)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_exist(document: Path) -> None:
    known = {name.replace("_", "-") for name in get_commands()} | {"help", "version"}
    unknown = {name for name in COMMAND.findall(code_in(document)) if name not in known}
    assert not unknown, f"no such command: {unknown}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_take_these_arguments(document: Path) -> None:
    wrong = []
    for name, *arguments in calls_in(document):
        module = name.replace("-", "_")
        if module not in get_commands():
            continue  # test_commands_exist names it
        app = get_commands()[module]
        command = load_command_class(app, module) if isinstance(app, str) else app
        try:
            command.create_parser("mingbai", name).parse_args(arguments)
        except CommandError as error:
            wrong.append(f"mingbai {name} {' '.join(arguments)}: {error}")
    assert not wrong, f"mend the call: {wrong}"


def test_every_command_of_ours_is_in_the_operators_manual() -> None:
    text = (ROOT / "docs/operator.md").read_text(encoding="utf-8")
    ours = {name.replace("_", "-") for name, app in get_commands().items() if str(app).startswith("mingbai.")}
    silent = {name for name in ours if f"mingbai {name}" not in text}
    assert not silent, f"say in docs/operator.md what they are for: {silent}"


HOLES = {"code": "500153001003", "n": "1"}  # what stands in the addresses of the documents; else an item's code


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_addresses_of_pages_answer(document: Path) -> None:
    """A span such as `/u/<code>/duties/` is a page of the site; `/demo/` is one only in the demo."""
    dead = []
    for span in spans_in(document):
        if not re.fullmatch(r"/(?:[\w<>.-]+/)*(?:healthz)?", span) or span.startswith(("/srv/", "/demo/")):
            continue
        path = re.sub(r"<(\w+)>", lambda hole: HOLES.get(hole[1], "CA03"), span)
        try:
            resolve(path)
        except Resolver404:
            dead.append(span)
    assert not dead, f"no such page: {dead}"


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


def test_every_room_is_described() -> None:
    text = (ROOT / "docs/developer.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `(\w+)` \| .{8,} \| `\w+/[\w/.]+` \|", text, re.MULTILINE))
    rooms = {path.parent.name for path in (ROOT / "mingbai").glob("*/__init__.py")}
    assert described == rooms, f"not described: {rooms - described}; gone: {described - rooms}"


def test_rooms_are_entered_by_a_file_that_exists() -> None:
    text = (ROOT / "docs/developer.md").read_text(encoding="utf-8")
    named = re.findall(r"`(?:mingbai/)?((?:kit|orgs|catalog|duties|disclosure|channels|feedback|web)/[\w/.]+)`", text)
    gone = [name for name in named if not (ROOT / "mingbai" / name).exists()]
    assert named, "the table of rooms names where to start"
    assert not gone, f"no such file: {gone}"


def test_the_roadmap_speaks_of_every_requirement_once() -> None:
    text = (ROOT / "docs/roadmap.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([MB]\d+) \|.*\| (有|部分|没有) \|.*\S.* \|$", text, re.MULTILINE)
    names = [name for name, _stands in rows]
    wanted = [f"M{number:02}" for number in range(1, 70)] + [f"B{number}" for number in range(1, 14)]
    assert sorted(names) == sorted(wanted), f"a row each: {set(wanted) ^ set(names)}"


def test_pictures_are_listed_taken_and_shown_together() -> None:
    shots = ROOT / "docs/shots"
    listed = set(re.findall(r"^\| `([\w-]+\.png)` \|", (shots / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    taken = {path.name for path in shots.glob("*.png")}
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {
        name for page in pages for name in re.findall(r"\]\((?:docs/)?shots/([\w-]+\.png)\)", page.read_text("utf-8"))
    }
    assert taken <= listed, f"add to the list in docs/shots/README.md: {taken - listed}"
    assert shown == taken, f"taken but on no page: {taken - shown}; on a page but not taken: {shown - taken}"


def glossary() -> str:
    return (ROOT / "docs/glossary.md").read_text(encoding="utf-8")


def model_classes() -> Iterator[type]:
    """What the rooms keep: tables and the choices in their columns."""
    for room in ROOMS:
        try:
            package = import_module(f"mingbai.{room}.models")
        except ModuleNotFoundError:
            continue
        inside = [module.name for module in pkgutil.iter_modules(getattr(package, "__path__", []))]
        for module in [package, *(import_module(f"{package.__name__}.{name}") for name in inside)]:
            for _name, found in inspect.getmembers(module, inspect.isclass):
                if found.__module__ == module.__name__ and not issubclass(found, QuerySet | Manager):
                    yield found


def test_every_table_and_choice_has_a_word() -> None:
    tables, missing = 0, []
    for found in model_classes():
        if issubclass(found, Model):
            tables += 1
            missing += [] if f"| `{found.__name__}` |" in glossary() else [found.__name__]
        elif issubclass(found, Choices):
            line = next((row for row in glossary().splitlines() if row.startswith(f"| `{found.__name__}` |")), "")
            wanted = [f"{choice.label} `{choice.value}`" for choice in found if choice.value]
            missing += [f"{found.__name__}: {word}" for word in wanted if word not in line]
    assert tables > 10, "the models were not found"
    assert not missing, f"add to docs/glossary.md: {missing}"


def test_every_act_and_permission_has_a_word() -> None:
    missing = [f"{act.label} `{name}`" for name, act in ACTS.items() if f"{act.label} `{name}`" not in glossary()]
    missing += [str(permission) for permission in Permission if f"| `{permission}` |" not in glossary()]
    assert not missing, f"add to docs/glossary.md: {missing}"


def test_a_term_has_one_identifier_and_the_code_uses_it() -> None:
    rows = re.findall(r"^\| ([^|`]+) \| `([^`|]+)` \| ([^|]+) \| [^|]+ \|$", glossary(), re.MULTILINE)
    terms = [term for term, _word, _where in rows]
    twice = {term for term in terms if terms.count(term) > 1}
    assert not twice, f"one Chinese term, one identifier: {twice}"
    files = [path for path in (ROOT / "mingbai").rglob("*.py") if "tests" not in path.parts]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    built = {word for _term, word, where in rows if "not built" not in where}
    unused = {word for word in built if not re.search(rf"\b{re.escape(word)}", code)}
    assert len(rows) > 60, "the table of terms was not found"
    assert not unused, f"no code uses these words: {unused}"


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
