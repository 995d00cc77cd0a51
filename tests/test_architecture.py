"""The house rules that no linter knows; each failure says what to do instead."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median, quantiles

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, Model

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mingbai"
ROOMS = ["kit", "orgs", "catalog", "duties", "disclosure", "channels", "feedback", "web"]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "services", "managers", "signals", "constants", "mixins"}
FILE_MAX, FILE_MEDIAN = 400, 100
FUNCTION_MAX, FUNCTION_P95 = 60, 30
TEMPLATE_P95 = 120
KIT_FILES = 10
PLAIN_LINES = 8
# The one function that moves an edition from state to state.
STATE_ASSIGNMENT = re.compile(r"(^|\.)(edition|fresh|draft|locked|self)\.state$")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


def python_files() -> list[Path]:
    found = [*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py"), *(ROOT / "scripts").rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def product_files() -> list[Path]:
    return [path for path in python_files() if not is_test(path)]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines_of(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function):
            yield f"{name_of(path)}:{node.lineno} {node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def p95(sizes: list[int]) -> float:
    return quantiles(sizes, n=20)[-1]


def test_no_file_is_too_long() -> None:
    long = [f"{name_of(path)} {lines_of(path)}" for path in product_files() if lines_of(path) > FILE_MAX]
    assert not long, f"over {FILE_MAX} lines; make it a folder split by noun: {long}"


def test_files_are_small_as_a_rule() -> None:
    # Empty __init__ files would flatter the figure.
    sizes = [lines_of(path) for path in product_files() if lines_of(path) > 3]
    assert median(sizes) < FILE_MEDIAN, (
        f"half the files are longer than {median(sizes)} lines; split the largest by noun"
    )


def test_no_function_is_too_long() -> None:
    long = [f"{name} {size}" for path in product_files() for name, size in functions(path) if size > FUNCTION_MAX]
    assert not long, f"over {FUNCTION_MAX} lines; take out the step that has a name of its own: {long}"


def test_functions_are_small_as_a_rule() -> None:
    sizes = sorted((size, name) for path in product_files() for name, size in functions(path))
    limit = p95([size for size, _ in sizes])
    assert limit < FUNCTION_P95, f"one in twenty is longer than {limit:.0f} lines; shorten: {sizes[-12:]}"


def test_templates_are_small_as_a_rule() -> None:
    sizes = sorted((lines_of(path), name_of(path)) for path in PACKAGE.rglob("templates/**/*.html"))
    limit = p95([size for size, _ in sizes])
    assert limit < TEMPLATE_P95, f"one in twenty is longer than {limit:.0f} lines; include parts: {sizes[-8:]}"


def test_every_module_says_why_it_exists() -> None:
    silent = [
        name_of(path)
        for path in python_files()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree_of(path))
    ]
    assert not silent, f"begin with one or two lines on why the file exists: {silent}"


def imported_by(path: Path) -> set[str]:
    """Full names of the modules that a file imports."""
    found = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def asked_from_elsewhere() -> set[str]:
    """Full names of what a file imports from outside its own folder."""
    return {
        name
        for path in product_files()
        for name in imported_by(path)
        if not name.startswith(".".join(path.parent.relative_to(ROOT).parts) + ".")
    }


def test_actions_and_rules_explain_themselves() -> None:
    """Those that other parts of the room or other rooms call; a predicate of a few lines says it all by its name."""
    wanted = asked_from_elsewhere()
    silent = []
    for path in product_files():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if len(parts) < 3 or parts[2] not in {"actions", "rules"}:
            continue
        for node in tree_of(path).body:
            if not isinstance(node, Function) or ast.get_docstring(node) or ".".join([*parts, node.name]) not in wanted:
                continue
            if (node.end_lineno or 0) - node.lineno >= PLAIN_LINES:
                silent.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert not silent, f"an action or rule has a docstring: shape, errors, source in law: {silent}"


def test_no_catch_all_names() -> None:
    found = [
        name_of(path)
        for path in PACKAGE.rglob("*")
        if path.stem in FORBIDDEN_NAMES and not {"static", "vendor"} & set(path.parts)
    ]
    assert not found, f"say what it holds instead (a noun of the glossary): {found}"


def test_the_kit_stays_small() -> None:
    files = [name_of(path) for path in (PACKAGE / "kit").glob("*.py") if path.name != "__init__.py"]
    assert len(files) <= KIT_FILES, f"the kit has at most {KIT_FILES} files; the rest belongs to a room: {files}"


def test_pages_of_a_room_are_private() -> None:
    page = re.compile(r"mingbai\.(\w+)\.(views|public|forms|admin|api)\b")
    wrong = [
        f"{name_of(path)} → {module}"
        for path in product_files()
        for module in imported_by(path)
        if (match := page.match(module)) and path.relative_to(ROOT).parts[1] not in {match[1], "web"}
    ]
    assert not wrong, f"ask the room's rules, render or actions instead: {wrong}"


def test_what_is_imported_is_declared() -> None:
    """Works by luck otherwise: a package that another one happens to bring."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\n[tool")[0]
    declared = {name.lower().replace("_", "-") for name in re.findall(r'^\s+"([\w-]+)', text, re.MULTILINE)}
    sources = packages_distributions()
    missing = set()
    for path in python_files():
        for module in {name.partition(".")[0] for name in imported_by(path)}:
            if module in sys.stdlib_module_names or module in {"mingbai", "tests", "scripts", "conftest"}:
                continue
            if not declared & {name.lower().replace("_", "-") for name in sources.get(module, [module])}:
                missing.add(f"{name_of(path)}: {module}")
    assert not missing, f"add it to pyproject.toml with a reason and run `make lock`: {sorted(missing)}"


def relations() -> Iterator[tuple[type[Model], str, type[Model]]]:
    for model in apps.get_models():
        for field in [*model._meta.get_fields()]:
            if isinstance(field, ForeignKey | ManyToManyField):
                target = field.remote_field.model
                assert isinstance(target, type)
                yield model, field.name, target


def test_foreign_keys_point_to_the_left() -> None:
    wrong = []
    for model, field, target in relations():
        room, other = model._meta.app_label, target._meta.app_label
        if room in ROOMS and other in ROOMS and ROOMS.index(other) > ROOMS.index(room):
            wrong.append(f"{model.__name__}.{field} → {target.__name__}")
    assert not wrong, f"a record may refer only to rooms on its left; turn the key around: {wrong}"


def test_one_function_moves_an_edition() -> None:
    places = set()
    for path in product_files():
        for function in ast.walk(tree_of(path)):
            if not isinstance(function, Function):
                continue
            for node in ast.walk(function):
                targets = node.targets if isinstance(node, ast.Assign) else []
                if any(STATE_ASSIGNMENT.search(ast.unparse(target)) for target in targets):
                    places.add(f"{name_of(path)} {function.name}")
    assert len(places) <= 1, f"only one function assigns the state of an edition; call it instead: {sorted(places)}"


def test_nothing_is_changed_in_bulk_behind_the_route() -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in product_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\.update\([^)]*\bstate=", line)
    ]
    assert not found, f"a state moves by its action, one record at a time, with a journal entry: {found}"


def test_views_read_the_clock_and_nothing_below_does() -> None:
    pattern = re.compile(r"\btimezone\.(now|localdate)\(\)|\bdate\.today\(|\bdatetime\.now\(")
    found = []
    for path in product_files():
        parts = path.relative_to(PACKAGE).parts if path.is_relative_to(PACKAGE) else ()
        if not parts or not {part.removesuffix(".py") for part in parts} & {
            "kit",
            "rules",
            "actions",
            "render",
            "schema",
        }:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name_of(path)}:{number}")
    assert not found, f"take `now` or `on` as an argument, so that a whole year can be simulated: {found}"


def test_only_settings_read_the_environment() -> None:
    found = []
    for path in product_files():
        if not path.is_relative_to(PACKAGE) or name_of(path) == "mingbai/web/settings.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"os\.(environ\[|environ\.get|getenv)", line):
                found.append(f"{name_of(path)}:{number}")
    assert not found, f"add a setting to mingbai/web/settings.py and a row to docs/operator.md: {found}"


def test_migrations_are_named() -> None:
    found = [
        name_of(path)
        for path in PACKAGE.glob("*/migrations/[0-9]*.py")
        if re.search(r"_auto_|_and_more", path.name) or re.fullmatch(r"\d+_[a-z]", path.stem)
    ]
    assert not found, f"name it after what it does (`makemigrations -n …`): {found}"


def test_no_shortcuts_are_left() -> None:
    pattern = re.compile(
        r"\b(TODO|FIXME|XXX)\b|except( Exception)?:\s*pass\b|raise NotImplementedError|pytest\.mark\.(skip|xfail)\b"
    )
    found = [
        f"{name_of(path)}:{number}"
        for path in python_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert not found, f"finish it, or write an issue: {found}"


def test_tests_can_fail() -> None:
    hollow = []
    for path in python_files():
        if not is_test(path):
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, Function) and node.name.startswith("test_"):
                text = ast.unparse(node)
                if not re.search(r"\bassert\b|raises\(|expect\(|assert_|check_", text):
                    hollow.append(f"{name_of(path)}:{node.lineno} {node.name}")
    assert not hollow, f"say what must be true: {hollow}"


@pytest.mark.parametrize(
    "pattern", [r"<script(?![^>]*\bsrc=)", r"<style\b", r"\sstyle=\"", r"\son[a-z]+=\"", r"javascript:"]
)
def test_templates_need_no_inline_script_or_style(pattern: str) -> None:
    found = [
        f"{name_of(path)}:{number}"
        for path in PACKAGE.rglob("templates/**/*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert not found, f"the content security policy forbids {pattern}; use the stylesheet or a file in static: {found}"
