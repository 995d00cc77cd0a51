"""Duties: which unit owes which item for which period by which day, and how that ended."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingbai.catalog.models import Item, ItemVersion
from mingbai.orgs.models import Unit

SOON = timedelta(days=3)
DELINQUENT = timedelta(days=30)


class DutyKind(models.TextChoices):
    PERIODIC = "periodic", _("定期")
    STANDING = "standing", _("长期")
    ROLL_CALL = "roll_call", _("有无核对")  # as-it-happens items: published in the period, or declared nil
    EVENT = "event", _("按事")


class Settlement(models.TextChoices):
    OPEN = "", _("未了")
    MET = "met", _("已公开")
    NIL = "nil", _("声明未发生")


class State(models.TextChoices):
    """Computed from facts and the clock at read time; nothing depends on a nightly job."""

    UPCOMING = "upcoming", _("还没到期")
    DUE = "due", _("快到期")
    MET = "met", _("已公开")
    MET_LATE = "met_late", _("逾期后公开")
    NIL = "nil", _("声明未发生")
    OVERDUE = "overdue", _("逾期")
    DELINQUENT = "delinquent", _("严重逾期")


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> DutyQuerySet:
        return self.filter(settlement=Settlement.OPEN)

    def overdue(self, on: date) -> DutyQuerySet:
        return self.open().filter(due__lt=on)

    def due_within(self, first: date, last: date) -> DutyQuerySet:
        return self.filter(due__gte=first, due__lte=last)

    def saying(self, words: str) -> DutyQuerySet:
        """Rows whose `public_title` holds the words: a search must not tell what the list does not show."""
        unscreened = Q(kind=DutyKind.EVENT) & (~Q(settlement=Settlement.MET) | Q(version__spec__privacy="P2"))
        return self.filter(
            (unscreened & Q(version__title__icontains=words)) | (~unscreened & Q(title__icontains=words))
        )

    def in_state(self, state: str, on: date) -> DutyQuerySet:
        """Rows whose `state(on)` is `state`; the same rules as there, as a condition."""
        late = Q(settled_on__gt=models.F("due"))
        conditions = {
            State.UPCOMING: Q(settlement="", due__gt=on + SOON),
            State.DUE: Q(settlement="", due__gte=on, due__lte=on + SOON),
            State.OVERDUE: Q(settlement="", due__lt=on, due__gte=on - DELINQUENT),
            State.DELINQUENT: Q(settlement="", due__lt=on - DELINQUENT),
            State.MET: Q(settlement=Settlement.MET) & ~late,
            State.MET_LATE: Q(settlement=Settlement.MET) & late,
            State.NIL: Q(settlement=Settlement.NIL),
        }
        return self.filter(conditions[State(state)])


class Duty(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="duties")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("类别"), max_length=10, choices=DutyKind.choices)
    period = models.CharField(_("所属期"), max_length=24)
    period_start = models.DateField()
    period_end = models.DateField()
    title = models.CharField(_("标题"), max_length=120)
    due = models.DateField(_("应公开日"))
    provisional = models.BooleanField(_("暂定"), default=False)
    joint_until = models.DateField(_("联动的最后一天"), null=True, blank=True)  # counting anew never goes beyond it
    settlement = models.CharField(_("了结"), max_length=4, choices=Settlement.choices, blank=True, default="")
    settled_on = models.DateField(_("了结日"), null=True, blank=True)
    settled_by = models.CharField(_("了结的公开编号"), max_length=40, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("应公开事项")
        verbose_name_plural = _("应公开事项")
        constraints = [
            models.UniqueConstraint(fields=["unit", "item", "period"], name="duty_once"),
            models.CheckConstraint(
                condition=Q(settlement="", settled_on__isnull=True) | (~Q(settlement="") & Q(settled_on__isnull=False)),
                name="duty_settled_with_day",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due"], name="duty_unit_due"),
            models.Index(fields=["settlement", "due"], name="duty_open_due"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.period}）"

    @property
    def public_title(self) -> str:
        """What anyone may read. The clerk's own words for an event have passed no gate until a notice says them; those
        for a list about residents may name somebody, and would outlive its display here."""
        if self.kind != DutyKind.EVENT:
            return self.title
        said = self.settlement == Settlement.MET and self.version.spec["privacy"] != "P2"
        return self.title if said else self.version.title

    @property
    def nil_from(self) -> date:
        """The first day on which it can be said that nothing happened: after the period, or the due day if that comes
        sooner."""
        return min(self.period_end + timedelta(days=1), self.due)

    def may_be_nil(self, on: date) -> bool:
        """Whether 本期未发生 may be declared; events and standing matters always are."""
        return self.kind in (DutyKind.PERIODIC, DutyKind.ROLL_CALL) and not self.settlement and self.nil_from <= on

    def state(self, on: date) -> State:
        if self.settlement == Settlement.NIL:
            return State.NIL
        if self.settled_on is not None:
            return State.MET if self.settled_on <= self.due else State.MET_LATE
        if self.due < on:
            return State.OVERDUE if self.due >= on - DELINQUENT else State.DELINQUENT
        return State.DUE if self.due <= on + SOON else State.UPCOMING

    def days_late(self, on: date) -> int:
        """Days past the due day until it was settled, or until `on`; 0 when in time."""
        return max(0, ((self.settled_on or on) - self.due).days)


class Joining(models.Model):
    """The day from which a unit owes; one without a row owes every year whole (decision 12)."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="joining", verbose_name=_("单位"))
    on = models.DateField(_("从哪天起用"))

    class Meta:
        verbose_name = _("加入")
        verbose_name_plural = _("加入")

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on}"
