"""Campaign plans (阶段工作安排): phases with days and tasks for many units, and what each reports as done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models import Tenure, Unit


class Campaign(models.Model):
    """What a street or a district carries out with the units below it; the plan itself stands in versions."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaigns", verbose_name=_("安排的单位"))
    name = models.CharField(_("名称"), max_length=60)
    opened_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("停止"), null=True, blank=True)
    ended_why = models.CharField(_("停止的原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("活动安排")
        verbose_name_plural = _("活动安排")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_at__isnull=True), name="campaign_name_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CampaignPlan(models.Model):
    """One version of a plan; the newest holds. Insert-only by trigger. `plan` is
    `{"words", "phases": [{"key", "name", "since", "until", "tasks": [{"key", "title", "code"}]}]}`."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="plans", verbose_name=_("活动安排"))
    number = models.PositiveSmallIntegerField(_("第几版"))
    plan = models.JSONField(_("安排"))
    why = models.CharField(_("为什么改"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("时间"))
    made_by = models.ForeignKey(Tenure, models.PROTECT, related_name="+", verbose_name=_("职务"))

    class Meta:
        verbose_name = _("活动安排的一版")
        verbose_name_plural = _("活动安排的一版")
        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="campaign_plan_once")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.number}"


class CampaignUnit(models.Model):
    """A unit that takes part; one that was left out later stays here with the moment."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="parts", verbose_name=_("活动安排"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="campaign_parts", verbose_name=_("单位"))
    left_at = models.DateTimeField(_("移出时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("参加活动的单位")
        verbose_name_plural = _("参加活动的单位")
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="campaign_unit_once")]

    def __str__(self) -> str:
        return f"{self.campaign} {self.unit}"


class CampaignReport(models.Model):
    """A unit says that it has done a task. It belongs to the task's key, so that a changed plan keeps it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reports", verbose_name=_("活动安排"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    key = models.CharField(_("任务"), max_length=12)
    title = models.CharField(_("任务当时怎么写"), max_length=80)
    words = models.CharField(_("办成了什么"), max_length=400)
    done_by = models.ForeignKey(Tenure, models.PROTECT, related_name="+", verbose_name=_("谁报的"))
    done_at = models.DateTimeField(_("报告时间"))
    undone_at = models.DateTimeField(_("收回时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("活动任务的报告")
        verbose_name_plural = _("活动任务的报告")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "key"], condition=Q(undone_at__isnull=True), name="campaign_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign} {self.unit} {self.key}"
