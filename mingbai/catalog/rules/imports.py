"""A catalogue file held against what is in force: what is new, what is stricter, what would loosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.versions import depth, reaching, spec_of
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.local import LooseningRefused, Override, effective
from mingbai.catalog.schema.vocab import PERIODS
from mingbai.orgs.models import Unit

# What the national row fixes; a local rule may not touch it. The words are those of the file's headings.
FIXED = {
    "domain": "领域",
    "klass": "一级事项",
    "title": "二级事项",
    "elements": "公开内容（要素）",
    "applies_to": "适用单位",
    "kind": "公开类型",
    "stages": "环节",
    "drafter": "起草",
    "retention": "保管期限",
}
SAME = ("min_display_days", "privacy", "audience", "approvers", "pre_reviewers")


@dataclass
class Report:
    """What loading a file would do. Nothing is loaded while `problems` is not empty."""

    new: list[ItemSpec] = field(default_factory=list)
    changed: list[tuple[ItemSpec, list[Override]]] = field(default_factory=list)
    same: list[ItemSpec] = field(default_factory=list)
    problems: list[SpecError] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems

    @property
    def empty(self) -> bool:
        return not (self.new or self.changed)


def compare(specs: Iterable[ItemSpec], scope: Unit, source: str, on: date) -> Report:
    """Sort the rows of a file by what they would do in `scope` from a day on. Two queries."""
    report = Report()
    versions = ItemVersion.objects.valid_on(on).filter(reaching(scope)).select_related("item", "scope")
    by_code: dict[str, list[ItemVersion]] = {}
    for version in versions.order_by("number"):
        by_code.setdefault(version.item.code, []).append(version)
    known = set(Item.objects.values_list("code", flat=True))
    for spec in specs:
        if spec.code not in by_code:
            if spec.code in known:
                said = _("编码 %(code)s 已经是别的单位的事项，请换一个编码") % {"code": spec.code}
                report.problems.append(SpecError(spec.code, said))
            else:
                report.new.append(spec)
            continue
        _compare_one(report, spec, by_code[spec.code], scope, source)
    return report


def _compare_one(report: Report, spec: ItemSpec, versions: Sequence[ItemVersion], scope: Unit, source: str) -> None:
    above = [version for version in versions if version.scope_id != scope.pk]
    current = spec_of(max(versions, key=depth))
    if not above:  # the unit's own item: it may be written anew
        (report.same if current == spec else report.new).append(spec)
        return
    floor = spec_of(max(above, key=depth))
    problems = [
        SpecError(spec.code, _("“%(column)s”是国家目录定的，不能在这里改") % {"column": column})
        for name, column in FIXED.items()
        if getattr(spec, name) != getattr(current, name)
    ]
    overrides = [] if problems else differences(current, spec, source)
    if overrides:
        standing = [Override.from_json(row) for row in _own_rules(versions, scope)]
        try:
            effective(floor, [*standing, *overrides])
        except LooseningRefused as refused:
            problems = [SpecError(spec.code, sentence) for sentence in refused.sentences]
    if problems:
        report.problems += problems
    elif overrides:
        report.changed.append((spec, overrides))
    else:
        report.same.append(spec)


def differences(current: ItemSpec, given: ItemSpec, source: str) -> list[Override]:
    """The local rules that lead from the row in force to the row of the file; [] when they agree."""
    standing = {rule.phrase() for rule in current.due}
    found = [Override(given.code, source, due=rule) for rule in given.due if rule.phrase() not in standing]
    if given.cadence.every != current.cadence.every and given.cadence.every in PERIODS:
        found.insert(0, Override(given.code, source, every=given.cadence.every))
    changes = {name: getattr(given, name) for name in SAME if getattr(given, name) != getattr(current, name)}
    if changes:
        found.append(Override(given.code, source, **changes))
    return found


def _own_rules(versions: Sequence[ItemVersion], scope: Unit) -> list[object]:
    own = [version for version in versions if version.scope_id == scope.pk]
    return list(own[-1].override.get("rules", [])) if own else []
