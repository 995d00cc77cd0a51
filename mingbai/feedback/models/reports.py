"""The record of one publication (公开报告单): what, when, where, who signed, what people said, what came of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models import Edition, Notice
from mingbai.orgs.models import Tenure


class Report(models.Model):
    """One for each published edition. Insert-only, by trigger too.

    `content` is canonical JSON, as `rules.reports.report_of` makes it, and `digest` is over it.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reports")
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="report")
    content = models.JSONField()
    digest = models.CharField(max_length=71, editable=False)
    made_by = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("归档时间"))

    class Meta:
        verbose_name = _("公开报告单")
        verbose_name_plural = _("公开报告单")
        indexes = [models.Index(fields=["notice", "made_at"], name="report_newest")]

    def __str__(self) -> str:
        return f"{self.content.get('number', '')} {self.content.get('title', '')}"
