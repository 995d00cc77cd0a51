"""Who belongs to a unit without holding a post there: party members, members of its collective, residents."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models.people import Person
from mingbai.orgs.models.units import Unit


class Tier(models.TextChoices):
    """To whom a disclosure may be limited; the words are those of the catalogue's audiences."""

    PARTY = "party_members", _("党员")
    COLLECTIVE = "collective", _("集体成员")
    RESIDENTS = "residents", _("居民")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held_on(self, on: date) -> MembershipQuerySet:
        return self.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))

    def sharing(self, since: date, until: date | None) -> MembershipQuerySet:
        """Those that have at least one day in common with the given time."""
        begun = Q(since__lte=until) if until else Q()
        return self.filter(begun & (Q(until__isnull=True) | Q(until__gte=since)))


class Membership(models.Model):
    """One line of a unit's roll: a name, in which tier, from when to when (both included). No number of any kind.

    It gives no right to act; it only lets its person read what is meant for the tier, after logging in.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name=_("单位"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("人员"))
    tier = models.CharField(_("类别"), max_length=16, choices=Tier.choices)
    group = models.CharField(_("组别"), max_length=20, blank=True, default="")
    since = models.DateField(_("从哪天起"))
    until = models.DateField(_("到哪天止"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("名册")
        verbose_name_plural = _("名册")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="membership_ends_after_start"
            ),
            models.UniqueConstraint(fields=["unit", "person", "tier", "since"], name="membership_once"),
        ]
        indexes = [models.Index(fields=["unit", "tier", "since"], name="membership_roll")]

    def __str__(self) -> str:
        return f"{self.person} {self.get_tier_display()}"
