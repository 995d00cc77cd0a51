"""A route as data: the words that a step may use, and reading a list of steps; what is sensible is asked in the rules.

A step: `key`; `kind` (`KINDS`); `posts` (kinds of post) and, where only members of certain bodies count, `bodies`;
`where` own | above | any | beside, then `bureau`, a part of the name of a bureau of the district; `policy` one | all |
majority | a number; `lines` true: a vote on every line by itself; `blocks`; `label`; `stamp` (at most four characters);
`lead` such as "5wd" (the days that the step may take); `late` remind | climb | proceed, once they have run out;
`to`, of a release only: the tier of the unit's roll that reads it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.schema.errors import SpecError

Step = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """What a step asks for: its name, the act by which it is done (none for the gate), what the stamp usually says."""

    label: str
    act: str
    stamp: str


@dataclass(frozen=True)
class Who:
    """Somebody who may be asked: which posts, in which bodies, in the unit itself (own), above it or beside it."""

    label: str
    posts: tuple[str, ...]
    where: str = "own"
    bodies: tuple[str, ...] = ()
    to: str = ""


KINDS: Final = {
    "sign": Kind(gettext_noop("签字"), "sign", gettext_noop("签字同意")),
    "vote": Kind(gettext_noop("表决"), "vote", gettext_noop("表决通过")),
    "gate": Kind(gettext_noop("隐私关口（系统自动查）"), "", gettext_noop("隐私查过")),
    "review": Kind(gettext_noop("保密隐私审查"), "review", gettext_noop("隐私审查")),
    "collect": Kind(gettext_noop("征求意见（公布草案，按天数）"), "", gettext_noop("征求意见")),
    "secrecy": Kind(gettext_noop("保密审查"), "review", gettext_noop("保密审查")),
    "privacy": Kind(gettext_noop("个人信息审查"), "review", gettext_noop("个人信息")),
    "legality": Kind(gettext_noop("合法性审查"), "review", gettext_noop("合法审查")),
    "approve": Kind(gettext_noop("上级批准"), "approve", gettext_noop("上级批准")),
    "file": Kind(gettext_noop("上级备案"), "file", gettext_noop("上级备案")),
    "release": Kind(gettext_noop("先给成员看（到日子自动公布）"), "", gettext_noop("成员先看")),
}
COLLECT: Final = "collect"  # also the key of the step, so that lists find what is up for comment; once in a route
SYSTEM: Final = "system"
WHO: Final = {
    "clerk": Who(gettext_noop("本单位经办人"), ("clerk",)),
    "director": Who(gettext_noop("本单位主任（负责人）"), ("director",)),
    "secretary": Who(gettext_noop("本单位书记"), ("secretary",)),
    "supervision": Who(gettext_noop("监督委员会"), ("supervisor_chair", "supervisor")),
    "supervision_finance": Who(
        gettext_noop("监督委员会和理财小组"), ("supervisor_chair", "supervisor", "finance_member")
    ),
    "finance_group": Who(gettext_noop("理财小组"), ("finance_member",)),
    "joint": Who(
        gettext_noop("党组织和居（村）委会联席会议"),
        ("director", "secretary", "member"),
        bodies=("party", "committee"),
    ),
    "assembly": Who(gettext_noop("职工（教职工）代表"), ("member",), bodies=("other",)),
    "reviewer": Who(gettext_noop("保密隐私审查员（本单位或上级）"), ("privacy_reviewer",), "any"),
    "street": Who(gettext_noop("街镇审核员"), ("street_reviewer",), "above"),
    "district": Who(gettext_noop("区级督查"), ("district_manager",), "above"),
    "bureau": Who(gettext_noop("区县部门的审核员"), ("bureau_reviewer",), "beside"),
    "bureau_screen": Who(gettext_noop("区县部门的保密隐私审查员"), ("privacy_reviewer",), "beside"),
    "party_members": Who(gettext_noop("名册上的党员（先党内后党外）"), (), to="party_members"),
    "collective": Who(gettext_noop("名册上的集体成员"), (), to="collective"),
    SYSTEM: Who(gettext_noop("系统"), ()),
}
FIRST: Final = ("party_members", "collective")  # the tiers that may read before everybody else
PLACES: Final = ("own", "above", "any", "beside")
POLICIES: Final = {"one": gettext_noop("一人"), "all": gettext_noop("全体"), "majority": gettext_noop("过半数")}
MOST: Final = 5  # people whom a policy may name by number
LATE: Final = {
    "remind": gettext_noop("提醒他"),
    "climb": gettext_noop("提醒他，并报上一级"),
    "proceed": gettext_noop("往下走，公开写明没有办"),
}
PROCEEDS: Final = ("vote", "legality")  # what may be gone past in silence (decision 32): advice, no signature of law
LEAD: Final = re.compile(r"[1-9][0-9]?(wd|d)")
KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,23}")
MAX_STEPS: Final = 12


def act_of(step: Step) -> str:
    """The act that does a step; empty for what nobody does: the gate, collecting opinions, the days of a release."""
    return KINDS[step["kind"]].act


def proceeds(step: Step) -> bool:
    """Whether the step is gone past, and marked, once its days have run out in silence."""
    return bool(step.get("late") == "proceed")


def who_of(step: Step) -> str:
    """The word of `WHO` that a step asks for; empty when it asks for posts that the editor does not offer."""
    asked = (tuple(step["posts"]), step.get("where", "own"), tuple(step.get("bodies", ())), step.get("to", ""))
    if not act_of(step) and not step.get("to"):
        return SYSTEM
    return next((name for name, who in WHO.items() if (who.posts, who.where, who.bodies, who.to) == asked), "")


def asks(who: str) -> dict[str, Any]:
    """The fields of a step that say who is asked."""
    found = WHO[who]
    bodies = {"bodies": list(found.bodies)} if found.bodies else {}
    to = {"to": found.to} if found.to else {}
    return {"posts": list(found.posts), "where": found.where, **bodies, **to}


def read_steps(raw: Any) -> list[Step]:
    """Check the shape and the words of a list of steps; SpecError names the first step and what is allowed there."""
    if not isinstance(raw, list) or not raw:
        raise SpecError("steps", _("流程至少要有一步。"))
    if len(raw) > MAX_STEPS:
        raise SpecError("steps", _("流程最多 %(n)s 步。") % {"n": MAX_STEPS})
    for number, step in enumerate(raw, start=1):
        _read_step(str(number), step)
    keys = [step["key"] for step in raw]
    for number, key in enumerate(keys, start=1):
        if key in keys[: number - 1]:
            raise SpecError(str(number), _("两步用了同一个名字“%(key)s”。") % {"key": key})
    return raw


def _read_step(where: str, step: Any) -> None:
    if not isinstance(step, dict):
        raise SpecError(where, _("这一步写得读不懂。"))
    if not KEY.fullmatch(str(step.get("key", ""))):
        raise SpecError(where, _("这一步没有名字（key）。"))
    _one_of(where, _("办法"), step.get("kind"), KINDS)
    if (step["kind"] == COLLECT) != (step["key"] == COLLECT):
        raise SpecError(where, _("征求意见这一步的名字（key）要写 collect，别的步骤不能用这个名字。"))
    _one_of(where, _("哪里的人"), step.get("where", "own"), PLACES)
    if "to" in step:
        _one_of(where, _("先给谁看"), step["to"], FIRST)
    _one_of(where, _("到期以后"), step.get("late", "remind"), LATE)
    bureau = step.get("bureau", "")
    if not isinstance(bureau, str) or len(bureau) > 20 or bool(bureau.strip()) != (step.get("where") == "beside"):
        raise SpecError(where, _("请写区县的哪个部门来办，最多 20 个字；别处的人来办，不写部门。"))
    policy = step.get("policy", "one")
    if policy not in POLICIES and not (type(policy) is int and 1 <= policy <= MOST):
        raise SpecError(where, _("要几个人同意，写 one、all、majority 或 1 到 5。"))
    if step.get("lead") and not LEAD.fullmatch(str(step["lead"])):
        raise SpecError(where, _("天数写成 5wd（工作日）或 5d（日）的样子，最多 99。"))
    if not isinstance(step.get("blocks", True), bool):
        raise SpecError(where, _("拦不拦公布，写 true 或 false。"))
    if not isinstance(step.get("lines", False), bool):
        raise SpecError(where, _("逐笔表决不表决，写 true 或 false。"))
    _texts(where, "posts", step.get("posts"))
    _texts(where, "bodies", step.get("bodies", []))
    label, stamp = step.get("label"), step.get("stamp")
    if not isinstance(label, str) or not 1 <= len(label.strip()) <= 20:
        raise SpecError(where, _("请写这一步叫什么，最多 20 个字。"))
    if not isinstance(stamp, str) or not 2 <= len(stamp.strip()) <= 4:
        raise SpecError(where, _("印章上的字要 2 到 4 个。"))


def _one_of(where: str, what: str, word: Any, allowed: Iterable[str]) -> None:
    if word not in allowed:
        words = {"what": what, "word": word, "allowed": "、".join(allowed)}
        raise SpecError(where, _("%(what)s写的是“%(word)s”，只能写：%(allowed)s。") % words)


def _texts(where: str, name: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise SpecError(where, _("“%(name)s”要写成一列词。") % {"name": name})
