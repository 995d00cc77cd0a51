"""Campaign plans: laying one down, changing it under way, ending it; reporting a task as done and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.duties.actions.joint import kept_words
from mingbai.duties.models import Campaign, CampaignPlan, CampaignReport, CampaignUnit
from mingbai.duties.rules.campaigns import (
    MOST_TITLE,
    Plan,
    Step,
    campaign_for,
    grids,
    newest,
    why_not_change,
    why_not_plan,
    why_not_report,
    with_plans,
)
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

MOST_NAME, MOST_WORDS, MOST_WHY, MOST_DONE = 60, 400, 120, 400


@transaction.atomic
def open_campaign(
    *, name: str, words: str, phases: Sequence[Plan], units: Sequence[Unit], now: datetime, by: Viewer
) -> Campaign:
    """Lay down a plan for these units: phases in order, each `{"name", "since", "until", "tasks": [(title, code)]}`."""
    by.require(Permission.CAMPAIGN_WRITE)
    assert by.unit is not None, "require() has made sure of a post"
    name = kept_words(name, MOST_NAME)
    _demand(name, phases, units, by)
    Unit.objects.select_for_update().filter(pk=by.unit.pk).first()  # of two who open the same, the second reads it
    if Campaign.objects.filter(unit=by.unit, name=name, ended_at__isnull=True).exists():
        raise NotNow(_("“%(name)s”已经有了。是另一件事，就给它起个不一样的名字。") % {"name": name})
    campaign = Campaign.objects.create(unit=by.unit, name=name, opened_at=now)
    _write(campaign, 1, words, phases, {}, "", now, by)
    CampaignUnit.objects.bulk_create([CampaignUnit(campaign=campaign, unit=unit) for unit in units])
    note = {"name": name, "units": len(units)}
    record(act="campaign:open", what=campaign, now=now, by=by, unit=by.unit, note=note)
    return campaign


@transaction.atomic
def change_campaign(
    *,
    campaign_id: int,
    words: str,
    phases: Sequence[Plan],
    units: Sequence[Unit],
    why: str,
    seen: int,
    now: datetime,
    by: Viewer,
) -> CampaignPlan:
    """A new version of the plan, with the reason. A task that is still called the same keeps what was reported."""
    campaign, why = _changing(campaign_id, why, by)
    last = newest(campaign)
    if seen != last.number:
        raise NotNow(_("安排刚才已经改过一版。请先看新的，再改。"))
    _demand(campaign.name, phases, units, by)
    known = {task["title"]: task["key"] for one in last.plan["phases"] for task in one["tasks"]}
    reported = campaign.reports.filter(undone_at__isnull=True).values_list("title", "key")
    version = _write(campaign, last.number + 1, words, phases, {**dict(reported), **known}, why, now, by)
    wanted = {unit.pk for unit in units}
    parts = CampaignUnit.objects.filter(campaign=campaign)
    parts.filter(left_at__isnull=True).exclude(unit__in=wanted).update(left_at=now)
    parts.filter(unit__in=wanted).update(left_at=None)
    there = set(parts.values_list("unit", flat=True))
    CampaignUnit.objects.bulk_create(
        [CampaignUnit(campaign=campaign, unit=one) for one in units if one.pk not in there]
    )
    note = {"name": campaign.name, "reason": why, "units": len(units)}
    record(act="campaign:change", what=campaign, now=now, by=by, unit=campaign.unit, note=note)
    return version


@transaction.atomic
def end_campaign(*, campaign_id: int, why: str, now: datetime, by: Viewer) -> None:
    """End a campaign, with the reason; what was reported stays readable."""
    campaign, why = _changing(campaign_id, why, by)
    campaign.ended_at, campaign.ended_why = now, why
    campaign.save(update_fields=["ended_at", "ended_why"])
    note = {"name": campaign.name, "reason": why}
    record(act="campaign:end", what=campaign, now=now, by=by, unit=campaign.unit, note=note)


@transaction.atomic
def report_step(*, campaign_id: int, unit: Unit, key: str, words: str, now: datetime, by: Viewer) -> CampaignReport:
    """The unit's clerk says that a task is done, and what shows it."""
    campaign, step = _step(campaign_id, unit, key, now, by)
    refusal, words = why_not_report(campaign, unit, step, by, now), kept_words(words, MOST_DONE)
    if not refusal and not words:
        refusal = _("请写办成了什么，凭什么看得出来。")
    if refusal:
        raise NotNow(refusal)
    assert step is not None, "the rule has made sure"
    assert by.tenure is not None, "the rule has made sure"
    report = CampaignReport.objects.create(
        campaign=campaign, unit=unit, key=key, title=step.title, words=words, done_by=by.tenure, done_at=now
    )
    note = {"name": campaign.name, "title": step.title}
    record(act="campaign:report", what=report, now=now, by=by, unit=unit, note=note)
    return report


@transaction.atomic
def take_back_step(*, campaign_id: int, unit: Unit, key: str, now: datetime, by: Viewer) -> None:
    """The unit's clerk takes a report back while the campaign goes on; the task is open again."""
    campaign, step = _step(campaign_id, unit, key, now, by)
    if not by.may(Permission.DUTY_WRITE, unit) or campaign.ended_at is not None or step is None or step.report is None:
        raise NotNow(_("没有能收回的报告。"))
    CampaignReport.objects.filter(pk=step.report.pk, undone_at__isnull=True).update(undone_at=now)
    note = {"name": campaign.name, "title": step.title}
    record(act="campaign:take_back", what=step.report, now=now, by=by, unit=unit, note=note)


def _step(campaign_id: int, unit: Unit, key: str, now: datetime, by: Viewer) -> tuple[Campaign, Step | None]:
    """The campaign, locked, and the unit's task as it stands."""
    campaign = _locked(campaign_id, by)
    row = next((row for row in grids([campaign], timezone.localdate(now))[campaign.pk] if row.unit == unit), None)
    if row is None or not by.may(Permission.NOTICE_READ, unit):
        raise NotFound
    return campaign, next((step for cell in row.cells for step in cell.steps if step.key == key), None)


def _changing(campaign_id: int, why: str, by: Viewer) -> tuple[Campaign, str]:
    campaign, why = _locked(campaign_id, by), kept_words(why, MOST_WHY)
    by.require(Permission.CAMPAIGN_WRITE, campaign.unit)
    refusal = why_not_change(campaign, by) or ("" if why else _("请写原因。"))
    if refusal:
        raise NotNow(refusal)
    return campaign, why


def _locked(campaign_id: int, by: Viewer) -> Campaign:
    campaign_for(by, campaign_id)
    return with_plans(Campaign.objects.select_for_update(of=("self",)).select_related("unit")).get(pk=campaign_id)


def _demand(name: str, phases: Sequence[Plan], units: Sequence[Unit], by: Viewer) -> None:
    if any(not by.may(Permission.CAMPAIGN_WRITE, unit) for unit in units):
        raise NotFound
    why = why_not_plan(name, phases, units)
    if why:
        raise NotNow(why)


def _write(
    campaign: Campaign,
    number: int,
    words: str,
    phases: Sequence[Plan],
    known: dict[str, str],
    why: str,
    now: datetime,
    by: Viewer,
) -> CampaignPlan:
    """The version as it is kept; a title that is known keeps its key, a new one gets the next."""
    assert by.tenure is not None, "require() has made sure of a post"
    last = max((int(key[1:]) for key in known.values()), default=0)
    written: list[dict[str, Any]] = []
    used: set[str] = set()
    for nth, one in enumerate(phases, start=1):
        tasks = []
        for title, code in one["tasks"]:
            title = kept_words(title, MOST_TITLE)
            key = known.get(title, "")
            if not key or key in used:
                last += 1
                key = f"t{last}"
            used.add(key)
            tasks.append({"key": key, "title": title, "code": code})
        days = {day: one[day].isoformat() for day in ("since", "until")}
        written.append({"key": f"p{nth}", "name": kept_words(one["name"], 20), **days, "tasks": tasks})
    plan = {"words": kept_words(words, MOST_WORDS), "phases": written}
    return CampaignPlan.objects.create(
        campaign=campaign, number=number, plan=plan, why=why, made_at=now, made_by=by.tenure
    )
