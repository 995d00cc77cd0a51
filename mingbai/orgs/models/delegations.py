"""Standing in: somebody away for a while lets another sign in their post, from when to when and why."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models.bodies import Tenure
from mingbai.orgs.models.people import Person


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def holding_on(self, on: date) -> DelegationQuerySet:
        """Those by which somebody may act on a day; one taken back holds no more, from that moment on."""
        return self.filter(since__lte=on, until__gte=on, ended_at__isnull=True)


class Delegation(models.Model):
    """`deputy` acts in the post of `tenure` from `since` until `until` (both included), unless ended before."""

    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="delegations", verbose_name=_("职务"))
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="stands_in", verbose_name=_("代办人"))
    since = models.DateField(_("代办起"))
    until = models.DateField(_("代办止"))
    reason = models.CharField(_("原因"), max_length=100)
    made_at = models.DateTimeField(_("委托时间"))
    ended_at = models.DateTimeField(_("收回时间"), null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("委托代办")
        verbose_name_plural = _("委托代办")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="delegation_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}（代{self.tenure.person}）"
