"""What somebody said about a published notice, who that was if they told, and the answer."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models import Edition, Notice
from mingbai.orgs.models import Tenure, Unit


class OpinionKind(models.TextChoices):
    COMMENT = "comment", _("意见")
    OBJECTION = "objection", _("异议")
    SIGNATURE = "signature", _("签名支持")


class Outcome(models.TextChoices):
    ADOPTED = "adopted", _("采纳")
    PARTLY = "partly", _("部分采纳")
    NOT = "not", _("不采纳")


OF_OBJECTION = {Outcome.ADOPTED: _("异议成立"), Outcome.PARTLY: _("异议部分成立"), Outcome.NOT: _("异议不成立")}


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def unanswered(self) -> OpinionQuerySet:
        return self.filter(answer__isnull=True)

    def of_unit(self, unit: Unit) -> OpinionQuerySet:
        return self.filter(notice__unit=unit)


class Opinion(models.Model):
    """One opinion. Insert-only, by trigger too.

    Nothing here leads to a person: neither name nor network address, and of the moment only the day. `mark` is what the
    tracking code becomes by a slow one-way function; the code itself is kept nowhere.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="opinions")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="opinions")  # the one that was read
    part = models.CharField(_("哪一段"), max_length=80, blank=True)  # as rules.parts writes it; empty: the whole
    kind = models.CharField(_("类别"), max_length=10, choices=OpinionKind.choices)
    words = models.CharField(_("意见"), max_length=1000, blank=True)
    shown = models.BooleanField(_("公开"), default=False)  # the person wants the words beside the notice
    named = models.BooleanField(_("署名"), default=False)
    mark = models.CharField(max_length=64, unique=True, editable=False)
    said_on = models.DateField(_("收到"))

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("意见")
        verbose_name_plural = _("意见")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def title(self) -> str:
        """What the notice is called: its own title, or the catalogue's where it was taken back."""
        return self.notice.public_title if self.notice.gone or self.notice.closed else self.edition.title

    @property
    def public_title(self) -> str:
        """The same for whoever tracks it: a list about residents is called by the catalogue's title in the end."""
        return self.notice.public_title if self.notice.retired else self.title


class Sayer(models.Model):
    """Who said it, where they told: for the unit's clerk and director only, and only for a time (rules.terms)."""

    opinion = models.OneToOneField(Opinion, models.CASCADE, related_name="sayer")
    name = models.CharField(_("姓名"), max_length=40, blank=True)
    contact = models.CharField(_("联系方式"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("反映人")
        verbose_name_plural = _("反映人")

    def __str__(self) -> str:
        return f"({self.opinion_id})"


class Answer(models.Model):
    """The unit's word on one opinion: adopted, partly or not, and why. Insert-only, by trigger too."""

    opinion = models.OneToOneField(Opinion, models.PROTECT, related_name="answer")
    outcome = models.CharField(_("处理"), max_length=10, choices=Outcome.choices)
    reason = models.CharField(_("理由"), max_length=1000)
    tenure = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("答复")
        verbose_name_plural = _("答复")

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.opinion_id}"

    @property
    def word(self) -> str:
        """What became of it, in a word; an objection is upheld, not adopted."""
        found = Outcome(self.outcome)
        return str(OF_OBJECTION[found] if self.opinion.kind == OpinionKind.OBJECTION else found.label)
