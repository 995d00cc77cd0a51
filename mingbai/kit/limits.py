"""Limits of time as data: how many of which kind of day, on whose authority; and the table of named ones."""

import re
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

Kind = Literal["wd", "d", "m", "q", "y"]
Mark = Literal["", "READ", "SEED", "MEM"]

KINDS: dict[Kind, str] = {
    "wd": gettext_noop("%(n)s个工作日"),
    "d": gettext_noop("%(n)s日"),
    "m": gettext_noop("%(n)s个月"),
    "q": gettext_noop("%(n)s个季度"),
    "y": gettext_noop("%(n)s年"),
}
MOST: dict[Kind, int] = {"wd": 3660, "d": 3660, "m": 1200, "q": 400, "y": 100}
MARKS: dict[Mark, str] = {
    "": "",
    "READ": gettext_noop("已查到条文"),
    "SEED": gettext_noop("本地方案要求"),
    "MEM": gettext_noop("出处待核实"),
}


@dataclass(frozen=True)
class Rule:
    """A limit: n days of a kind, the source it rests on, and whether a last day off moves to the next working day.

    `mark` says how well the source is known (READ, SEED, MEM); `backward` counts before an event instead of after it.
    """

    n: int
    kind: Kind
    source: str = ""
    roll: bool = True
    label: str = ""
    mark: Mark = ""
    backward: bool = False
    key: str = ""

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise ValueError(_("时限的种类“%(kind)s”不认识。%(allowed)s") % {"kind": self.kind, "allowed": allowed()})
        if isinstance(self.n, bool) or not isinstance(self.n, int) or not 1 <= self.n <= MOST[self.kind]:
            raise ValueError(
                _("时限的数目应当是 1 到 %(most)s 的整数，读到的是“%(n)s”。") % {"most": MOST[self.kind], "n": self.n}
            )

    @property
    def code(self) -> str:
        """The ad hoc form: 20wd."""
        return f"{self.n}{self.kind}"

    @property
    def words(self) -> str:
        """The length in words: 20个工作日."""
        return _(KINDS[self.kind]) % {"n": self.n}

    @property
    def title(self) -> str:
        """What the limit is for, with its length; the length alone when it has no name."""
        if not self.label:
            return self.words
        return _("%(label)s（%(length)s）") % {"label": _(self.label), "length": self.words}

    @property
    def basis(self) -> str:
        """The source with how far it can be relied on; empty for an ad hoc limit."""
        if not self.source:
            return ""
        if not self.mark:
            return self.source
        return _("%(source)s（%(mark)s）") % {"source": self.source, "mark": _(MARKS[self.mark])}


NAMED: dict[str, Rule] = {}  # filled from the table below


def allowed() -> str:
    """One sentence that says what may be written as a rule."""
    return _(
        "可以写数目加单位：wd 工作日、d 日历日、m 月、q 季度、y 年，例如 20wd、15d、3m；"
        "也可以写时限名，例如 foi-answer、display-min、review-lead（共 %(count)s 个）。"
    ) % {"count": len(NAMED)}


def parse_rule(text: str) -> Rule:
    """A named limit, or an ad hoc one such as 20wd, 15d, 3m; ValueError lists what is allowed."""
    wanted = text.strip().lower()
    if wanted in NAMED:
        return NAMED[wanted]
    found = re.fullmatch(r"([0-9]{1,6})\s*(wd|d|m|q|y)", wanted)
    if not found:
        raise ValueError(_("时限“%(text)s”读不懂。%(allowed)s") % {"text": text, "allowed": allowed()})
    return Rule(n=int(found[1]), kind=cast(Kind, found[2]))


def _named(
    key: str, code: str, source: str, label: str, *, mark: Mark = "READ", shown: bool = False, ahead: bool = False
) -> Rule:
    """A row of the table: met by a day; shown on the wall until a day, whatever day that is; or ahead of an event."""
    plain = parse_rule(code)
    return replace(plain, source=source, label=label, mark=mark, roll=not shown and not ahead, backward=ahead, key=key)


# Citations stay in Chinese in every language: they name the law.
_FOI = "政府信息公开条例第%s条"
_BOTH = "村民委员会组织法第%s条、城市居民委员会组织法第%s条"
_LAND = "土地管理法实施条例第%s条"
_PETITION = "信访工作条例第%s条"
_CHONGQING = "重庆市实施《村民委员会组织法》办法"
_SCHEME = "桂花社区公开方案（种子003）"

_RULES = (
    _named("foi-publish", "20wd", _FOI % 26, gettext_noop("政府信息形成或变更后公开")),
    _named("foi-supplement", "7wd", _FOI % 30, gettext_noop("告知申请人补正")),
    _named("foi-third-party", "15wd", _FOI % 32, gettext_noop("第三方提出意见")),
    _named("foi-answer", "20wd", _FOI % 33, gettext_noop("答复公开申请")),
    _named("foi-extension", "20wd", _FOI % 33, gettext_noop("延长答复公开申请")),
    _named("foi-co-producer", "15wd", _FOI % 34, gettext_noop("共同制作机关提出意见")),
    _named("foi-fee", "20wd", "政府信息公开信息处理费管理办法", gettext_noop("缴纳信息处理费"), mark="MEM"),
    _named("review-apply", "60d", "行政复议法第20条", gettext_noop("申请行政复议")),
    _named("review-decide", "60d", "行政复议法第62条", gettext_noop("作出行政复议决定")),
    _named("sue-after-review", "15d", "行政诉讼法第45条", gettext_noop("复议后起诉")),
    _named("sue-direct", "6m", "行政诉讼法第46条", gettext_noop("直接起诉")),
    _named("court-disclose", "20wd", "法释〔2025〕8号第11条", gettext_noop("按判决公开")),
    _named("aid-publish", "10wd", "社会救助领域基层政务公开标准目录", gettext_noop("社会救助信息公开")),
    _named("aid-notice", "7d", "重庆、郑州的最低生活保障规定", gettext_noop("救助对象公示"), shown=True),
    _named("aid-notice-again", "3d", "重庆的最低生活保障规定第18条", gettext_noop("异议核实后再次公示"), shown=True),
    _named("aid-confirm", "10wd", "郑州的最低生活保障规定", gettext_noop("公示后确认救助对象")),
    _named("aid-refusal", "3wd", "郑州的最低生活保障规定", gettext_noop("告知不予救助")),
    _named("budget-publish", "20d", "预算法第14条", gettext_noop("预算决算批准后公开")),
    _named("display-min", "15d", _BOTH % (35, 34), gettext_noop("公布的最短期限"), shown=True),
    _named("comment-residents", "15d", _BOTH % (35, 34), gettext_noop("村居征求意见"), shown=True),
    _named(
        "comment-office", "30d", "重大行政决策程序暂行条例第15条", gettext_noop("机关征求意见"), mark="MEM", shown=True
    ),
    _named("committee-object", "5d", _CHONGQING + "第35条", gettext_noop("监督委员会对公开方案提意见")),
    _named("committee-reply", "5d", _CHONGQING + "第35条", gettext_noop("答复监督委员会的意见")),
    _named("objection-reply", "3d", _CHONGQING, gettext_noop("答复村民异议")),
    _named("objection-escalated", "10d", _CHONGQING, gettext_noop("镇街、区县处理村民异议")),
    _named("audit-leaving", "30d", _CHONGQING, gettext_noop("公布离任审计结果")),
    _named("review-lead", "5wd", _SCHEME, gettext_noop("公开前送监督小组审查"), mark="SEED", ahead=True),
    _named("feedback-written", "10wd", _SCHEME, gettext_noop("书面答复居民询问"), mark="SEED"),
    _named("feedback-signed", "15d", _SCHEME, gettext_noop("署名反映告知结果"), mark="SEED"),
    _named("meeting-notice", "10d", _BOTH % (25, 26), gettext_noop("村民（居民）会议通知"), ahead=True),
    _named("members-notice", "10d", "农村集体经济组织法第27条、第46条", gettext_noop("成员大会通知"), ahead=True),
    _named("voter-list", "20d", _BOTH % (17, 17), gettext_noop("公布选民名单"), ahead=True),
    _named("voter-objection", "5d", _BOTH % (17, 17), gettext_noop("对选民名单提出异议")),
    _named("voter-decision", "3d", _BOTH % (17, 17), gettext_noop("处理选民名单异议")),
    _named("handover", "10d", _BOTH % (24, 25), gettext_noop("工作移交")),
    _named("seizure-notice", "10wd", _LAND % 26, gettext_noop("征收土地预公告"), shown=True),
    _named("seizure-plan", "30d", _LAND % 28, gettext_noop("征地补偿安置方案公告"), shown=True),
    _named("seizure-approved", "15wd", _LAND % 31, gettext_noop("征收土地公告")),
    _named("petition-route", "15d", _PETITION % "22、23", gettext_noop("信访告知或转送")),
    _named("petition-object", "5wd", _PETITION % 23, gettext_noop("对转送的信访提出异议")),
    _named("petition-finish", "60d", _PETITION % 34, gettext_noop("办结信访事项")),
    _named("petition-recheck", "30d", _PETITION % "35、36", gettext_noop("信访复查、复核")),
    _named("donation-publish", "5d", "慈善法第72条", gettext_noop("公布应急募捐情况")),
    _named("letter-answer", "3m", "政府网站与政务新媒体检查指标", gettext_noop("答复网民留言")),
    _named("pii-assessment", "3y", "个人信息保护法第56条", gettext_noop("保存个人信息影响评估"), shown=True),
    _named("archive-transfer", "10y", "档案法实施条例第20条", gettext_noop("向县级档案馆移交")),
)
NAMED.update((rule.key, rule) for rule in _RULES)
