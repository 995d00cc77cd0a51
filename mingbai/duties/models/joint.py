"""Linked disclosure (乡村站所联动): one matter that several units publish in step, each by a duty of its own."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mingbai.catalog.models import Item
from mingbai.duties.models.duties import Duty
from mingbai.orgs.models import Unit


class JointMatter(models.Model):
    """What is published together, and on which days. Whether a unit has published is read from its duty."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="joint_matters", verbose_name=_("牵头单位"))
    name = models.CharField(_("名称"), max_length=60)
    words = models.CharField(_("说明"), max_length=400, blank=True)
    happened_on = models.DateField(_("事情的日期"))
    since = models.DateField(_("统一公开从"))
    until = models.DateField(_("统一公开到"))
    opened_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("停止"), null=True, blank=True)
    ended_why = models.CharField(_("停止的原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("联动公开")
        verbose_name_plural = _("联动公开")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="joint_window"),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(ended_at__isnull=True), name="joint_name_once_while_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class JointPart(models.Model):
    """One unit's part in a matter: which item, and the duty by which it is owed; none once it was taken out."""

    matter = models.ForeignKey(JointMatter, models.PROTECT, related_name="parts", verbose_name=_("联动公开"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="joint_parts", verbose_name=_("单位"))
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name=_("公开事项"))
    duty = models.OneToOneField(
        Duty, models.PROTECT, null=True, blank=True, related_name="joint_part", verbose_name=_("应公开事项")
    )
    added_at = models.DateTimeField(_("后来加进来的时间"), null=True, blank=True)  # none for those of the beginning
    added_why = models.CharField(_("加进来的原因"), max_length=120, blank=True)
    removed_at = models.DateTimeField(_("移出时间"), null=True, blank=True)
    removed_why = models.CharField(_("移出的原因"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("联动的单位")
        verbose_name_plural = _("联动的单位")
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "unit"], condition=Q(removed_at__isnull=True), name="joint_part_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, duty__isnull=False)
                | Q(removed_at__isnull=False, duty__isnull=True),
                name="joint_part_has_a_duty_or_is_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.unit}"
