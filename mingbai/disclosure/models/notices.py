"""A notice: one matter of one unit, with a number from the day it is published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingbai.catalog.models import Item
from mingbai.duties.models import Duty
from mingbai.orgs.models import Person, Unit

if TYPE_CHECKING:
    from mingbai.disclosure.models.editions import Edition
    from mingbai.orgs.rules.may import Viewer


RETIRING = "P2"  # the privacy of rows about residents


class NoticeKind(models.TextChoices):
    REGULAR = "regular", _("公开")
    NIL = "nil", _("未发生声明")


class Reach(models.TextChoices):
    """How far a published notice reaches: the open web, or the unit's own board and its officials only."""

    OPEN = "open", _("全社会")
    LOCAL = "local", _("本单位范围")


class Audience(models.TextChoices):
    """Who reads the content beside the unit's officials; every tier but the first only after logging in."""

    PUBLIC = "public", _("所有人")
    RESIDENTS = "residents", _("本单位居民")
    COLLECTIVE = "collective", _("集体成员")
    PARTY = "party_members", _("党员")
    PARTIES = "parties_concerned", _("当事人")


# Neither posted on the wall nor told by its own title.
CLOSED = (Audience.PARTY, Audience.PARTIES)


def still_up(prefix: str = "") -> models.Q:
    """Condition for notices that were not taken back, nor are down for the time being; `prefix` leads to the notice."""
    return models.Q(**{f"{prefix}held_at__isnull": True}) & ~models.Q(**{f"{prefix}live__state": "withdrawn"})


def still_shown(on: date | None = None, prefix: str = "") -> models.Q:
    """Condition for notices that are not retired: a list about residents leaves the open web with its display."""
    until = f"{prefix}live__display_until"
    shown = models.Q(**{f"{until}__isnull": True}) | models.Q(**{f"{until}__gte": on or timezone.localdate()})
    return shown | ~models.Q(**{f"{prefix}live__version__spec__privacy": RETIRING})


class NoticeQuerySet(models.QuerySet["Notice"]):
    def published(self) -> NoticeQuerySet:
        return self.filter(serial__isnull=False)

    def visible_to(self, viewer: Viewer) -> NoticeQuerySet:
        """What may be read in full: published and open to all, or meant for a tier that the viewer belongs to in that
        unit, or of a unit that the viewer's post looks after.

        What was taken back, and a list about residents whose display has ended, is for nobody: its officials read it on
        the desk. The day is today's, so that nobody can forget to ask for it.
        """
        from mingbai.orgs.rules.may import Permission

        standing = self.filter(still_up(), still_shown())
        readable = models.Q(serial__isnull=False, reach=Reach.OPEN)
        if viewer.memberships:
            concerned = models.Q(audience=Audience.PARTIES, concerned__person=viewer.person)
            named = Notice.objects.filter(concerned, viewer.on_roll("unit")).values("pk")
            readable |= models.Q(serial__isnull=False) & (viewer.belongs("unit", "audience") | models.Q(pk__in=named))
        if Permission.NOTICE_READ in viewer.permissions:
            readable |= viewer.reach("unit__")
        return standing.filter(readable)


class Notice(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="notices")
    kind = models.CharField(_("类别"), max_length=8, choices=NoticeKind.choices, default=NoticeKind.REGULAR)
    period = models.CharField(_("所属期"), max_length=24)
    duties = models.ManyToManyField(Duty, related_name="notices", blank=True)
    reach = models.CharField(_("范围"), max_length=8, choices=Reach.choices, default=Reach.OPEN)
    audience = models.CharField(_("给谁看"), max_length=20, choices=Audience.choices, default=Audience.PUBLIC)
    created_at = models.DateTimeField()
    year = models.PositiveIntegerField(_("编号年份"), null=True, editable=False)
    serial = models.PositiveIntegerField(_("编号"), null=True, editable=False)
    # The edition that stands on the board now; empty until the first publication.
    live = models.ForeignKey("Edition", models.PROTECT, null=True, editable=False, related_name="+")
    # Taken down at once because it does harm, until a second person has decided.
    held_at = models.DateTimeField(_("紧急撤下时间"), null=True, editable=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("公开")
        verbose_name_plural = _("公开")
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "serial"], name="notice_number"),
            models.CheckConstraint(
                condition=models.Q(year__isnull=True, serial__isnull=True, live__isnull=True)
                | models.Q(year__isnull=False, serial__isnull=False, live__isnull=False),
                name="notice_number_when_published",
            ),
        ]
        indexes = [models.Index(fields=["unit", "item", "period"], name="notice_unit_item")]

    def __str__(self) -> str:
        return self.number or f"({self.pk})"

    @property
    def number(self) -> str:
        """`500153001003/2026-00012`, or empty before publication."""
        return f"{self.unit.code}/{self.year}-{self.serial:05d}" if self.serial else ""

    @property
    def gone(self) -> bool:
        """Whether it was taken back, or down for the time being: nothing of its content is for the public."""
        return self.held_at is not None or (self.live is not None and self.live.state == "withdrawn")

    def retired_on(self, day: date) -> bool:
        """Whether it is a list about residents whose display has ended: of it only a stub stays public.

        Lists that leave out the catalogue's row have read `privacy` along with the notice.
        """
        live = self.live
        if live is None or live.display_until is None or live.display_until >= day:
            return False
        return (getattr(self, "privacy", "") or live.version.spec["privacy"]) == RETIRING

    @property
    def retired(self) -> bool:
        return self.retired_on(timezone.localdate())

    @property
    def closed(self) -> bool:
        """Whether even its title is only for those whom it is meant for."""
        return self.audience in CLOSED

    @property
    def public_title(self) -> str:
        """What lists call it. The title of what was taken back may be a part of the harm, that of a retired list may
        name somebody, and that of what is for a few is for them: the catalogue's stands in."""
        assert self.live is not None, "only published notices are listed"
        return self.live.version.title if self.gone or self.closed or self.retired else self.live.title

    def current(self) -> Edition:
        """The newest edition: the live one, or the one on its way."""
        edition = self.editions.order_by("-attempt").first()
        assert edition is not None, "a notice is created together with its first edition"
        return edition


class Concern(models.Model):
    """A person of the unit's roll whom a notice for the parties concerned is about, and who may therefore read it."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="concerned")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    named_at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("当事人")
        verbose_name_plural = _("当事人")
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="concern_once")]

    def __str__(self) -> str:
        return str(self.person)


class Serial(models.Model):
    """The last number given in a unit and year; the row is locked while a number is taken, so none is lost."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="serial_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}: {self.last}"
