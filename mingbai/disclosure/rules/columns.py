"""Columns that a list about residents may not have, in files without tables to read: the pages of a PDF, the paragraphs
of a document, the words of a picture. A line of headings is known by its words, and by rows that follow it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import fields_of, never, why_no_column
from mingbai.disclosure.rules.gate.findings import Finding, fingerprint
from mingbai.disclosure.rules.gate.names import NAME
from mingbai.disclosure.rules.gate.text import Spot

KIND = "listed_column"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PEOPLE = _words(
    "户主姓名 人员姓名 姓名 户主 户名 申请人 救助对象 补助对象 帮扶对象 保障对象 对象 领取人 受益人 承包方 受让方"
)
# What only a person has: a line with one of these is a list of people though it names nobody.
PERSONAL = _words(
    """
    公民身份号码 身份证件号码 身份证号码 身份证号 身份证 银行卡号 银行账号 银行帐号 银行账户 银行卡 卡号
    一卡通账号 一卡通号 一卡通 残疾证号 残疾类别 残疾类型 残疾等级 出生日期 出生年月 所患疾病 疾病名称 病种
    病情 监护人姓名 监护人 致贫原因 困难原因 婚姻状况
    """
)
PLACES = _words(
    """
    证件号码 证件类型 证件号 户口簿号 社保卡号 社保号 医保号 开户银行 开户行 账号 帐号 存折号 联系电话
    联系方式 手机号码 手机号 手机 电话号码 电话 微信号 家庭住址 家庭地址 居住地址 户籍地址 详细地址 通讯地址
    住址 地址 门牌号 房号 楼栋号 宗教信仰
    """
)
ABOUT = _words("与户主关系 家庭成员 性别 年龄 民族 文化程度 学历 政治面貌 工作单位 职业 家庭收入")
HARMLESS = _words(
    """
    序号 编号 组别 村组 小组 社区 类别 等级 标准 月数 补贴金额 补助金额 救助金额 发放金额 金额 资金来源 来源
    日期 时间 备注 签字 签名 签章 经办人 单位 数量 品名 面积 审核意见 事由 人数 人口 户数 保障人数
    家庭人口数 保障金额 起始月 合计
    """
)
OFFICE = _words("职务 岗位 职责 科室 部门 办公室")  # a table of whom to ask
PROSE = re.compile(r"[，。；、：,;！？]|[:：]$")
BETWEEN = re.compile(r"""[\s|｜_·.\-—/\\“”"'‘’`~]+""")
BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
COVERED = 0.75  # of a line of headings; a machine reads some signs wrong
LOOK_ON = 4  # lines after it in which a row must begin


def column_findings(spots: Iterable[Spot], spec: ItemSpec) -> list[Finding]:
    """A finding for every column too many; texts of tables with headings of their own are left to `refused_file`."""
    if not fields_of(spec):
        return []
    found = []
    for column, why, spot in _columns(spots, spec):
        hint = _("%(why)s文件里的要在原文件里删掉再传，或者涂掉。") % {"why": why}
        mark = fingerprint(KIND, column, spot.path)
        found.append(Finding(KIND, spot.place, spot.path, 0, 0, column, column, hint, mark))
    return list({one.fingerprint: one for one in reversed(found)}.values())[::-1]


def _columns(spots: Iterable[Spot], spec: ItemSpec) -> Iterator[tuple[str, str, Spot]]:
    lines = [(line, spot) for spot in spots if not spot.label for line in spot.text.splitlines() if line.strip()]
    at = 0
    while at < len(lines):
        heads: list[str] = []
        first = at
        while at < len(lines) and (here := headings(lines[at][0], spec)):
            heads += here
            at += 1
        if not heads:
            at += 1
        elif rows_follow([line for line, _spot in lines[at : at + LOOK_ON]]):
            yield from ((column, why, lines[first][1]) for column, why in too_many(heads, spec))


def headings(line: str, spec: ItemSpec) -> list[str]:
    """The headings that a line is made of; [] where it is prose, or a row."""
    plain = BETWEEN.sub("", BRACKETS.sub("", line))
    if not plain or len(plain) > 80 or PROSE.search(plain) or re.search("[0-9]{2}", plain):
        return []
    found = _terms(tuple(fields_of(spec))).findall(plain)
    return found if sum(map(len, found)) >= COVERED * len(plain) else []


@lru_cache(maxsize=64)
def _terms(fields: tuple[str, ...]) -> re.Pattern[str]:
    words = {*fields, *PEOPLE, *PERSONAL, *PLACES, *ABOUT, *HARMLESS, *OFFICE}
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))))


def too_many(heads: list[str], spec: ItemSpec) -> list[tuple[str, str]]:
    """(heading, why) of what a list of this item may not have, where the line heads a list of people."""
    people = [head for head in heads if head in PEOPLE or head in PERSONAL]
    if len(heads) < 2 or not people or any(head in OFFICE for head in heads):
        return []
    asked = [head for head in dict.fromkeys(heads) if never(head) or head in ABOUT]
    return [(head, why) for head in asked if (why := why_no_column(spec, head))]


def rows_follow(lines: list[str]) -> bool:
    """Whether something is filled in below: a number or a name, not the blank lines of a form."""
    return any(re.search("[0-9]", line) or NAME.match(line.strip()) for line in lines)
