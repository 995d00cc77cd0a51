"""Editions of a notice. A draft may be edited; from its submission on an edition is frozen, by trigger too."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.catalog.models import ItemVersion, Route
from mingbai.disclosure.models.notices import Notice
from mingbai.orgs.models import Tenure


class EditionState(models.TextChoices):
    DRAFT = "draft", _("拟定中")
    MOVING = "moving", _("审签中")
    READY = "ready", _("待公布")
    PUBLISHED = "published", _("已公布")
    RETURNED = "returned", _("已退回")
    VOID = "void", _("已作废")
    SUPERSEDED = "superseded", _("已被新版替代")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN_STATES = (EditionState.DRAFT, EditionState.MOVING, EditionState.READY)


class EditionQuerySet(models.QuerySet["Edition"]):
    def under_way(self) -> EditionQuerySet:
        """The newest attempt of each notice, where somebody still has to act on it; one given up is not."""
        later = Edition.objects.filter(notice=models.OuterRef("notice"), attempt__gt=models.OuterRef("attempt"))
        return self.filter(~models.Exists(later), state__in=(*OPEN_STATES, EditionState.RETURNED))


class Edition(models.Model):
    """`attempt` counts every try, `number` only what was published (第 1 版 …).

    `content` is canonical JSON (strings, integers, lists, objects); `digest` is set when the edition is frozen.
    `gate_rules` is the version of the gate's rules that it was screened with then; empty before versions were kept.
    `steps` is the route as it stood at submission; `step` is the key of the blocking step that waits now.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="editions")
    attempt = models.PositiveIntegerField(_("第几次拟定"))
    number = models.PositiveIntegerField(_("版次"), null=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    step = models.CharField(_("步骤"), max_length=24, blank=True, default="")
    title = models.CharField(_("标题"), max_length=160)
    content = models.JSONField()
    digest = models.CharField(max_length=71, blank=True, default="", editable=False)
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    route = models.ForeignKey(Route, models.PROTECT, null=True, related_name="+")
    steps = models.JSONField(default=list)
    lock = models.PositiveIntegerField(default=0, editable=False)  # grows with every change; forms carry it
    author = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_from = models.CharField(max_length=32, blank=True, default="", editable=False)  # the form that saved last
    gate_rules = models.CharField(_("隐私规则的版本"), max_length=32, blank=True, default="", editable=False)
    frozen_at = models.DateTimeField(null=True, editable=False)
    publish_at = models.DateTimeField(_("计划公布时间"), null=True, blank=True)
    published_at = models.DateTimeField(_("公布时间"), null=True, editable=False)
    display_from = models.DateField(null=True, editable=False)
    display_until = models.DateField(null=True, editable=False)  # empty after publication = shown for good

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("版本")
        verbose_name_plural = _("版本")
        constraints = [
            models.UniqueConstraint(fields=["notice", "attempt"], name="edition_attempt"),
            models.UniqueConstraint(fields=["notice", "number"], name="edition_number"),
            models.UniqueConstraint(fields=["notice"], condition=models.Q(state="published"), name="edition_one_live"),
            models.UniqueConstraint(
                fields=["notice"], condition=models.Q(state__in=["draft", "moving", "ready"]), name="edition_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", frozen_at__isnull=True)
                | (~models.Q(state="draft") & (models.Q(frozen_at__isnull=False) | models.Q(state="void"))),
                name="edition_frozen_unless_draft",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "publish_at"], name="edition_planned"),
            models.Index(fields=["state", "step"], name="edition_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_state_display()}）"

    def step_spec(self, key: str = "") -> dict[str, Any]:
        """The step with that key in this edition's own route; the waiting one without a key. Empty if none."""
        key = key or self.step
        found: dict[str, Any] = next((step for step in self.steps if step["key"] == key), {})
        return found

    @property
    def corrects(self) -> bool:
        """Whether it takes, or took, the place of an edition that was published before it."""
        return self.notice.live_id is not None and self.number != 1

    @property
    def cosigning(self) -> bool:
        """Whether it was published in an emergency and still has to be signed by others."""
        return self.state == EditionState.PUBLISHED and bool(self.step)

    def days_left(self, on: date) -> int | None:
        """Days the notice must still be shown; None while unpublished or shown for good."""
        return (self.display_until - on).days if self.display_until else None
