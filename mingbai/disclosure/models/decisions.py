"""What people and the gate decided about an edition. Insert-only, by trigger too."""

from __future__ import annotations

from collections.abc import Callable

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.editions import Edition
from mingbai.disclosure.models.notices import Notice
from mingbai.orgs.models import Person, Tenure


class Verdict(models.TextChoices):
    AGREE = "agree", _("同意")
    QUESTION = "question", _("有疑问")
    RETURN = "return", _("退回")
    ANSWER = "answer", _("说明")  # the clerk's answer to a question or a return
    PASS = "pass", _("查过，没有")  # the automatic gate
    RECEIPT = "receipt", _("已备案")
    URGENT = "urgent", _("紧急公布")  # a leader's word to put it up before all have signed
    LAPSED = "lapsed", _("到期未办")  # the clock's: the days ran out in silence, and the route goes on


class Decision(models.Model):
    """One signature, vote, review or filing, with the digest that it was given for. The newest one counts."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="decisions")
    step = models.CharField(_("步骤"), max_length=24)
    verdict = models.CharField(_("意见"), max_length=10, choices=Verdict.choices)
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+")  # empty: the gate, the clock
    # Whoever signed for the holder of the post, who was away; empty: the holder's own hand.
    deputy = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))
    digest = models.CharField(max_length=71)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    points = models.JSONField(default=list, blank=True)  # ticked reasons
    lines = models.JSONField(null=True, blank=True)  # of a vote line by line: which are refused, and why
    answers = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="answered_by")

    class Meta:
        verbose_name = _("签审意见")
        verbose_name_plural = _("签审意见")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.get_verdict_display()}"

    @property
    def signer_id(self) -> int | None:
        """The person whose hand it was; None for the automatic gate and the clock. Needs `tenure`."""
        return self.deputy_id or (self.tenure.person_id if self.tenure else None)

    @property
    def who(self) -> str:
        """The name under the signature, such as “李某（代王某）”; empty for the automatic gate."""
        return signed_by(self, lambda name: name)


def signed_by(decision: Decision, spell: Callable[[str], str]) -> str:
    """The name under a signature, each name spelt by `spell`; a deputy's says for whom."""
    return in_post(decision.tenure, decision.deputy, spell) if decision.tenure else ""


def in_post(tenure: Tenure, hand: Person | None, spell: Callable[[str], str] = str) -> str:
    """The name of whoever acted in a post; of somebody else than its holder with for whom."""
    name = spell(tenure.person.name)
    if hand is None or hand.pk == tenure.person_id:
        return name
    return gettext("%(deputy)s（代%(name)s）") % {"deputy": spell(hand.name), "name": name}


class Ruling(models.Model):
    """The named reviewer's word on one finding of the gate that a clerk holds to be none.

    The number itself is never stored: `fingerprint` binds the ruling to that text at that place.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="rulings")
    fingerprint = models.CharField(max_length=71)
    kind = models.CharField(max_length=20)
    place = models.CharField(_("位置"), max_length=120)
    masked = models.CharField(max_length=80)
    asked_by = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    plea = models.CharField(_("经办人说明"), max_length=300)
    ruled_by = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+")
    ruled_at = models.DateTimeField(null=True)
    allowed = models.BooleanField(null=True)
    reason = models.CharField(_("审查理由"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("隐私裁定")
        verbose_name_plural = _("隐私裁定")
        constraints = [models.UniqueConstraint(fields=["notice", "fingerprint"], name="ruling_once")]

    def __str__(self) -> str:
        return f"{self.place}：{self.masked}"
