"""Which entries of the journal somebody may read, and what each act is called."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.orgs.models import Entry
from mingbai.orgs.rules.may import Permission, Viewer

# Words for the acts of every room; the code of an act stands in its action.
ACTS = {
    "units.load": gettext_lazy("装入单位名册"),
    "unit.change": gettext_lazy("改单位"),
    "person.create": gettext_lazy("登记人员"),
    "person.change": gettext_lazy("改人员"),
    "relation.keep": gettext_lazy("登记近亲属"),
    "relation.remove": gettext_lazy("撤销近亲属"),
    "body.keep": gettext_lazy("登记机构"),
    "post.keep": gettext_lazy("登记职务"),
    "profile.keep": gettext_lazy("改联系方式"),
    "tenure.start": gettext_lazy("任职"),
    "tenure.end": gettext_lazy("结束任职"),
    "invitation.issue": gettext_lazy("发邀请"),
    "invitation.use": gettext_lazy("用邀请设密码"),
    "account.open": gettext_lazy("开账号"),
    "account.stop": gettext_lazy("停用账号"),
    "account.allow": gettext_lazy("恢复账号"),
    "account.temporary": gettext_lazy("发临时密码"),
    "account.login": gettext_lazy("登录"),
    "account.logout": gettext_lazy("退出登录"),
    "account.failed": gettext_lazy("登录失败"),
    "account.locked": gettext_lazy("登录被暂停"),
    "account.password": gettext_lazy("换密码"),
    "account.capacity": gettext_lazy("换职务"),
    "account.totp_activated": gettext_lazy("开通验证码"),
    "account.totp_deactivated": gettext_lazy("关闭验证码"),
    "account.recovery_codes_generated": gettext_lazy("生成备用码"),
    "journal.export": gettext_lazy("导出操作记录"),
}


def act_name(act: str) -> str:
    """The words for an act; one that has none yet is shown by its code."""
    return str(ACTS.get(act, act))


def known_acts() -> list[tuple[str, str]]:
    """Code and words of the acts that stand in the journal, for a choice."""
    codes = Entry.objects.order_by("act").values_list("act", flat=True).distinct()
    return [(code, act_name(code)) for code in codes]


def readable(viewer: Viewer) -> QuerySet[Entry]:
    """The entries of the units that an auditor looks after; at the top of the tree also those without a unit.

    NotYours when the capacity reads no journal.
    """
    viewer.require(Permission.JOURNAL_READ)
    return within_reach(viewer)


def within_reach(viewer: Viewer) -> QuerySet[Entry]:
    """The entries of a capacity's units, newest first, with all that a row shows."""
    reach = viewer.reach("unit__")
    if viewer.unit is not None and viewer.unit.parent_id is None:
        reach |= Q(unit__isnull=True)
    shown = Entry.objects.filter(reach).select_related("unit", "user", "person", "tenure__post")
    return shown.order_by("-at", "-pk")


def sought(entries: QuerySet[Entry], wanted: dict[str, Any]) -> QuerySet[Entry]:
    """Narrow the entries by what the filter form found: q, unit, act, since, until."""
    if text := wanted.get("q"):
        entries = entries.filter(
            Q(person__name__contains=text)
            | Q(user__username__iexact=text)
            | Q(record_id=text)
            | Q(address=_address(text))
        )
    if place := wanted.get("unit"):
        entries = entries.filter(Q(unit__code__startswith=place) | Q(unit__name__contains=place))
    if act := wanted.get("act"):
        entries = entries.filter(act=act)
    if since := wanted.get("since"):
        entries = entries.filter(at__gte=_midnight(since))
    if until := wanted.get("until"):
        entries = entries.filter(at__lt=_midnight(until + timedelta(days=1)))
    return entries


def _address(text: str) -> str | None:
    """A network address as typed, or one that nobody has: PostgreSQL refuses to compare with anything else."""
    from ipaddress import ip_address

    try:
        return str(ip_address(text))
    except ValueError:
        return "::"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def row_of(entry: Entry) -> tuple[str, ...]:
    """One entry as text, in the order of `HEADINGS`."""
    note = (
        _("；").join(f"{name}：{value}" for name, value in entry.note.items()) if isinstance(entry.note, dict) else ""
    )
    return (
        timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        act_name(entry.act),
        entry.unit.name if entry.unit else "",
        entry.person.name if entry.person else "",
        entry.tenure.post.title if entry.tenure else "",
        entry.user.username if entry.user else "",
        f"{entry.record_type} {entry.record_id}",
        entry.before,
        entry.after,
        entry.address or "",
        note,
    )


HEADINGS = (
    gettext_lazy("时间"),
    gettext_lazy("行为"),
    gettext_lazy("单位"),
    gettext_lazy("人员"),
    gettext_lazy("职务"),
    gettext_lazy("登录名"),
    gettext_lazy("对象"),
    gettext_lazy("之前摘要"),
    gettext_lazy("之后摘要"),
    gettext_lazy("网络地址"),
    gettext_lazy("说明"),
)
