"""What the demo's clerks write: invented but believable content for every row of the catalogue."""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from mingbai.catalog.schema.item import ItemSpec
from mingbai.orgs.models import Unit, UnitKind
from mingbai.web.demo.accounts import ACCOUNTS
from mingbai.web.demo.reckon import lot, settle
from mingbai.web.demo.scene import PeriodLike, Scene

Block = dict[str, Any]
Story = dict[str, Any]
_WATCHERS: Final = re.compile("监督|纪检|举报|投诉|镇|街道|上级|内审")
_BASE: Final = (UnitKind.COMMUNITY, UnitKind.VILLAGE)


@cache
def stories() -> dict[str, list[Story]]:
    """Code → the stories that can be told for it (words/*.json)."""
    found: dict[str, list[Story]] = {}
    for path in (files("mingbai.web.demo") / "words").iterdir():
        if path.name.endswith(".json"):
            found.update(json.loads(path.read_text(encoding="utf-8")))
    return found


def fill(content: dict[str, Any], spec: ItemSpec, period: PeriodLike, rng: random.Random, unit: Unit) -> dict[str, Any]:
    """A blank draft of any catalogue row, filled so that it could be signed; the draft given stays as it is.

    The same rng, unit and period give the same words; balances follow from unit and period alone, so they chain.
    """
    filled = copy.deepcopy(content)
    title = str(filled["title"]).strip()
    scene = Scene(spec, period, rng, unit, title)
    filled["title"] = _titled(title or spec.title, scene)
    story = _choose(stories().get(spec.code, []), scene, filled["title"])
    for name, words in story.get("let", {}).items():
        scene.set(name, words)
    for block in filled["blocks"]:
        told = story.get(block.get("key", ""))
        if block["type"] == "contacts":
            _contacts(block, scene)
        elif told is not None:
            _TELL[block["type"]](block, told, scene)
    account = ACCOUNTS.get(spec.code)
    if account:
        account(filled["blocks"], scene)
    settle(filled["blocks"])
    return filled


def _titled(title: str, scene: Scene) -> str:
    """With the period in front where the template's title leaves it out, or every month's would read the same."""
    key = scene.period.key
    recurs = not scene.event and ("-" in key or scene.spec.cadence.mode == "periodic")
    return f"{scene.period.label}{title}" if recurs and str(scene.period.start.year) not in title else title


def _choose(all_stories: list[Story], scene: Scene, title: str) -> Story:
    """The story made for this title, else one of those that suit the kind of unit and the season, in turn."""
    group = "base" if scene.unit.kind in _BASE else "gov"
    fitting = [one for one in all_stories if not {scene.unit.kind, group}.isdisjoint(one.get("kinds", (group,)))]
    named = [one for one in fitting if any(word in title for word in one.get("when", ()))]
    if scene.event and named:
        return named[0]
    free = [one for one in fitting if "when" not in one]
    seasonal = [one for one in free if "months" not in one or scene.holds_month(one["months"])]
    choice = seasonal or free or fitting or all_stories
    if choice and choice[0].get("same"):
        return choice[lot(scene.unit.code, scene.spec.code) % len(choice)]
    if not choice:
        return {}
    chosen = choice[scene.turn(len(choice))]
    scene.siblings = len(choice)
    return chosen


def _text(block: Block, told: str | list[str], scene: Scene) -> None:
    """One text, or several that take turns."""
    block["text"] = scene.tell(told if isinstance(told, str) else told[scene.turn(len(told))])


def _facts(block: Block, told: dict[str, str], scene: Scene) -> None:
    for item in block["items"]:
        item["value"] = scene.tell(told[item["label"]]) if item["label"] in told else item["value"]


def _figures(block: Block, told: dict[str, str], scene: Scene) -> None:
    for item in block["items"]:
        if item["key"] in told:
            item["value"] = _cell(scene.tell(told[item["key"]]), block["kind"])


def _table(block: Block, told: list[Any] | Story, scene: Scene) -> None:
    rows = list(_rows(told, scene))
    keys = [(column["key"], column["kind"]) for column in block["columns"]]
    block["rows"] = [
        {key: _cell(cell, kind) for (key, kind), cell in zip(keys, row, strict=False) if cell} for row in rows
    ]


def _rows(told: list[Any] | Story, scene: Scene) -> Iterator[list[str]]:
    """Rows of cells: as listed; some of those listed (in their order); or one row told again and again.

    What is `same` does not change from one period to the next: premises, and people on a list. A row told again knows
    its number: `{q{nth}}` is somebody else in each.
    """
    if isinstance(told, list):
        for one in told:
            if isinstance(one, dict):
                yield from _rows(one, scene)
            else:
                yield [scene.tell(cell) for cell in one]
    elif "some" in told:
        wanted = min(int(scene.tell(f"{{{told['some']}}}")), len(told["rows"]))
        for nth in sorted(scene.rng.sample(range(len(told["rows"])), wanted)):
            yield from _rows([told["rows"][nth]], scene)
    else:
        usual = scene.rng
        rows = told.get("rows") or [told["row"]] * int(scene.tell(f"{{{told['each']}}}"))
        for nth, row in enumerate(rows):
            scene.rng = scene.own_luck(nth, row[0], row[-1]) if told.get("same") else usual
            scene.values["nth"] = nth
            yield [scene.tell(cell) for cell in row]
        scene.rng = usual


def _cell(cell: str, kind: str) -> str:
    return f"{Decimal(cell):.2f}" if kind == "money" and cell else cell


def _contacts(block: Block, scene: Scene) -> None:
    """Only telephones that the unit has declared; what the draft came with stays, and lines without one stay empty."""
    profile = scene.profile
    for item in block["items"]:
        if item["phone"]:
            continue
        watcher = bool(_WATCHERS.search(item["name"]))
        phone = profile.supervision_phone if watcher else profile.phone
        item["phone"] = phone or profile.phone
        if item["phone"] and not watcher:
            item["place"], item["hours"] = profile.address, profile.hours


_TELL: Final[dict[str, Callable[[Block, Any, Scene], None]]] = {
    "text": _text,
    "facts": _facts,
    "figures": _figures,
    "table": _table,
}
