"""Bodies of a unit, the posts in them, and who holds a post from when to when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models.people import Person
from mingbai.orgs.models.units import Unit


class BodyKind(models.TextChoices):
    PARTY = "party", _("党组织")
    COMMITTEE = "committee", _("居（村）民委员会")
    SUPERVISION = "supervision", _("监督委员会")
    FINANCE_GROUP = "finance_group", _("理财小组")
    LEADING_GROUP = "leading_group", _("领导小组")
    LEADING_OFFICE = "leading_office", _("领导小组办公室")
    OFFICE = "office", _("办事机构")
    OPERATORS = "operators", _("系统运维")
    OTHER = "other", _("其他")


class PostKind(models.TextChoices):
    """What a seat is for; `orgs.rules.may` says what each may do."""

    CLERK = "clerk", _("经办人")
    DIRECTOR = "director", _("主任")
    SECRETARY = "secretary", _("书记")
    SUPERVISOR_CHAIR = "supervisor_chair", _("监督委员会主任")
    SUPERVISOR = "supervisor", _("监督委员会委员")
    FINANCE_MEMBER = "finance_member", _("理财小组成员")
    PRIVACY_REVIEWER = "privacy_reviewer", _("保密隐私审查员")
    STREET_REVIEWER = "street_reviewer", _("街镇审核员")
    BUREAU_REVIEWER = "bureau_reviewer", _("部门审核员")
    DISTRICT_MANAGER = "district_manager", _("区级督查")
    AUDITOR = "auditor", _("审计员")
    OPERATOR = "operator", _("系统管理员")
    MEMBER = "member", _("成员")


class Body(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies", verbose_name=_("单位"))
    kind = models.CharField(_("类别"), max_length=16, choices=BodyKind.choices)
    name = models.CharField(_("名称"), max_length=80)
    term_from = models.DateField(_("本届开始"), null=True, blank=True)
    term_until = models.DateField(_("本届届满"), null=True, blank=True)
    size_min = models.PositiveSmallIntegerField(_("最少人数"), null=True, blank=True, help_text=_("本地另有规定时填写"))
    size_max = models.PositiveSmallIntegerField(_("最多人数"), null=True, blank=True, help_text=_("本地另有规定时填写"))

    class Meta:
        verbose_name = _("机构")
        verbose_name_plural = _("机构")
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "name"], name="body_once")]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts", verbose_name=_("机构"))
    kind = models.CharField(_("职责"), max_length=20, choices=PostKind.choices)
    title = models.CharField(_("职务"), max_length=40)

    class Meta:
        verbose_name = _("职务")
        verbose_name_plural = _("职务")
        constraints = [models.UniqueConstraint(fields=["body", "kind", "title"], name="post_once")]

    def __str__(self) -> str:
        return f"{self.body} {self.title}"


class TenureQuerySet(models.QuerySet["Tenure"]):
    def held_on(self, on: date) -> TenureQuerySet:
        return self.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))


class Tenure(models.Model):
    """One person in one post from `since` to `until` (both included); permission = a tenure held today."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures", verbose_name=_("职务"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures", verbose_name=_("人员"))
    since = models.DateField(_("任职起"))
    until = models.DateField(_("任职止"), null=True, blank=True)
    elected_on = models.DateField(_("推选日期"), null=True, blank=True)
    how = models.CharField(_("产生方式"), max_length=40, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")), name="tenure_ends_after_start"
            ),
            models.UniqueConstraint(fields=["post", "person", "since"], name="tenure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post.title} {self.person}"
