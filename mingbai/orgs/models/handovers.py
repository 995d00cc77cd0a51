"""Handing over (工作移交): what somebody who left a post had in hand, and who took it over when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models.bodies import Tenure
from mingbai.orgs.models.people import Person


class Handover(models.Model):
    """Opened when a tenure ends; due ten days after its last day (村委会法20). `items` is what was in hand on the day
    it was taken over: a list of `{"title", "note", "due"}`, due as an ISO date."""

    tenure = models.OneToOneField(Tenure, models.PROTECT, related_name="handover", verbose_name=_("职务"))
    opened_at = models.DateTimeField(_("开始移交"))
    successor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="takes_over", verbose_name=_("接手的人")
    )
    named_at = models.DateTimeField(_("指定时间"), null=True, blank=True)
    items = models.JSONField(_("移交清单"), default=list, blank=True)
    done_at = models.DateTimeField(_("接手时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("工作移交")
        verbose_name_plural = _("工作移交")

    def __str__(self) -> str:
        return str(self.tenure)
