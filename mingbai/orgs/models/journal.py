"""The journal of acts: who, in which post, did what to which record, when, from where. Append-only by trigger."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.orgs.models.bodies import Tenure
from mingbai.orgs.models.people import Person, User
from mingbai.orgs.models.units import Unit


class Entry(models.Model):
    """One act. `user` and `tenure` are empty when the system acted by itself (the clock)."""

    at = models.DateTimeField(_("时间"), db_index=True)
    act = models.CharField(_("行为"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位"))
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("账号"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("人员"))
    tenure = models.ForeignKey(Tenure, models.PROTECT, null=True, related_name="+", verbose_name=_("职务"))
    record_type = models.CharField(_("对象"), max_length=60)
    record_id = models.CharField(_("对象编号"), max_length=60)
    before = models.CharField(_("之前摘要"), max_length=80, blank=True)
    after = models.CharField(_("之后摘要"), max_length=80, blank=True)
    address = models.GenericIPAddressField(_("网络地址"), null=True)
    note = models.JSONField(_("说明"), default=dict)

    class Meta:
        verbose_name = _("操作记录")
        verbose_name_plural = _("操作记录")
        indexes = [models.Index(fields=["record_type", "record_id"], name="entry_record")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.record_type} {self.record_id}"
