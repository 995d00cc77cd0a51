"""Responsibility letters (目标责任书): a unit's tasks of a year, each with a named person, signed by two sides."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models import Tenure, Unit


class LetterSide(models.TextChoices):
    UNIT = "unit", _("责任单位")
    ABOVE = "above", _("上级单位")


class Letter(models.Model):
    """One version for a unit and a year. `content` is canonical JSON (`duties.rules.letters` says of what shape);
    from the first signature on it has a digest and is frozen, and only a new version changes anything."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="letters", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    number = models.PositiveSmallIntegerField(_("第几版"))
    content = models.JSONField(_("内容"))
    digest = models.CharField(_("校验码"), max_length=80, blank=True)
    made_at = models.DateTimeField(_("起草时间"))
    lock = models.PositiveIntegerField(default=0)  # which state of the draft a form has seen

    class Meta:
        verbose_name = _("责任书")
        verbose_name_plural = _("责任书")
        constraints = [models.UniqueConstraint(fields=["unit", "year", "number"], name="letter_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}-{self.number}"


class LetterSignature(models.Model):
    """Who signed a version for which side, and for which text. Insert-only by trigger."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="signatures", verbose_name=_("责任书"))
    side = models.CharField(_("哪一方"), max_length=5, choices=LetterSide.choices)
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="+", verbose_name=_("职务"))
    at = models.DateTimeField(_("时间"))
    digest = models.CharField(_("校验码"), max_length=80)

    class Meta:
        verbose_name = _("责任书签字")
        verbose_name_plural = _("责任书签字")
        constraints = [models.UniqueConstraint(fields=["letter", "side"], name="letter_signed_once")]

    def __str__(self) -> str:
        return f"{self.letter} {self.get_side_display()}"


class LetterReport(models.Model):
    """A task of the unit's own, reported as done by its person; confirmed or sent back by the level above.

    It belongs to unit, year and the task's key, so that a new version of the letter keeps it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年度"))
    key = models.CharField(_("任务"), max_length=12)
    words = models.CharField(_("办成了什么"), max_length=400)
    done_by = models.ForeignKey(Tenure, models.PROTECT, related_name="+", verbose_name=_("谁报的"))
    done_at = models.DateTimeField(_("报告时间"))
    confirmed_by = models.ForeignKey(Tenure, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("收回时间"), null=True, blank=True)
    undone_why = models.CharField(_("为什么"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("责任书任务的报告")
        verbose_name_plural = _("责任书任务的报告")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "key"], condition=Q(undone_at__isnull=True), name="letter_report_once"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(confirmed_at__isnull=True), name="letter_report_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.key}"
