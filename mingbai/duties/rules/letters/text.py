"""What stands in a letter. `content` is one JSON object:

`unit`, `above` names; `year`; `number`; `first` {tenure, post, name}: the first responsible person; `aims`: words;
`tasks`: [{key, kind, title, code, due, tenure, post, name}], kind "item" (a row of the catalogue, followed from the
duties) or "own" (with a day, reported by its person).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mingbai.catalog.models import Domain
from mingbai.duties.models import Duty, DutyKind
from mingbai.duties.rules.roster import Roster
from mingbai.kit.digests import digest
from mingbai.orgs.models import PostKind, Tenure, Unit

Content = dict[str, Any]
FIRST = (PostKind.SECRETARY, PostKind.DIRECTOR)  # 党组织负责人、主任 are the first responsible persons (S1, S2, S3)
WORKERS = (
    PostKind.CLERK,
    PostKind.DIRECTOR,
    PostKind.SECRETARY,
    PostKind.STREET_REVIEWER,
    PostKind.PRIVACY_REVIEWER,
    PostKind.FINANCE_MEMBER,
    PostKind.MEMBER,
    PostKind.DISTRICT_MANAGER,
)


def named(tenure: Tenure | None) -> dict[str, Any]:
    """Post and person as a letter names them; empty where nobody is named yet."""
    if tenure is None:
        return {"tenure": 0, "post": "", "name": ""}
    return {"tenure": tenure.pk, "post": tenure.post.title, "name": tenure.person.name}


def workers(unit: Unit, on: date) -> list[Tenure]:
    """Those in the unit to whom a task can be given, in the order of the posts; one post for each person."""
    found: dict[int, Tenure] = {}
    for tenure in Roster(unit, on).holding(*WORKERS):
        found.setdefault(tenure.person_id, tenure)
    return list(found.values())


def first_person(unit: Unit, on: date) -> Tenure | None:
    """Whoever answers for the whole unit: the secretary, else the director."""
    return next(iter(Roster(unit, on).holding(*FIRST)), None)


def item_tasks(unit: Unit, year: int, on: date) -> list[dict[str, Any]]:
    """A task for each row of the catalogue of which the unit owes something in the year, with its handler's post."""
    roster = Roster(unit, on)
    duties = Duty.objects.filter(unit=unit, period_start__year=year).exclude(kind=DutyKind.EVENT)
    rows: dict[str, dict[str, Any]] = {}
    for duty in duties.select_related("item", "version").order_by("item__position", "item__code", "period_start"):
        code = duty.item.code
        if code not in rows:
            handler = named(roster.holder(duty.version.spec.get("drafter", "")))
            key = {"key": code, "kind": "item", "code": code, "domain": duty.item.domain, "due": ""}
            rows[code] = {**key, "title": duty.version.title, **handler}
    return list(rows.values())


def own_task(key: str, title: str, due: date, tenure: Tenure | None) -> dict[str, Any]:
    """A task that the unit sets itself, as the letter keeps it."""
    return {
        "key": key,
        "kind": "own",
        "code": "",
        "domain": "",
        "due": due.isoformat(),
        "title": title,
        **named(tenure),
    }


def drawn(unit: Unit, year: int, number: int, on: date, before: Content | None) -> Content:
    """A fresh letter; from the version before it come the aims, the own tasks, and who was named, if they still are."""
    staff = {tenure.pk: tenure for tenure in workers(unit, on)}
    old = {task["key"]: task for task in before["tasks"]} if before else {}
    tasks = item_tasks(unit, year, on)
    for task in tasks:
        kept = staff.get(old.get(task["key"], {}).get("tenure", 0))
        task.update(named(kept) if kept else {})
    for task in old.values():
        if task["kind"] == "own":
            tasks.append({**task, **named(staff.get(task["tenure"]))})
    return {
        "unit": unit.name,
        "above": unit.parent.name if unit.parent else "",
        "year": year,
        "number": number,
        "first": named(first_person(unit, on)),
        "aims": before["aims"] if before else _default_aims(year),
        "tasks": tasks,
    }


def _default_aims(year: int) -> str:
    return _("目录里的每一项，每一期都按时公开；没有发生的，签字声明。群众的意见，条条有答复。")


def people_of(content: Content) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(post, name, tasks), those with the most tasks first; whoever is not named comes on top."""
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for task in content["tasks"]:
        day = date.fromisoformat(task["due"]) if task["due"] else None
        grouped.setdefault((task["post"], task["name"]), []).append({**task, "day": day})
    rows = [(post, name, tasks) for (post, name), tasks in grouped.items()]
    return sorted(rows, key=lambda row: (bool(row[1]), -len(row[2]), row[1]))


def by_domain(tasks: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The rows of the catalogue under their domains, in its order."""
    listed = [task for task in tasks if task["kind"] == "item"]
    found = [(str(domain.label), [task for task in listed if task["domain"] == domain.value]) for domain in Domain]
    return [(label, some) for label, some in found if some]


def why_not_whole(content: Content) -> str:
    """What a letter lacks before it can be signed; empty when nothing does."""
    if not content["first"]["tenure"]:
        return _("还没有第一责任人：请系统管理员登记书记或者主任。")
    if not content["tasks"]:
        return _("还没有任务。")
    blank = [task["title"] for task in content["tasks"] if not task["tenure"]]
    if blank:
        words = {"n": len(blank), "title": blank[0]}
        return _("还有 %(n)s 项没有写由谁办，例如“%(title)s”。") % words
    return ""


def digest_of(content: Content) -> str:
    return digest(content)
