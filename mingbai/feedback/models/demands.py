"""Many people together demand that a matter be published; who signed is for the supervision committee only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.catalog.models import Item
from mingbai.duties.models import Duty
from mingbai.orgs.models import Tenure, Unit


class DemandKind(models.TextChoices):
    RESIDENTS = "residents", _("村民（居民）联名")
    REPRESENTATIVES = "deputies", _("村民（居民）代表联名")


class Demand(models.Model):
    """What is demanded of a unit. Whoever began it is its first signer and stands nowhere else."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="demands")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+")
    kind = models.CharField(_("谁联名"), max_length=10, choices=DemandKind.choices)
    words = models.CharField(_("要求公开什么"), max_length=300)
    opened_on = models.DateField(_("提出"))

    class Meta:
        verbose_name = _("联名要求")
        verbose_name_plural = _("联名要求")

    def __str__(self) -> str:
        return f"{self.item} {self.pk}"


class Signer(models.Model):
    """Somebody who signed; erased 90 days after the verification, a year after the demand at the latest.

    The same name may stand here twice: a refusal would tell a stranger who has signed. It counts once.
    """

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="signers")
    name = models.CharField(_("姓名"), max_length=40)
    place = models.CharField(_("哪一组、哪一栋"), max_length=60)

    class Meta:
        verbose_name = _("联名的人")
        verbose_name_plural = _("联名的人")

    def __str__(self) -> str:
        return f"({self.demand_id})"


class Verification(models.Model):
    """What the supervision committee found: `valid` signatures of the `base` who may sign; enough become a duty."""

    demand = models.OneToOneField(Demand, models.PROTECT, related_name="verification")
    base = models.PositiveIntegerField(_("一共多少人"))
    valid = models.PositiveIntegerField(_("有效签名"))
    needed = models.PositiveIntegerField(_("要多少"))
    duty = models.OneToOneField(Duty, models.PROTECT, null=True, related_name="+")  # empty: not enough
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("联名核实")
        verbose_name_plural = _("联名核实")

    def __str__(self) -> str:
        return f"{self.valid}/{self.base}"
