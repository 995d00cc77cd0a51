"""The closed vocabularies of the catalogue: the words of the 20-column layout and the slugs the program uses."""

from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_noop

DOMAINS: Final = {
    "党务": "party",
    "村务": "village",
    "居务": "community",
    "政务": "government",
    "财务": "finance",
    "服务": "service",
}
KINDS: Final = {"固定": "standing", "定期": "periodic", "随时": "as_it_happens", "事件": "procedural"}
STAGES: Final = {"事前": "before", "事中": "during", "事后": "after"}
# 镇街 is one word in the layout but two kinds of unit: towns and streets.
UNIT_KINDS: Final = {
    "村": ("village",),
    "社区": ("community",),
    "镇街": ("town", "street"),
    "局": ("bureau",),
    "区县": ("district",),
}
UNIT_LABELS: Final = {
    "village": gettext_noop("村"),
    "community": gettext_noop("社区"),
    "town": gettext_noop("镇"),
    "street": gettext_noop("街道"),
    "bureau": gettext_noop("局"),
    "district": gettext_noop("区县"),
}
DAY_KINDS: Final = ("D", "WD", "Q", "date")
MARKS: Final = ("READ", "SEED", "DERIVED", "MEM")
PRIVACY: Final = ("P0", "P1", "P2")
RETENTION: Final = {"永久": "permanent", "30年": "30y", "10年": "10y", "同原件": "same_as_original"}
EVERY: Final = ("none", "month", "quarter", "half", "year", "term")
EVERY_LABELS: Final = {
    "none": gettext_noop("不定期"),
    "month": gettext_noop("每月"),
    "quarter": gettext_noop("每季度"),
    "half": gettext_noop("每半年"),
    "year": gettext_noop("每年"),
    "term": gettext_noop("每届"),
}
# How many times a year each rhythm comes: the more, the stricter. A term is five years (村委会法14, 居委会法14).
TIMES_A_YEAR: Final = {"none": 0.0, "term": 0.2, "year": 1.0, "half": 2.0, "quarter": 4.0, "month": 12.0}
PERIODS: Final = ("month", "quarter", "half", "year")
MODES: Final = ("standing", "periodic", "per_case", "per_stage", "per_term", "at_once", "with_item")

TIERS: Final = ("public", "residents", "collective", "party_members", "parties_concerned", "original")
TIER_LABELS: Final = {
    "public": gettext_noop("全社会"),
    "residents": gettext_noop("本村（社区）居民"),
    "collective": gettext_noop("集体成员"),
    "party_members": gettext_noop("党员"),
    "parties_concerned": gettext_noop("当事人"),
    "original": gettext_noop("原受众"),
}
AUDIENCES: Final = {
    "全社会": "public",
    "全社会(仅统计)": "public",
    "全社会或本系统": "public",
    "职工与群众": "public",
    "本单位党员与群众": "residents",
    "党员与群众": "residents",
    "全体村民": "residents",
    "全体居(村)民": "residents",
    "利益相关村民与全体": "residents",
    "利益相关居民": "residents",
    "被征地村民": "residents",
    "本村(社区)居民": "residents",
    "本组村民": "residents",
    "本社区居民": "residents",
    "业主与居民": "residents",
    "集体成员与村民": "residents",
    "居(村)民": "residents",
    "本区域居民": "residents",
    "集体成员": "collective",
    "集体成员/居民": "collective",
    "党员": "party_members",
    "党员;涉群众的同步向群众": "party_members",
    "党员;可向群众": "party_members",
    "提出人;汇总向全社会": "parties_concerned",
    "申请人": "parties_concerned",
    "特定群体": "residents",
    "原受众": "original",
}

TRIGGERS: Final = (
    "event",
    "before_event",
    "same_day",
    "period_end",
    "period_start",
    "day_after_period",
    "fixed_date",
    "display_period",
    "with_item",
    "set_locally",
)
CALENDAR_TRIGGERS: Final = ("period_end", "period_start", "day_after_period", "fixed_date")
EVENT_TRIGGERS: Final = ("event", "before_event", "same_day")
# What has to be done by then: most rules ask for a publication; some clocks run for an answer, a filing, an objection.
ACTS: Final = ("publish", "notify", "display", "reply", "object", "decide", "hand_over", "file")
EVENTS: Final = {
    "formed": "形成",
    "changed": "变更",
    "formed_or_changed": "形成或变更",
    "decided": "决定",
    "passed": "通过",
    "voted": "表决",
    "plan_voted": "方案表决",
    "approved": "批准",
    "confirmed": "确认",
    "signed": "签订",
    "transferred": "流转",
    "started": "组织实施",
    "stage_finished": "阶段完成",
    "finished": "完成",
    "paid_out": "发放",
    "received": "收到",
    "accepted": "受理",
    "collected": "收缴",
    "happened": "发生",
    "found": "发现",
    "announced": "公布",
    "republished": "重新公布",
    "meeting_held": "开会",
    "assessed": "评议（测评、考核）结束",
    "activity": "活动",
    "election_day": "选举日",
    "election_result": "选举结果",
    "elected": "新一届产生",
    "left_office": "离任",
    "result": "结果产生",
    "objection": "提出异议",
    "report_issued": "结果出具",
    "term_reached": "整改到期",
    "opinions_collected": "征求意见结束",
    "list_announced": "名单公布",
}


def allowed(words: Iterable[str]) -> str:
    """The allowed words joined for an error sentence, in the order the layout lists them."""
    return "、".join(words)
