"""Postings: which edition was seen where, from when to when; and the boards on the walls of a unit."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models import Edition
from mingbai.disclosure.models.notices import still_up
from mingbai.orgs.models import Tenure, Unit


class Channel(models.TextChoices):
    WEB = "web", _("网上公开栏")
    WALL = "wall", _("公示栏")


class Wall(models.Model):
    """A board of a unit on which paper hangs. On its main board (主栏) everything hangs that is published."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="walls")
    name = models.CharField(_("名称"), max_length=40)
    spot = models.CharField(_("在哪里"), max_length=80)
    main = models.BooleanField(_("主栏"), default=False)
    since = models.DateField(_("从哪天起用"))
    until = models.DateField(_("用到哪天"), null=True, blank=True)

    class Meta:
        verbose_name = _("公示栏")
        verbose_name_plural = _("公示栏")
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], condition=Q(until__isnull=True), name="wall_name"),
        ]

    def __str__(self) -> str:
        return self.name


class PostingQuerySet(models.QuerySet["Posting"]):
    def on_walls(self, unit: Unit) -> PostingQuerySet:
        """The paper that was hung up on the walls of a unit."""
        return self.filter(channel=Channel.WALL, edition__notice__unit=unit)

    def hanging(self) -> PostingQuerySet:
        return self.filter(until__isnull=True)

    def wrong(self) -> PostingQuerySet:
        """Paper that still hangs although its edition was superseded or taken back."""
        newer = ~Q(edition=F("edition__notice__live"))
        return self.hanging().filter(newer | ~still_up("edition__notice__"))


class Posting(models.Model):
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="postings")
    channel = models.CharField(_("载体"), max_length=8, choices=Channel.choices)
    place = models.CharField(_("地点"), max_length=120)
    # Of paper only: on which board, and who said that it hangs there and that it no longer does.
    wall = models.ForeignKey(Wall, models.PROTECT, null=True, editable=False, related_name="postings")
    hung_by = models.ForeignKey(Tenure, models.PROTECT, null=True, editable=False, related_name="+")
    taken_by = models.ForeignKey(Tenure, models.PROTECT, null=True, editable=False, related_name="+")
    reason = models.CharField(_("提前撤下的原因"), max_length=120, blank=True)
    since = models.DateTimeField(_("张贴时间"))
    until = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("张贴")
        verbose_name_plural = _("张贴")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "channel", "place"], condition=~Q(channel="wall"), name="posting_once"
            ),
            # Paper that the wind took may be hung up again.
            models.UniqueConstraint(
                fields=["edition", "wall"], condition=Q(channel="wall", until__isnull=True), name="posting_hangs_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.get_channel_display()}"

    @property
    def wrong(self) -> bool:
        """Whether another paper should hang there, or none."""
        notice = self.edition.notice
        return self.until is None and (self.edition_id != notice.live_id or notice.gone)
