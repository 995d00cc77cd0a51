"""The official 基层政务公开标准目录 layout as rows, there and back; what it lacks stands to the right."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext as _

from mingbai.catalog.schema.due import DueRule
from mingbai.catalog.schema.errors import SpecError
from mingbai.catalog.schema.grammar import clauses_of, parse_cadence, parse_due
from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.reader import COLUMNS, parse_rows
from mingbai.catalog.schema.vocab import AUDIENCES, DOMAINS, KINDS, RETENTION, STAGES, UNIT_KINDS

TICK: Final = "√"
# (group, name): the official columns, in their order; a group without a name is a column of its own.
OFFICIAL: Final = (
    ("序号", ""),
    ("公开事项", "一级事项"),
    ("公开事项", "二级事项"),
    ("公开内容（要素）", ""),
    ("公开依据", ""),
    ("公开时限", ""),
    ("公开主体", ""),
    ("公开渠道和载体", ""),
    ("公开对象", "全社会"),
    ("公开对象", "特定群众（群体）"),
    ("公开方式", "主动"),
    ("公开方式", "依申请"),
    ("公开层级", "县级"),
    ("公开层级", "乡级（乡、村级）"),
)
# Chinese heading → column of the 20-column layout, for everything the official layout has no place for.
EXTRA: Final = {
    "目录编码": "code",
    "领域": "domain",
    "适用单位": "applies_to",
    "公开类型": "kind",
    "公开周期": "cadence",
    "时限计算": "due_rule",
    "日历": "day_kind",
    "环节": "stage",
    "公开对象说明": "audience",
    "起草": "drafter",
    "事前审查": "pre_reviewer",
    "签批": "approver",
    "张贴天数": "min_display_days",
    "隐私等级": "pii_class",
    "保管期限": "retention",
    "依据简写": "basis",
    "依据标记": "basis_mark",
}
_CHANNELS: Final = (
    *("政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点", "政务服务中心"),
    *("便民服务站", "入户/现场", "社区/企事业单位/村公示栏（电子屏）", "精准推送", "其他"),
)
_GRASSROOTS: Final = {"village", "community"}
_COUNTY: Final = {"district", "bureau"}


def to_csv_row(item: ItemSpec) -> dict[str, str]:
    """The item in the words of the 20-column layout; reading it back gives the same item for every national row."""
    back = {"domain": DOMAINS, "kind": KINDS, "retention": RETENTION}
    return {
        "code": item.code,
        "domain": _word(back["domain"], item.domain),
        "class": item.klass,
        "item": item.title,
        "elements": ";".join(item.elements),
        "applies_to": "|".join(word for word, slugs in UNIT_KINDS.items() if set(slugs) & set(item.applies_to)),
        "kind": _word(back["kind"], item.kind),
        "cadence": item.cadence.text,
        "due_rule": due_words(item.due),
        "day_kind": "|".join(item.day_kinds),
        "stage": "|".join(_word(STAGES, stage) for stage in item.stages),
        "audience": item.audience.label,
        "drafter": item.drafter,
        "pre_reviewer": "|".join(item.pre_reviewers) or "无",
        "approver": "|".join(item.approvers),
        "min_display_days": str(item.min_display_days),
        "pii_class": item.privacy,
        "retention": _word(back["retention"], item.retention),
        "basis": "; ".join(basis.source or basis.text for basis in item.basis),
        "basis_mark": ";".join(item.marks),
    }


def due_words(rules: Iterable[DueRule]) -> str:
    """All clocks of an item in words, as a due_rule cell holds them."""
    return ";".join(dict.fromkeys(rule.phrase() for rule in rules))


def _word(words: Mapping[str, str], slug: str) -> str:
    return next(word for word, one in words.items() if one == slug)


def to_official_rows(items: Sequence[ItemSpec], unit_name: str = "") -> list[dict[str, str]]:
    """One mapping per item, keyed by flat headings (公开对象/全社会, 目录编码, …), in layout order. Raises nothing."""
    return [_official_row(number, item, unit_name) for number, item in enumerate(items, start=1)]


def flat(group: str, name: str) -> str:
    """The flat heading of an official column: 公开对象/全社会, or 公开依据 alone."""
    return f"{group}/{name}" if name else group


def headings() -> list[str]:
    """All flat headings: the official ones, then ours."""
    return [*(flat(group, name) for group, name in OFFICIAL), *EXTRA]


def _official_row(number: int, item: ItemSpec, unit_name: str) -> dict[str, str]:
    public = item.audience.tier == "public"
    asked = item.min_display_days == 0
    units = set(item.applies_to)
    row = to_csv_row(item)
    values = (
        str(number),
        item.klass,
        item.title,
        "；".join(item.elements),
        "；".join(basis.text for basis in item.basis),
        "；".join([row["cadence"], *dict.fromkeys(rule.shown() for rule in item.due)]),
        unit_name or row["applies_to"].replace("|", "、"),
        _channels(units),
        TICK if public else "",
        "" if public else TICK,
        "" if asked else TICK,
        TICK if asked else "",
        TICK if units & _COUNTY else "",
        TICK if units - _COUNTY else "",
    )
    official = {flat(group, name): value for (group, name), value in zip(OFFICIAL, values, strict=True)}
    return {**official, **{heading: row[column] for heading, column in EXTRA.items()}}


def _channels(units: set[str]) -> str:
    used = {"政府网站", "公开查阅点"} if units - _GRASSROOTS else {"公开查阅点"}
    if units & _GRASSROOTS:
        used |= {"社区/企事业单位/村公示栏（电子屏）", "便民服务站"}
    return "\n".join(("■" if channel in used else "□") + channel for channel in _CHANNELS)


def from_official_rows(
    rows: Sequence[tuple[str, Mapping[str, str]]], *, domain: str = "政务", prefix: str = "BZ"
) -> list[ItemSpec]:
    """Items from (where, row) pairs with flat headings; raises CatalogueRefused with every problem.

    Rows of a catalogue that was not written by us lack our columns: the values are then taken from the official
    columns or are cautious defaults, and the item is marked MEM, so that the district has to confirm it.
    """
    problems: list[SpecError] = []
    plain: list[tuple[str, Mapping[str, str]]] = []
    for number, (where, row) in enumerate(rows, start=1):
        try:
            plain.append((where, _csv_row(row, domain, f"{prefix}{number:03}")))
        except SpecError as error:
            problems.append(SpecError(f"{where} {error.where}", error.sentence))
    return parse_rows(plain, problems)


def _csv_row(row: Mapping[str, str], domain: str, code: str) -> dict[str, str]:
    given = {column: row.get(heading, "").strip() for heading, column in EXTRA.items()}
    guessed = given if given["code"] and given["due_rule"] else _guessed(row, domain, code)
    filled = {column: given.get(column) or guessed.get(column, "") for column in COLUMNS}
    filled["class"] = row.get("公开事项/一级事项", "").strip()
    filled["item"] = row.get("公开事项/二级事项", "").strip() or filled["class"]
    filled["elements"] = ";".join(_elements(row.get("公开内容（要素）", "")))
    return filled


def _elements(cell: str) -> list[str]:
    parts = re.split(r"[;；\n]", cell)
    return [cleaned for part in parts if (cleaned := re.sub(r"^[\s●•·◆■\-]*", "", part).strip(" 。"))]


def _guessed(row: Mapping[str, str], domain: str, code: str) -> dict[str, str]:
    """The 20 columns as far as a purely official row tells them, with cautious defaults for the rest."""
    cadence, due = _time_limit(row.get("公开时限", ""))
    rules, _thresholds = parse_due(code, due)
    named = row.get("公开对象/特定群众（群体）", "").strip() and not row.get("公开对象/全社会", "").strip()
    mode = parse_cadence(cadence).mode
    return {
        "code": code,
        "domain": domain,
        "applies_to": "|".join(_units(row)),
        "kind": {"standing": "固定", "periodic": "定期"}.get(mode, "随时"),
        "cadence": cadence,
        "due_rule": due,
        "day_kind": "|".join(dict.fromkeys(rule.day_kind for rule in rules)),
        "stage": "事后",
        "audience": "特定群体" if named else next(iter(AUDIENCES)),
        "drafter": _("经办科室"),
        "pre_reviewer": _("保密审查"),
        "approver": _("分管领导"),
        "min_display_days": "15",
        "pii_class": "P2" if named else "P0",
        "retention": "30年",
        "basis": ";".join(_elements(row.get("公开依据", ""))),
        "basis_mark": "MEM",
    }


def _units(row: Mapping[str, str]) -> list[str]:
    body = row.get("公开主体", "")
    units = []
    if row.get("公开层级/乡级（乡、村级）", "").strip():
        units += [word for word, sign in (("村", "村民委员会"), ("社区", "居民委员会")) if sign in body]
        units.append("镇街")
    if row.get("公开层级/县级", "").strip():
        units += ["局", "区县"]
    if not units:
        raise SpecError(_("公开层级"), _("县级、乡级（乡、村级）至少要有一格打 √"))
    return units


def _time_limit(cell: str) -> tuple[str, str]:
    """A 公开时限 cell as (cadence, due_rule); clauses that neither grammar reads are refused by name."""
    text = cell.replace("或者", "或").replace("（", "(").replace("）", ")").replace("。", "").replace(" ", "")
    cadences: list[str] = []
    clauses: list[str] = []
    for clause in clauses_of(text):
        short = re.sub(r"(?:予以|及时)?(?:公开|公布)$|并公开$", "", clause) or clause
        if clause in ("长期公开", "长期公示", "常年公开"):
            cadences.append("变更即更新")
        elif clause in ("及时公开", "及时", "实时公开", "即时公开"):
            clauses.append("及时(默认20个工作日)")
        elif _is_cadence(short):
            cadences.append(short)
        else:
            parse_clause_or_say(short, clause)
            clauses.append(short)
    return (cadences or ["按件"])[0], ";".join(clauses) or "20个工作日"


def _is_cadence(text: str) -> bool:
    try:
        parse_cadence(text)
    except SpecError:
        return False
    return True


def parse_clause_or_say(short: str, clause: str) -> None:
    """Raise SpecError for 公开时限 when the clause is outside the grammar."""
    try:
        parse_due("", short)
    except SpecError:
        raise SpecError(
            _("公开时限"),
            _(
                "“%(clause)s”读不懂。可用的写法：信息形成或变更之日起20个工作日内、长期公开、每季度一次、季后10日内、公示7个工作日"
            )
            % {"clause": clause},
        ) from None
