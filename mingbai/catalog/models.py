"""Items with dated versions, routes with versions, and the yearly calendar notices."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models import Unit


class Domain(models.TextChoices):
    PARTY = "party", _("党务")
    VILLAGE = "village", _("村务")
    COMMUNITY = "community", _("居务")
    GOVERNMENT = "government", _("政务")
    FINANCE = "finance", _("财务")
    SERVICE = "service", _("服务")


class Item(models.Model):
    """One row of the catalogue. `owner` is empty for the national floor, else the unit that added the row."""

    code = models.CharField(_("编码"), max_length=32, unique=True)
    domain = models.CharField(_("领域"), max_length=12, choices=Domain.choices)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="own_items")
    position = models.PositiveIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("公开事项")
        verbose_name_plural = _("公开事项")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class VersionQuerySet(models.QuerySet["ItemVersion"]):
    def valid_on(self, on: date) -> VersionQuerySet:
        return self.filter(valid_from__lte=on).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))


class ItemVersion(models.Model):
    """What an item demands from a day on: nationally (`scope` empty) or in one unit and below.

    `spec` is `catalog.schema.ItemSpec.to_json()`, always complete: a local version holds the floor with the local
    rules applied, and `override` says which figures are local. A duty keeps the version that applied to it.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    scope = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="item_versions")
    number = models.PositiveIntegerField(_("版本"))
    valid_from = models.DateField(_("起效"))
    valid_until = models.DateField(_("失效"), null=True, blank=True)
    title = models.CharField(_("事项"), max_length=120)
    spec = models.JSONField()
    override = models.JSONField(default=dict, blank=True)
    loaded_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("事项版本")
        verbose_name_plural = _("事项版本")
        constraints = [
            models.UniqueConstraint(fields=["item", "scope", "number"], name="version_once"),
            models.UniqueConstraint(fields=["item", "number"], condition=Q(scope=None), name="floor_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item} 第{self.number}版"


class Route(models.Model):
    """The way of a notice through signatures and reviews, as data; an edition keeps the steps it started with.

    `steps` is a list of steps as `catalog.schema.route` reads them. A unit's route holds from `valid_from` until
    `valid_until` (both included), or until a later one; one that ended before it began was taken back. `laid_by` is the
    unit in whose name it was laid down: the district may bind a street, and the street can't loosen that.
    """

    code = models.CharField(_("编码"), max_length=32)
    number = models.PositiveIntegerField(_("版本"))
    name = models.CharField(_("名称"), max_length=60)
    scope = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="routes")
    laid_by = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("谁定的"))
    valid_from = models.DateField(_("起效"))
    valid_until = models.DateField(_("失效"), null=True, blank=True)
    steps = models.JSONField()
    source = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("流程")
        verbose_name_plural = _("流程")
        constraints = [
            models.UniqueConstraint(fields=["code", "scope", "number"], name="route_once"),
            models.UniqueConstraint(fields=["code", "number"], condition=Q(scope=None), name="floor_route_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} 第{self.number}版"

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def binds(self, unit: Unit) -> bool:
        """Whether a level above `unit` has laid it down: then `unit` may tighten it, but neither loosen nor end it."""
        return self.laid_by is not None and self.laid_by_id != unit.pk and unit.is_under(self.laid_by)

    @property
    def taken_back(self) -> bool:
        """Whether it ended before it began, so that nobody ever went this way."""
        return self.valid_until is not None and self.valid_until < self.valid_from


class CalendarNotice(models.Model):
    """The State Council's yearly holiday notice; days past the last one are provisional."""

    year = models.PositiveIntegerField(_("年份"), unique=True)
    source = models.CharField(_("来源"), max_length=200, blank=True)
    days = models.JSONField(_("日子"))
    loaded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("节假日通知")
        verbose_name_plural = _("节假日通知")
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
