"""The names that a list masks, and where they still stand in running text: a name is found by itself, never inside
another name or an ordinary word, as far as that can be told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import bare, fields_of
from mingbai.disclosure.rules.gate.names import COMMON, DOUBLE, FIRM, SURNAME, is_whole_name
from mingbai.disclosure.rules.lists import BETWEEN, BRACKETED, MASKED, NOBODY, PLAIN_NAME, veiled_name

Json = dict[str, Any]
HAN = re.compile("[一-龥]")
DOTS = "·•・"
BLANKS = " \u3000\u00a0"
# Ordinary words that people are called, too: they count as a name only where somebody is meant.
WORDS = COMMON | frozenset(
    """
    高兴 高明 高原 高山 高峰 高洁 安康 安宁 安定 安心 安静 方圆 方正 白雪 白云 白露 金秋 金星
    金山 江山 江河 江南 黄河 黄山 文静 文雅 成功 成才 成全 万全 万里 万物 万一 马力 马达 石头
    石榴 田园 田野 林海 林木 雷电 雷锋 龙门 甘露 梅雨 严明 严密 童心 程式 常识 古老 古典 关键
    关系 项目 华丽 华夏 武术 容易 向阳 向前 明白 明确 明亮 时光 时代 夏至 易于 和平 和谐 平安
    平等 平和 余粮 何况 欧洲 钱财 常胜 党员 党建 陈列 陈述 杨柳 周全 周到 周密 周详 罗盘 郑重
    毛病 车费 车祸 房顶 温和 舒心
    """.split()  # noqa: SIM905 -- a page of words is read better than a page of quotes
)
# Characters of given names that hardly ever begin the word after a name: 张三丰 is somebody else than 张三.
GIVEN = frozenset(
    "丰华国英秀兰芳伟强军芬玲珍淑玉桂琴凤莲丽娟敏杰勇波涛超鹏飞辉斌刚林贵祥忠德仁宏宇轩涵梓霞艳燕云霖琼碧蓉梅菊萍红青春"
)
BEFORE_NAMES = frozenset("任余于向")  # surnames that are mostly another word before a name
PERSON_BEFORE = re.compile(
    r"(?:户主|对象|申请人|受助人|受益人|当事人|居民|村民|社员|姓名|领取人|承包人|受让人|同志)[ :：是为]{0,2}$"
)
COUNT = r"等 ?(?:共? ?[0-9０-９]{1,4}|[一二三四五六七八九十百两]{1,4}) ?余?[户人名家位]"
PERSON_AFTER = re.compile(rf" ?(?:{COUNT}|同志|先生|女士|本人|[（(])")
POST = (
    r"(?:主任|书记|委员|经办人?|联系人|负责人|责任人|承办人|审核人|网格[员长]|干部|[局科站所组镇乡村队]长|主席|会计|出纳|监督员|"
    r"专员|专干|联络员|文书)"
)
POST_BEFORE = re.compile(rf"{POST}[ :：是为（(]{{0,2}}(?:[一-龥]{{2,4}}[、，, ]{{1,2}}){{0,6}}$")
POST_AFTER = re.compile(rf"(?:同志)?[ （(]{{0,2}}{POST}")
# 张三、李四等 12 户: whoever is named like this is one of the list.
SOME_OF = re.compile(rf"(?P<names>{SURNAME}[一-龥]{{1,2}}(?:[、，, ]{SURNAME}[一-龥]{{1,2}}){{0,30}}){COUNT}")


@dataclass(frozen=True)
class Names:
    """Whole names that a list masks. `officials` are people in a post: beside their post they may be named."""

    names: frozenset[str] = frozenset()
    officials: frozenset[str] = frozenset()
    _by_first: dict[str, list[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first: dict[str, list[str]] = {}
        for name in sorted(self.names, key=lambda name: (-len(name), name)):
            first.setdefault(name[0], []).append(name)
        object.__setattr__(self, "_by_first", first)

    def __bool__(self) -> bool:
        return bool(self.names)

    def found(self, text: str, *, desk: bool = False) -> Iterator[tuple[int, int, str]]:
        """(start, end, name) of every name in a text, in reading order. `desk` is a line that says whom to ask: there
        an official stands without a post."""
        return ((start, end, name) for start, end, name, sure in self._seen(text, desk) if sure)

    def unsure(self, text: str) -> list[str]:
        """Names that stand there as a word, and may be one."""
        return list(dict.fromkeys(name for _start, _end, name, sure in self._seen(text, False) if not sure))

    def veiled(self, text: str, *, desk: bool = False) -> str:
        """The text with every name masked as the list masks it."""
        done, at = [], 0
        for start, end, name in self.found(text, desk=desk):
            done += [text[at:start], masked(name)]
            at = end
        return "".join([*done, text[at:]])

    def _seen(self, text: str, desk: bool) -> Iterator[tuple[int, int, str, bool]]:
        at = 0
        while at < len(text):
            for name in self._by_first.get(text[at], ()):
                end = read_at(text, at, name)
                if end and not another(text, at, end, name) and not self._in_post(text, at, end, name, desk):
                    yield at, end, name, not is_word(name) or self._meant(text, at, end)
                    at = end - 1
                    break
            at += 1

    def _in_post(self, text: str, start: int, end: int, name: str, desk: bool) -> bool:
        if name not in self.officials:
            return False
        return desk or bool(POST_BEFORE.search(text[max(0, start - 40) : start]) or POST_AFTER.match(text, end))

    def _meant(self, text: str, start: int, end: int) -> bool:
        """Whether a word stands there as somebody's name: by what is before and after it, or in a row of names."""
        if PERSON_BEFORE.search(text[max(0, start - 8) : start]) or PERSON_AFTER.match(text, end):
            return True
        beside = [name for name in self.names if not is_word(name)]
        after = text[end : end + 1] in "、和与及" and any(read_at(text, end + 1, name) for name in beside)
        before = text[:start].rstrip("、和与及")
        return bool(after or (before != text[:start] and any(before.endswith(name) for name in beside)))


def read_at(text: str, at: int, name: str) -> int:
    """Where a name ends that begins at this place; 0 where it does not stand there. 王 明 is 王明, whatever the dot."""
    for n, char in enumerate(name):
        gap = at
        while n and gap < len(text) and gap - at < 3 and text[gap] in BLANKS:
            gap += 1
        at = gap
        if at >= len(text) or not (text[at] == char or (char in DOTS and text[at] in DOTS)):
            return 0
        at += 1
    return at


def another(text: str, start: int, end: int, name: str) -> bool:
    """Whether what stands there is clearly part of another name: 张三 in 张三丰, 王明 in 李王明, 阳明 in 欧阳明."""
    if start and re.fullmatch(DOUBLE, text[start - 1] + name[0]):
        return True
    if len(name) != 2:
        return False
    alone = end + 1 >= len(text) or not HAN.match(text[end + 1]) or text[end + 1] == "等"
    if text[end : end + 1] in GIVEN and alone:
        return True
    first = text[start - 1 : start]
    begins = start < 2 or not HAN.match(text[start - 2])
    return bool(first) and first not in BEFORE_NAMES and bool(re.fullmatch(FIRM, first)) and begins


def is_word(name: str) -> bool:
    """Whether a name is also a word, or begins like no name that we know (残疾人 in a column of people)."""
    dotted = any(dot in name for dot in DOTS)
    return name in WORDS or not (dotted or is_whole_name(name))


def masked(name: str) -> str:
    """A name as the list masks it."""
    return veiled_name(name)


def names_of(cell: str) -> list[str]:
    """The whole names in one cell of a column of people."""
    found = []
    for n, part in enumerate(BETWEEN.split(cell.strip())):
        if n % 2:
            found += [name for name in BRACKETED.findall(part) if is_whole_name(name)]
        elif PLAIN_NAME.fullmatch(part) and not MASKED.fullmatch(part) and not NOBODY.search(part):
            found.append(part)
    return found


def columns_of_people(block: Json, spec: ItemSpec) -> list[str]:
    """The keys of a table's columns whose names are masked."""
    fields = fields_of(spec)
    return [column["key"] for column in block["columns"] if fields.get(bare(column["name"])) == "name"]


def known_names(content: Json, spec: ItemSpec, before: Sequence[Json]) -> frozenset[str]:
    """Every whole name that the list holds, that it held before it was masked (`before`: what `Veil` keeps), or that
    the text itself names as one of the list (张三等 12 户, where the list has 张某)."""
    cells, shown = [], set[str]()
    for n, block in enumerate(content["blocks"]):
        if block["type"] != "table":
            continue
        keys = columns_of_people(block, spec)
        kept = [entry["before"] for entry in before if entry.get("block") == n]
        cells += [str(row.get(key, "")) for row in [*block["rows"], *kept] for key in keys]
        shown |= {mask.group()[:-1].rstrip("某*＊") for c in cells for mask in MASKED.finditer(c)}
    names = {name for cell in cells for name in names_of(cell)}
    return frozenset(names | {name for text in words_of(content) for name in some_of(text, shown)})


def some_of(text: str, shown: Iterable[str]) -> list[str]:
    """张三 and 李四 in 张三、李四等 12 户, where the list has somebody of that surname, masked."""
    named = [name for found in SOME_OF.finditer(text) for name in re.split("[、，, ]", found["names"])]
    return [name for name in named if is_whole_name(name) and name[: 2 if re.match(DOUBLE, name) else 1] in set(shown)]


def words_of(content: Json) -> list[str]:
    """The running text of a draft: its title and its paragraphs."""
    return [str(content["title"]), *(str(block["text"]) for block in content["blocks"] if block["type"] == "text")]
