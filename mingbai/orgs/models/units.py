"""The tree of units: district, street or town, community or village, group, bureau."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

STEP = 4  # digits of a path that one level takes: up to 10 000 children of one parent
MAX_DEPTH = 8


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("省")
    CITY = "city", _("市")
    DISTRICT = "district", _("区县")
    STREET = "street", _("街道")
    TOWN = "town", _("乡镇")
    COMMUNITY = "community", _("社区")
    VILLAGE = "village", _("村")
    GROUP = "group", _("小组")
    BUREAU = "bureau", _("部门")
    OTHER = "other", _("其他单位")


class UnitQuerySet(models.QuerySet["Unit"]):
    def children_of(self, unit: Unit) -> UnitQuerySet:
        return self.filter(parent=unit).order_by("code")

    def ancestors_of(self, unit: Unit, *, include_self: bool = False) -> UnitQuerySet:
        return self.filter(path__in=unit.ancestor_paths(include_self=include_self)).order_by("path")

    def subtree_of(self, unit: Unit) -> UnitQuerySet:
        """The unit and everything below it: one range of the path index."""
        return self.filter(under(unit)).order_by("path")

    def matching(self, text: str) -> UnitQuerySet:
        """By a part of the name, by the beginning of its pinyin initials, or by the beginning of its code."""
        text = text.strip()
        if not text:
            return self.none()
        if text.isascii() and text.isdigit():
            return self.filter(beginning("code", text)).order_by("code")
        if text.isascii() and text.isalnum():
            return self.filter(beginning("initials", text.lower())).order_by("code")
        return self.filter(Q(name__contains=text) | Q(short_name__contains=text)).order_by("code")


def beginning(field: str, text: str) -> Q:
    """Condition for values that begin with `text` (letters and digits).

    The range is what an index of either database answers; after 9 or z there is no next sign that sorts alike
    everywhere, so there the range is wider and the plain comparison decides.
    """
    found = Q(**{f"{field}__gte": text}) & Q(**{f"{field}__startswith": text})
    start = text.rstrip("9z")
    return found & Q(**{f"{field}__lt": start[:-1] + chr(ord(start[-1]) + 1)}) if start else found


def under(unit: Unit, prefix: str = "") -> Q:
    """Condition for rows of `unit` and below; `prefix` leads to the unit, as in `under(u, "notice__unit__")`.

    Paths are digits only, so the range means the same in every collation of every database.
    """
    last = unit.path + "9" * (STEP * MAX_DEPTH - len(unit.path))
    return Q(**{f"{prefix}path__gte": unit.path, f"{prefix}path__lte": last})


class Unit(models.Model):
    """An organisation that owes disclosure, or stands above some that do (M01)."""

    code = models.CharField(_("代码"), max_length=32, unique=True)
    name = models.CharField(_("全称"), max_length=80)
    short_name = models.CharField(_("简称"), max_length=40)
    initials = models.CharField(_("拼音首字母"), max_length=80, blank=True, db_index=True)
    kind = models.CharField(_("类别"), max_length=12, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        db_index=False,
        verbose_name=_("上级单位"),
    )
    path = models.CharField(max_length=STEP * MAX_DEPTH, unique=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        indexes = [
            # Both lists that pages show of a tree are answered from these alone.
            models.Index(fields=["parent", "code", "short_name", "kind"], name="unit_children"),
            models.Index(fields=["path", "code", "short_name", "kind"], name="unit_subtree"),
        ]

    def __str__(self) -> str:
        return self.name

    def ancestor_paths(self, *, include_self: bool = False) -> Sequence[str]:
        stop = len(self.path) + (STEP if include_self else 0)
        return [self.path[:end] for end in range(STEP, stop, STEP)]

    def is_under(self, other: Unit) -> bool:
        """True for the unit itself and for everything below `other`."""
        return self.path.startswith(other.path)

    @property
    def is_grassroots(self) -> bool:
        return self.kind in (UnitKind.COMMUNITY, UnitKind.VILLAGE)


class Profile(models.Model):
    """How residents reach a unit; office telephones declared here pass the privacy gate."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="profile", primary_key=True, verbose_name=_("单位"))
    phone = models.CharField(_("办公电话"), max_length=40, blank=True)
    supervision_phone = models.CharField(_("监督电话"), max_length=40, blank=True)
    address = models.CharField(_("办公地址"), max_length=120, blank=True)
    hours = models.CharField(_("办公时间"), max_length=80, blank=True)
    box = models.CharField(_("意见箱位置"), max_length=80, blank=True)
    more_phones = models.JSONField(_("其他办公电话"), default=list, blank=True)

    class Meta:
        verbose_name = _("联系方式")
        verbose_name_plural = _("联系方式")

    def __str__(self) -> str:
        return str(self.unit)

    def office_phones(self) -> list[str]:
        return [phone for phone in (self.phone, self.supervision_phone, *self.more_phones) if phone]
