"""Party first (先党内后党外): an edition that the unit's own members may read before everybody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.editions import Edition
from mingbai.orgs.models import Tier

if TYPE_CHECKING:
    from mingbai.orgs.rules.may import Viewer


class ReleaseQuerySet(models.QuerySet["Release"]):
    def running(self) -> ReleaseQuerySet:
        """Those that have not ended; none of a notice that is down because it does harm."""
        return self.filter(ended_at__isnull=True, edition__notice__held_at__isnull=True)

    def visible_to(self, viewer: Viewer) -> ReleaseQuerySet:
        """What is released to a tier that the viewer belongs to in that unit, or of a unit that the post looks to."""
        from mingbai.orgs.rules.may import Permission

        readable = viewer.belongs("edition__notice__unit", "tier")
        if Permission.NOTICE_READ in viewer.permissions:
            readable |= viewer.reach("edition__notice__unit__")
        return self.running().filter(readable)


class Release(models.Model):
    """To whom an edition was shown first, from when to when; the roll of those days says who could read it."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="release")
    tier = models.CharField(_("给谁先看"), max_length=16, choices=Tier.choices)
    since = models.DateTimeField(_("从什么时候起"))
    readers = models.PositiveIntegerField(_("当时名册上的人数"))
    ended_at = models.DateTimeField(_("到什么时候止"), null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("先给成员看")
        verbose_name_plural = _("先给成员看")

    def __str__(self) -> str:
        return f"{self.edition_id} {self.get_tier_display()}"
