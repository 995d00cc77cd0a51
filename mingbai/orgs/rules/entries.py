"""Which entries of the journal somebody may read, and what each act is called."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from ipaddress import ip_address
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.orgs.models import Entry
from mingbai.orgs.rules.may import Permission, Viewer

# Words for the acts of every room; the code of an act stands in its action.
ACTS = {
    "units:load": gettext_lazy("装入单位名册"),
    "unit:change": gettext_lazy("改单位"),
    "person:create": gettext_lazy("登记人员"),
    "person:change": gettext_lazy("改人员"),
    "relation:keep": gettext_lazy("登记近亲属"),
    "relation:remove": gettext_lazy("撤销近亲属"),
    "body:keep": gettext_lazy("登记机构"),
    "post:keep": gettext_lazy("登记职务"),
    "profile:keep": gettext_lazy("改联系方式"),
    "tenure:start": gettext_lazy("任职"),
    "tenure:end": gettext_lazy("结束任职"),
    "delegation:make": gettext_lazy("委托代办"),
    "delegation:end": gettext_lazy("收回委托"),
    "handover:open": gettext_lazy("开始移交"),
    "handover:name": gettext_lazy("指定接手的人"),
    "handover:take": gettext_lazy("接手"),
    "roll:add": gettext_lazy("登记到名册"),
    "roll:end": gettext_lazy("名册上到期"),
    "roll:strike": gettext_lazy("名册上划掉"),
    "roll:export": gettext_lazy("导出名册"),
    "invitation:issue": gettext_lazy("发邀请"),
    "invitation:use": gettext_lazy("用邀请设密码"),
    "account:open": gettext_lazy("开账号"),
    "account:stop": gettext_lazy("停用账号"),
    "account:allow": gettext_lazy("恢复账号"),
    "account:temporary": gettext_lazy("发临时密码"),
    "account:second_factor_dropped": gettext_lazy("取消验证码"),
    "account:login": gettext_lazy("登录"),
    "account:logout": gettext_lazy("退出登录"),
    "account:failed": gettext_lazy("登录失败"),
    "account:locked": gettext_lazy("登录被暂停"),
    "account:password": gettext_lazy("换密码"),
    "account:capacity": gettext_lazy("换职务"),
    "account:totp_activated": gettext_lazy("开通验证码"),
    "account:totp_deactivated": gettext_lazy("关闭验证码"),
    "account:recovery_codes_generated": gettext_lazy("生成备用码"),
    "journal:export": gettext_lazy("导出操作记录"),
    "calendar:load": gettext_lazy("装入放假通知"),
    "calendar:applied": gettext_lazy("按放假通知重新数日子"),
    "item:load": gettext_lazy("装入目录事项"),
    "route:load": gettext_lazy("装入流程"),
    "route:set": gettext_lazy("定流程"),
    "route:end": gettext_lazy("停用流程"),
    "duty:generate": gettext_lazy("排出应公开事项"),
    "duty:take_over": gettext_lazy("换用新的目录版本"),
    "duty:recompute": gettext_lazy("重算期限"),
    "duty:open": gettext_lazy("登记临时事项"),
    "duty:met": gettext_lazy("应公开事项办到"),
    "duty:reopen": gettext_lazy("撤回以后，应公开事项又没有了结"),
    "duty:link": gettext_lazy("列进联动公开"),
    "joint:open": gettext_lazy("开始联动公开"),
    "joint:add": gettext_lazy("加进联动公开"),
    "joint:remove": gettext_lazy("移出联动公开"),
    "joint:end": gettext_lazy("停止联动公开"),
    "letter:draw": gettext_lazy("起草责任书"),
    "letter:save": gettext_lazy("改责任书草稿"),
    "letter:drop": gettext_lazy("不要责任书草稿"),
    "letter:sign": gettext_lazy("签责任书"),
    "letter:report": gettext_lazy("报任务办好"),
    "letter:take_back": gettext_lazy("收回任务报告"),
    "letter:confirm": gettext_lazy("确认任务办好"),
    "letter:send_back": gettext_lazy("退回任务报告"),
    "campaign:open": gettext_lazy("开始活动"),
    "campaign:change": gettext_lazy("改活动安排"),
    "campaign:end": gettext_lazy("结束活动"),
    "campaign:report": gettext_lazy("报活动任务办好"),
    "campaign:take_back": gettext_lazy("收回活动任务的报告"),
    "duty:nil": gettext_lazy("声明本期未发生"),
    "notice:start": gettext_lazy("起草"),
    "notice:save": gettext_lazy("存草稿"),
    "notice:relieve": gettext_lazy("被新的一份接替"),
    "notice:discard": gettext_lazy("不写了"),
    "notice:submit": gettext_lazy("签字送审"),
    "notice:sign": gettext_lazy("签字"),
    "notice:vote": gettext_lazy("监督委员会表态"),
    "notice:answer": gettext_lazy("回答疑问"),
    "notice:review": gettext_lazy("保密隐私审查"),
    "notice:collect": gettext_lazy("征求意见期满"),
    "notice:lapse": gettext_lazy("到期没有办，往下走"),
    "notice:approve": gettext_lazy("批准"),
    "notice:file": gettext_lazy("备案"),
    "notice:return": gettext_lazy("退回"),
    "notice:revise": gettext_lazy("改了重送"),
    "notice:correct": gettext_lazy("被更正的版本替代"),
    "notice:first": gettext_lazy("先给成员看"),
    "notice:release": gettext_lazy("先看期满"),
    "notice:publish": gettext_lazy("公布"),
    "notice:urgent": gettext_lazy("紧急公布"),
    "notice:withdraw": gettext_lazy("提出撤回"),
    "notice:remove": gettext_lazy("紧急撤下"),
    "notice:confirm": gettext_lazy("同意撤回"),
    "notice:keep": gettext_lazy("不同意撤回"),
    "notice:concern": gettext_lazy("定给哪几位当事人看"),
    "file:add": gettext_lazy("加附件"),
    "file:remove": gettext_lazy("去掉附件"),
    "file:clean": gettext_lazy("换上清过的附件"),
    "file:redact": gettext_lazy("涂掉附件里的一块"),
    "file:unredact": gettext_lazy("撤销涂掉"),
    "assessment:file": gettext_lazy("做个人信息影响评估"),
    "ruling:ask": gettext_lazy("请审查员放行"),
    "ruling:allow": gettext_lazy("放行"),
    "ruling:refuse": gettext_lazy("不放行"),
    "opinion:say": gettext_lazy("收到意见"),
    "opinion:answer": gettext_lazy("答复意见"),
    "opinion:forget": gettext_lazy("删掉反映人"),
    "opinion:export": gettext_lazy("导出意见"),
    "demand:open": gettext_lazy("联名要求公开"),
    "demand:sign": gettext_lazy("在联名上签名"),
    "demand:verify": gettext_lazy("核实联名"),
    "demand:forget": gettext_lazy("删掉联名的姓名"),
    "report:file": gettext_lazy("公开报告单归档"),
    "hearing:draft": gettext_lazy("开始征求意见"),
    "hearing:decision": gettext_lazy("开始写决定"),
    "hearing:result": gettext_lazy("开始写结果"),
    "hearing:trial": gettext_lazy("开始期满生效的公示"),
    "hearing:stop": gettext_lazy("异议成立，停止生效"),
    "posting:open": gettext_lazy("开始公示"),
    "posting:close": gettext_lazy("公示期满"),
    "posting:hang": gettext_lazy("登记上墙"),
    "posting:take_down": gettext_lazy("登记撤下"),
    "wall:add": gettext_lazy("登记公示栏"),
    "wall:end": gettext_lazy("停用公示栏"),
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
    try:
        return str(ip_address(text))
    except ValueError:
        return "::"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


# Words for what a note says; a key that has none yet is shown as it is.
NOTES = {
    "login": gettext_lazy("登录名"),
    "name": gettext_lazy("名称"),
    "person": gettext_lazy("人员"),
    "title": gettext_lazy("职务"),
    "since": gettext_lazy("从"),
    "until": gettext_lazy("到"),
    "added": gettext_lazy("新增"),
    "changed": gettext_lazy("改动"),
    "moved": gettext_lazy("换位置"),
    "before": gettext_lazy("原来"),
    "after": gettext_lazy("改成"),
    "kind": gettext_lazy("类别"),
    "parent": gettext_lazy("上级"),
    "reason": gettext_lazy("原因"),
    "number": gettext_lazy("公开编号"),
    "outcome": gettext_lazy("处理"),
    "days": gettext_lazy("天数"),
    "readers": gettext_lazy("名册上的人数"),
}


def note_text(note: Any) -> str:
    """What a note says, in one line."""
    if isinstance(note, dict):
        said = [(str(NOTES.get(name, name)), note_text(value)) for name, value in note.items()]
        return _("；").join(_("%(name)s：%(value)s") % {"name": name, "value": value} for name, value in said if value)
    if isinstance(note, list):
        return _("、").join(note_text(value) for value in note)
    return "" if note is None else str(note)


def record_name(entry: Entry) -> str:
    """The record that an act was done to, such as 任职 12."""
    try:
        kind = str(apps.get_model(entry.record_type)._meta.verbose_name)
    except (LookupError, ValueError):  # a table of an earlier version
        kind = entry.record_type
    return f"{kind} {entry.record_id}".strip()


def row_of(entry: Entry) -> tuple[str, ...]:
    """One entry as text, in the order of `HEADINGS`."""
    # Who acted on the own login stands in its column already.
    note = {name: value for name, value in entry.note.items() if not (name == "login" and entry.user)}
    return (
        timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S"),
        act_name(entry.act),
        entry.unit.name if entry.unit else "",
        entry.person.name if entry.person else "",
        entry.tenure.post.title if entry.tenure else "",
        entry.user.username if entry.user else "",
        record_name(entry),
        entry.before,
        entry.after,
        entry.address or "",
        note_text(note),
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
