"""Taking back what was published: who asked, for what reason, who agreed. Kept for good, by trigger too."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.decisions import in_post
from mingbai.disclosure.models.editions import Edition
from mingbai.disclosure.models.notices import Notice
from mingbai.orgs.models import Person, Tenure


class WithdrawalKind(models.TextChoices):
    """`withdraw` comes down after a second person has agreed, `remove` comes down before it: it does harm."""

    WITHDRAW = "withdraw", _("撤回")
    REMOVE = "remove", _("紧急撤下")


class WithdrawalReason(models.TextChoices):
    """The class of reasons that everybody may read (政府信息公开条例 14–16 for the last three)."""

    DUPLICATE = "duplicate", _("重复公布")
    ANNULLED = "annulled", _("决定已经撤销或者变更")
    UNTRUE = "untrue", _("内容不实，要重新核实")
    UNLAWFUL = "unlawful", _("依法不应当公开")
    PRIVATE = "private", _("泄露个人信息")
    SECRET = "secret", _("涉及国家秘密或者商业秘密")


REASONS_OF: dict[str, tuple[str, ...]] = {
    WithdrawalKind.WITHDRAW: (
        WithdrawalReason.DUPLICATE,
        WithdrawalReason.ANNULLED,
        WithdrawalReason.UNTRUE,
        WithdrawalReason.UNLAWFUL,
    ),
    WithdrawalKind.REMOVE: (WithdrawalReason.PRIVATE, WithdrawalReason.SECRET),
}


class Withdrawal(models.Model):
    """One request to take a notice back. `agreed` is empty until a second person has decided."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="withdrawals")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")  # the one that was on the board
    kind = models.CharField(_("方式"), max_length=8, choices=WithdrawalKind.choices)
    reason = models.CharField(_("原因"), max_length=10, choices=WithdrawalReason.choices)
    words = models.CharField(_("向群众说明"), max_length=300)
    asked_by = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Person, models.PROTECT, related_name="+")  # whose hand it was, holder of the post or not
    asked_at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+")
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    agreed = models.BooleanField(_("同意"), null=True)
    answer = models.CharField(_("不同意的理由"), max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("撤回")
        verbose_name_plural = _("撤回")
        constraints = [
            models.UniqueConstraint(
                fields=["notice"], condition=models.Q(decided_at__isnull=True), name="withdrawal_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    decided_at__isnull=True, decided_by__isnull=True, decider__isnull=True, agreed__isnull=True
                )
                | models.Q(
                    decided_at__isnull=False, decided_by__isnull=False, decider__isnull=False, agreed__isnull=False
                ),
                name="withdrawal_decided_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.notice_id}"

    @property
    def asked_in_words(self) -> str:
        """Such as “经办人 陈某”."""
        return f"{self.asked_by.post.title} {in_post(self.asked_by, self.asker)}"

    @property
    def decided_in_words(self) -> str:
        """The same of the second person; empty while nobody has decided."""
        return f"{self.decided_by.post.title} {in_post(self.decided_by, self.decider)}" if self.decided_by else ""

    @property
    def is_open(self) -> bool:
        return self.decided_at is None
