"""The impact assessment before residents' data are published (个人信息保护法 55, 56). Insert-only, by trigger too."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.decisions import in_post
from mingbai.disclosure.models.editions import Edition
from mingbai.orgs.models import Person, Tenure

YEARS_KEPT = 3


class Assessment(models.Model):
    """One answer to the three questions of the law for one edition; the newest counts. Kept at least three years."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="assessments")
    purpose = models.TextField(_("目的合法、必要"))
    effect = models.TextField(_("对个人的影响和风险"))
    measures = models.TextField(_("保护措施合适"))
    taken_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    keep_until = models.DateField(_("至少留到"))

    class Meta:
        verbose_name = _("个人信息影响评估")
        verbose_name_plural = _("个人信息影响评估")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.at:%Y-%m-%d}"

    @property
    def who(self) -> str:
        """The name under it, such as “李某（代王某）”."""
        return in_post(self.tenure, self.deputy)


def kept_until(day: date) -> date:
    """Three years later; from 29 February to 1 March."""
    try:
        return day.replace(year=day.year + YEARS_KEPT)
    except ValueError:
        return date(day.year + YEARS_KEPT, 3, 1)


def labels() -> dict[str, str]:
    """What the three questions are called."""
    return {name: str(getattr(Assessment, name).field.verbose_name) for name in ("purpose", "effect", "measures")}
