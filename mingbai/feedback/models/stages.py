"""Matters on which people are heard before anything is settled: a thread of three notices, or one on trial."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.duties.models import Duty
from mingbai.orgs.models import Unit


class StageKind(models.TextChoices):
    DRAFT = "draft", _("征求意见")
    DECISION = "decision", _("决定公布")
    RESULT = "result", _("结果公布")
    TRIAL = "trial", _("期满生效")


class Thread(models.Model):
    """One matter from the draft for comment over the decision to the result (S1 事前公示—决策公开—结果公开)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="threads")
    title = models.CharField(_("标题"), max_length=100)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("预公开")
        verbose_name_plural = _("预公开")

    def __str__(self) -> str:
        return self.title


class Stage(models.Model):
    """What one notice is for. It hangs on the duty, so a draft given up and begun again is still the same stage.

    `days`: how long opinions (draft) or objections (trial) are taken from the publication; empty for the others.
    """

    duty = models.OneToOneField(Duty, models.PROTECT, related_name="stage")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="stages")  # empty: a trial
    kind = models.CharField(_("环节"), max_length=8, choices=StageKind.choices)
    days = models.PositiveIntegerField(_("天数"), null=True)
    opened_at = models.DateTimeField()

    class Meta:
        verbose_name = _("公开环节")
        verbose_name_plural = _("公开环节")
        constraints = [
            models.UniqueConstraint(fields=["thread", "kind"], name="stage_once"),
            models.CheckConstraint(
                condition=models.Q(kind="trial", thread__isnull=True)
                | (~models.Q(kind="trial") & models.Q(thread__isnull=False)),
                name="stage_trial_stands_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["draft", "trial"], days__isnull=False)
                | models.Q(kind__in=["decision", "result"], days__isnull=True),
                name="stage_days_where_heard",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.duty_id}"
