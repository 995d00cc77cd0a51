"""The catalogue of a unit as a reader wants it: by domain, searched and filtered, with what is local and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.models import Domain, ItemVersion
from mingbai.catalog.rules.versions import spec_of, versions_below, versions_for
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import fields_of
from mingbai.catalog.schema.local import Override
from mingbai.catalog.schema.vocab import EVERY_LABELS
from mingbai.orgs.models import Unit

KINDS = {
    "standing": gettext_noop("长期公开"),
    "periodic": gettext_noop("定期公开"),
    "as_it_happens": gettext_noop("随时公开"),
    "procedural": gettext_noop("按阶段公开"),
}
MASKED = {
    "": gettext_noop("%(name)s"),
    "name": gettext_noop("%(name)s（遮成“王某”）"),
    "group": gettext_noop("%(name)s（只写到组，不写门牌）"),
    "whole": gettext_noop("%(name)s（写全名）"),
}
PRIVACY = {
    "P0": gettext_noop("不涉及个人信息"),
    "P1": gettext_noop("有工作人员的姓名和办公电话"),
    "P2": gettext_noop("涉及居民个人，打码后才公开"),
}


@dataclass(frozen=True)
class Entry:
    """One item as it holds for the unit."""

    version: ItemVersion
    spec: ItemSpec

    @property
    def how_often(self) -> str:
        cadence = self.spec.cadence
        return _full_width(cadence.text) or _(EVERY_LABELS[cadence.every])

    @property
    def elements(self) -> str:
        """What the notice has to say, as a reader wants it."""
        return "、".join(_full_width(element) for element in self.spec.elements)

    @property
    def by_when(self) -> list[str]:
        return list(dict.fromkeys(rule.shown() for rule in self.spec.due))

    @property
    def kind(self) -> str:
        return _(KINDS[self.spec.kind])

    @property
    def privacy(self) -> str:
        return _(PRIVACY[self.spec.privacy])

    @property
    def fields(self) -> list[str]:
        """The columns that a list about residents may have, each with how it is masked; [] where there is none."""
        return list(self.columns.values())

    @property
    def columns(self) -> dict[str, str]:
        """The same by the name of the column."""
        return {name: _(MASKED[mask]) % {"name": name} for name, mask in fields_of(self.spec).items()}

    @property
    def signs(self) -> list[tuple[str, str]]:
        """Who drafts, who looks at it first, who approves."""
        named = [
            (_("起草"), self.spec.drafter),
            (_("事前审查"), "、".join(self.spec.pre_reviewers)),
            (_("签批"), "、".join(self.spec.approvers)),
        ]
        return [(label, who) for label, who in named if who]

    @property
    def own(self) -> bool:
        """Whether the unit (or one above it) added the item itself."""
        return self.version.item.owner_id is not None

    @property
    def local(self) -> list[str]:
        """The figures that are stricter than the national row, in words."""
        rules = [Override.from_json(row) for row in self.version.override.get("rules", [])]
        return list(dict.fromkeys(word for rule in rules for word in words_of(rule)))

    @property
    def local_sources(self) -> list[str]:
        rules = [Override.from_json(row) for row in self.version.override.get("rules", [])]
        named = list(dict.fromkeys(rule.source for rule in rules))
        return [one for one in named if not any(other != one and other.startswith(one) for other in named)]


def _full_width(text: str) -> str:
    return text.translate(str.maketrans("(),;", "（），；"))


def words_of(rule: Override) -> list[str]:
    """What a local rule changes, in words."""
    said = []
    if rule.every:
        said.append(_("周期改为%(every)s") % {"every": _(EVERY_LABELS[rule.every])})
    if rule.due is not None:
        said.append(_("到期日改为%(due)s") % {"due": rule.due.shown()})
    if rule.min_display_days is not None:
        said.append(_("至少张贴 %(n)s 天") % {"n": rule.min_display_days})
    if rule.nil_every:
        said.append(_("没有发生的，%(every)s声明一次") % {"every": _(EVERY_LABELS[rule.nil_every])})
    if rule.review_days is not None:
        said.append(_("提前 %(n)s 个工作日送审") % {"n": rule.review_days})
    if rule.approvers:
        said.append(_("由%(names)s签批") % {"names": "、".join(rule.approvers)})
    if rule.pre_reviewers:
        said.append(_("由%(names)s事前审查") % {"names": "、".join(rule.pre_reviewers)})
    if rule.privacy:
        said.append(_("隐私等级提高到 %(privacy)s") % {"privacy": rule.privacy})
    if rule.fields:
        said.append(_("名单里只有%(names)s") % {"names": _("、").join(rule.fields)})
    if rule.audience is not None:
        said.append(_("向%(label)s公开") % {"label": rule.audience.label})
    return said


@dataclass(frozen=True)
class Wanted:
    """What the reader asks for; an empty field asks for all."""

    domain: str = ""
    kind: str = ""
    mark: str = ""
    words: str = ""

    @property
    def narrowed(self) -> bool:
        return bool(self.domain or self.kind or self.mark or self.words)

    def fits(self, entry: Entry) -> bool:
        spec = entry.spec
        text = f"{spec.code} {spec.title} {spec.klass} {' '.join(spec.elements)}".lower()
        marks = {"": True, "local": bool(entry.local or entry.own), "confirm": spec.to_confirm}
        return (
            self.domain in ("", spec.domain)
            and self.kind in ("", spec.kind)
            and marks[self.mark]
            and self.words.lower() in text
        )


def read_wanted(asked: Mapping[str, str], *, staff: bool) -> Wanted:
    """Read the query string; what is not offered counts as not asked. Only officials see what is to be confirmed."""
    marks = ("local", "confirm") if staff else ("local",)
    domain, kind, mark = asked.get("domain", ""), asked.get("kind", ""), asked.get("mark", "")
    return Wanted(
        domain=domain if domain in Domain.values else "",
        kind=kind if kind in KINDS else "",
        mark=mark if mark in marks else "",
        words=asked.get("q", "").strip()[:40],
    )


def entries_for(unit: Unit, on: date, *, below: bool = False) -> list[Entry]:
    """Every item that holds for the unit on a day, in the order of the catalogue. One query.

    `below` adds what only units below it must disclose, for whoever makes local rules for them.
    """
    found = versions_below(unit, on) if below else versions_for(unit, on)
    return [Entry(version, spec_of(version)) for version in found]


def by_domain(entries: Iterable[Entry]) -> list[tuple[str, str, list[Entry]]]:
    """(domain, its name, its entries), in the order of the domains."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.spec.domain, []).append(entry)
    return [(domain, str(Domain(domain).label), found[domain]) for domain in Domain.values if domain in found]
