"""Whether a route may stand: every reason why not, beside the step that it is about.

What is asked: somebody writes it, the gate stands in the way, at least two different people must agree, every step can
be held by somebody in every kind of unit that the route is for, and a street never takes away what stands above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from mingbai.catalog.schema.route import COLLECT, KINDS, PROCEEDS, Step, act_of, proceeds
from mingbai.orgs.models import BodyKind, PostKind, UnitKind
from mingbai.orgs.rules.may import PERMISSIONS, REACH_BELOW, Permission

# The permission that the act of a step needs.
NEEDS: Final = {
    "sign": Permission.NOTICE_SIGN,
    "vote": Permission.NOTICE_VOTE,
    "review": Permission.NOTICE_SCREEN,
    "approve": Permission.NOTICE_APPROVE,
    "file": Permission.NOTICE_FILE,
}
_EVERYWHERE: Final = {PostKind.CLERK, PostKind.DIRECTOR, PostKind.SECRETARY, PostKind.PRIVACY_REVIEWER, PostKind.MEMBER}
_BASE: Final = _EVERYWHERE | {PostKind.SUPERVISOR_CHAIR, PostKind.SUPERVISOR, PostKind.FINANCE_MEMBER}
_TOWN: Final = _EVERYWHERE | {PostKind.STREET_REVIEWER, PostKind.AUDITOR}
_TOP: Final = _EVERYWHERE | {PostKind.DISTRICT_MANAGER, PostKind.AUDITOR}
# Which posts there can be in a kind of unit.
POSTS_IN: Final[dict[str, set[PostKind]]] = {
    UnitKind.COMMUNITY: _BASE,
    UnitKind.VILLAGE: _BASE,
    UnitKind.GROUP: _BASE,
    UnitKind.STREET: _TOWN,
    UnitKind.TOWN: _TOWN,
    UnitKind.BUREAU: _EVERYWHERE | {PostKind.BUREAU_REVIEWER},
    UnitKind.OTHER: _EVERYWHERE,
    UnitKind.DISTRICT: _TOP,
    UnitKind.CITY: _TOP,
    UnitKind.PROVINCE: _TOP,
}
# Which bodies a kind of unit has, for steps that ask for members of one.
_BASE_BODIES: Final = {BodyKind.PARTY, BodyKind.COMMITTEE, BodyKind.OTHER}
_OFFICE_BODIES: Final = {BodyKind.PARTY, BodyKind.OTHER, BodyKind.LEADING_GROUP}
# What stands above a kind of unit, nearest first.
ABOVE: Final[dict[str, tuple[UnitKind, ...]]] = {
    UnitKind.COMMUNITY: (UnitKind.STREET, UnitKind.TOWN, UnitKind.DISTRICT),
    UnitKind.VILLAGE: (UnitKind.STREET, UnitKind.TOWN, UnitKind.DISTRICT),
    UnitKind.GROUP: (UnitKind.COMMUNITY, UnitKind.VILLAGE, UnitKind.STREET, UnitKind.TOWN, UnitKind.DISTRICT),
    UnitKind.STREET: (UnitKind.DISTRICT,),
    UnitKind.TOWN: (UnitKind.DISTRICT,),
    UnitKind.BUREAU: (UnitKind.DISTRICT,),
    UnitKind.OTHER: (UnitKind.DISTRICT,),
}
_SUPERVISORS: Final = frozenset({PostKind.SUPERVISOR_CHAIR.value, PostKind.SUPERVISOR.value})
_FINANCE: Final = frozenset({PostKind.FINANCE_MEMBER.value})
# How many there are at most (orgs.rules.bodies.SIZES).
_SIZES: Final = ((_SUPERVISORS, 5), (_FINANCE, 5), (_SUPERVISORS | _FINANCE, 10))


@dataclass(frozen=True)
class Problem:
    """One reason; `at` is the place of its step from 0, None for the route as a whole."""

    sentence: str
    at: int | None = None


def problems(steps: Sequence[Step], kinds: Iterable[str]) -> list[Problem]:
    """Why these steps (read by `read_steps`) may not be a route for units of `kinds`; empty when they may."""
    found = [*_without_handler(steps), *_without_gate(steps), *_one_person(steps), *_used_up(steps), *_collects(steps)]
    found += _released_too_soon(steps)
    for at, step in enumerate(steps):
        found += [Problem(sentence, at) for sentence in _why_not_step(step, list(kinds))]
    return found


def _without_handler(steps: Sequence[Step]) -> list[Problem]:
    first = steps[0]
    writes = first["kind"] == "sign" and "clerk" in first["posts"] and first.get("where", "own") == "own"
    if writes and first.get("blocks", True) and first.get("policy", "one") == "one":
        return []
    return [Problem(_("第一步要由本单位的经办人一人签字：没有人拟定，就没有人负责。"), 0)]


def _without_gate(steps: Sequence[Step]) -> list[Problem]:
    gates = [at for at, step in enumerate(steps) if step["kind"] == "gate"]
    if not gates:
        return [Problem(_("流程里没有隐私关口。不查个人信息就公布的流程，系统不收。"))]
    return [
        Problem(_("隐私关口必须拦：查到个人信息还能公布，关口就白设了。"), at)
        for at in gates
        if not steps[at].get("blocks", True)
    ]


def _one_person(steps: Sequence[Step]) -> list[Problem]:
    binding = [step for step in steps if act_of(step) and step.get("blocks", True)]
    asked = [set(step["posts"]) for step in binding if not proceeds(step)]
    if len(asked) < 2:
        if len(asked) < len(binding):
            return [Problem(_("过期就往下走的步骤不算：除了它们，公布以前至少要有两个人办。"))]
        return [Problem(_("公布以前至少要有两个人办：一个人从头办到尾，等于没有人复核。"))]
    everywhere = set.intersection(*asked)
    if not everywhere:
        return []
    posts = names(sorted(everywhere))
    return [Problem(_("每一步都能由%(posts)s来办，等于没有别人复核。请加一步由别的职务办。") % {"posts": posts})]


def _collects(steps: Sequence[Step]) -> list[Problem]:
    """A draft is for everybody from the day on which opinions are collected: what guards a notice guards it too."""
    at = next((at for at, step in enumerate(steps) if step["kind"] == COLLECT), None)
    if at is None:
        return []
    before, found = steps[:at], []
    if not any(step["kind"] == "gate" for step in before):
        found.append(Problem(_("征求意见以前要先过隐私关口：草案一摆出来，谁都看得到。"), at))
    if [step for step in before if act_of(step)] and _one_person(before):
        found.append(Problem(_("征求意见以前至少要有两个人签过：一个人不能把草案摆出来。"), at))
    if not steps[at].get("lead"):
        found.append(Problem(_("征求意见要写征求几天。"), at))
    return found


def _released_too_soon(steps: Sequence[Step]) -> list[Problem]:
    """Members read what the public will read: nothing is released that has not passed everything else."""
    releases = [at for at, step in enumerate(steps) if step["kind"] == "release"]
    if len(releases) > 1:
        return [Problem(_("“先给成员看”只能有一步。"), releases[1])]
    if releases and any(step["kind"] == COLLECT for step in steps):
        return [Problem(_("草案已经公开征求过意见，不能再“先给成员看”。请去掉一步。"), releases[0])]
    later = [step for at in releases for step in steps[at + 1 :] if step.get("blocks", True)]
    if not later:
        return []
    words = {"label": later[0]["label"]}
    return [Problem(_("“%(label)s”要放在“先给成员看”前面：都签过、查过，才能给成员看。") % words, releases[0])]


def _why_not_release(step: Step) -> list[str]:
    if step["posts"] or not step.get("to"):
        return [_("请选先给名册上的谁看：党员，或者集体成员。")]
    if not step.get("lead"):
        return [_("请写先给成员看几天，到日子自动公布。")]
    if not step.get("blocks", True) or step.get("policy", "one") != "one" or step.get("late", "remind") != "remind":
        return [_("先给成员看的，到日子自动公布：人数、拦不拦、过期都照原样，不用改。")]
    return []


def _used_up(steps: Sequence[Step]) -> list[Problem]:
    """A person signs one step only (decision 20), so that the same people can't be asked again and again."""
    found = []
    many = [at for at, step in enumerate(steps) if step.get("policy", "one") != "one"]
    for at in many:
        others = [one for i, one in enumerate(steps) if i != at and (i in many or steps[at]["policy"] == "all")]
        twice = sorted({kind for one in others for kind in one["posts"]} & set(steps[at]["posts"]))
        if twice:
            words = {"posts": names(twice)}
            found.append(
                Problem(_("%(posts)s在别的步骤也要办。一个人只能签一步，这样永远凑不够人。请去掉一步。") % words, at)
            )
    for posts, most in _SIZES:
        asked = [step for step in steps if step["posts"] and set(step["posts"]) <= posts]
        if sum(_heads(step, most) for step in asked) > most:
            words = {"posts": names(sorted(posts)), "most": str(most)}
            found.append(Problem(_("%(posts)s最多 %(most)s 人，一个人只能签一步，这样永远凑不够人。") % words))
    return found


def _heads(step: Step, size: int) -> int:
    policy = step.get("policy", "one")
    return size // 2 + 1 if policy == "majority" else policy if isinstance(policy, int) else 1


def _why_not_step(step: Step, kinds: list[str]) -> list[str]:
    unknown = [kind for kind in step["posts"] if kind not in PostKind.values]
    if unknown:
        return [_("没有“%(post)s”这个职务。") % {"post": "、".join(unknown)}]
    strange = [kind for kind in step.get("bodies", []) if kind not in BodyKind.values]
    if strange:
        return [_("没有“%(body)s”这种机构。") % {"body": "、".join(strange)}]
    if step["kind"] == "gate":
        return [_("隐私关口由系统自动查，不用指定人。")] if step["posts"] else _not_past(step)
    if step["kind"] == COLLECT:
        wrong = bool(step["posts"]) or not step.get("blocks", True)
        return [_("征求意见由系统按天数办，办完才公布，不用指定人。")] if wrong else _not_past(step)
    if step["kind"] == "release":
        return _why_not_release(step)
    if not step["posts"]:
        return [_("请选这一步由谁来办。")]
    able = able_posts(step)
    if not able:
        words = {"posts": names(step["posts"]), "what": _(KINDS[step["kind"]].label)}
        return [_("%(posts)s没有“%(what)s”的权力，这一步永远办不成。") % words]
    without = [UnitKind(kind).label for kind in kinds if not _held_in(step, able, kind)]
    if without:
        words = {"units": _("、").join(str(one) for one in without), "posts": names(step["posts"])}
        return [_("%(units)s永远没有人能办这一步（要%(posts)s）。") % words]
    return _why_not_policy(step)


def _why_not_policy(step: Step) -> list[str]:
    if step["kind"] in ("approve", "file") and step.get("where", "own") == "own":
        return [_("批准和备案要由上级来办；本单位自己定的，请用签字。")]
    if step["kind"] in ("approve", "file") and step.get("policy", "one") != "one":
        return [_("批准和备案由一人办就够，请选“一人”。")]
    if step.get("lines") and step["kind"] != "vote":
        return [_("只有表决可以一笔一笔来；别的步骤看整份。")]
    if not step.get("blocks", True) and step["kind"] != "file":
        return [_("只有备案可以在公布以后补办；别的步骤不拦公布，就会先公布、后审查。")]
    return _not_past(step)


def _not_past(step: Step) -> list[str]:
    """Silence never stands for a signature, for the gate, or for what the law asks for (decision 32)."""
    if not proceeds(step):
        return []
    if step["kind"] not in PROCEEDS:
        kinds = _("、").join(_(KINDS[kind].label) for kind in PROCEEDS)
        return [_("只有%(kinds)s可以过期就往下走；签字、批准、备案和保密隐私审查不能没有人办。") % {"kinds": kinds}]
    if not step.get("lead"):
        return [_("过期就往下走的步骤，要写几天内办。")]
    return []


def able_posts(step: Step) -> list[str]:
    """The posts that the step asks for and that may do its act at all."""
    need = NEEDS[act_of(step)]
    return [kind for kind in step["posts"] if need in PERMISSIONS[kind]]


def _held_in(step: Step, able: list[str], unit_kind: str) -> bool:
    """Whether there can be a holder for a unit of that kind, in the unit or in one above it that looks after it."""
    own = {str(post) for post in POSTS_IN.get(unit_kind, set())} & set(able)
    if step.get("bodies"):
        base = unit_kind in (UnitKind.COMMUNITY, UnitKind.VILLAGE)
        own = own if (_BASE_BODIES if base else _OFFICE_BODIES) & set(step["bodies"]) else set()
    above = any(post in POSTS_IN[kind] and post in REACH_BELOW for kind in ABOVE.get(unit_kind, ()) for post in able)
    beside = UnitKind.DISTRICT in ABOVE.get(unit_kind, ()) and bool(POSTS_IN[UnitKind.BUREAU] & set(able))
    return {"own": bool(own), "above": above, "any": bool(own) or above, "beside": beside}[step.get("where", "own")]


def names(posts: Iterable[str]) -> str:
    """Posts in words; one that there is none of by its own word."""
    labels = dict(PostKind.choices)
    return _("、").join(str(labels.get(kind, kind)) for kind in posts)


def looser(steps: Sequence[Step], above: Sequence[Step]) -> list[Problem]:
    """What `steps` take away from the route that holds above: a street may only add, lengthen and make binding."""
    found, before = [], 0
    for step in above:
        if not step.get("blocks", True) and step["kind"] != "file":
            continue
        like = [at for at, mine in enumerate(steps) if _asks_the_same(mine, step)]
        if not like:
            found.append(Problem(_("上级流程里的“%(label)s”这一步不能去掉。") % {"label": step["label"]}))
            continue
        at = next((at for at in like if at >= before), like[0])
        if at < before:
            words = {"label": step["label"], "other": steps[before]["label"]}
            found.append(Problem(_("上级流程里“%(label)s”在“%(other)s”后面，不能提到前面。") % words, at))
        before = max(before, at)
        found += [Problem(sentence, at) for sentence in _weaker(steps[at], step)]
    return found


def _asks_the_same(mine: Step, step: Step) -> bool:
    same = mine["kind"] == step["kind"] or (step["kind"] == "file" and mine["kind"] == "approve")
    same = same and mine.get("to", "") == step.get("to", "")
    place = [(one.get("where", "own"), one.get("bureau", "")) for one in (mine, step)]
    return same and set(mine["posts"]) <= set(step["posts"]) and place[0] == place[1]


def _weaker(mine: Step, step: Step) -> list[str]:
    words = {"label": step["label"]}
    found = []
    if step.get("blocks", True) and not mine.get("blocks", True):
        found.append(_("上级流程规定“%(label)s”办完才能公布，不能改成不拦。") % words)
    if _strength(mine.get("policy", "one")) < _strength(step.get("policy", "one")):
        found.append(_("上级流程要求“%(label)s”更多的人同意，不能减少。") % words)
    if proceeds(mine) and not proceeds(step):
        found.append(_("上级流程里“%(label)s”没有办就不能公布，不能改成过期往下走。") % words)
    if step.get("late") == "climb" and mine.get("late", "remind") == "remind":
        found.append(_("上级流程里“%(label)s”过了天数要报上级，不能改成只提醒。") % words)
    if step.get("lines") and not mine.get("lines"):
        found.append(_("上级流程要求“%(label)s”逐笔表决，不能改成整份表决。") % words)
    if days(mine) < days(step):
        found.append(_("上级流程给“%(label)s”%(lead)s，不能缩短。") % {**words, "lead": lead_words(step)})
    return found


def _strength(policy: str | int) -> float:
    """The larger, the more people: a number stands between one and the majority of the usual five."""
    return float({"one": 1, "majority": 3, "all": 99}.get(str(policy), policy))


def days(step: Step) -> float:
    """The length of a step in calendar days, about; five working days are a week."""
    lead = str(step.get("lead") or "")
    if not lead:
        return 0.0
    return int(lead[:-2]) * 1.4 if lead.endswith("wd") else float(lead[:-1])


def lead_words(step: Step) -> str:
    """The days that a step may take, in words; empty when none are fixed."""
    lead = str(step.get("lead") or "")
    if lead.endswith("wd"):
        return _("%(n)s 个工作日") % {"n": lead[:-2]}
    return _("%(n)s 天") % {"n": lead[:-1]} if lead else ""
