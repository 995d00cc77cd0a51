"""What a text says about a person: health and disability, a child by its school. Both only where somebody is meant:
a subsidy for the disabled is an item, and three pupils are a number."""

import re
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

from mingbai.disclosure.rules.gate.findings import Allow
from mingbai.disclosure.rules.gate.names import COMMON, FIRM, GIVEN, MASKED, SURNAME, WHO_COLUMN, is_whole_name
from mingbai.disclosure.rules.gate.numbers import Hit
from mingbai.disclosure.rules.gate.plain import Plain
from mingbai.disclosure.rules.gate.ruleset import GateRules

ILL = frozenset("病残癌瘤症瘫盲聋孕")
CLASSROOM = frozenset("班")
COUNT = r" {0,2}(?:[0-9一二三四五六七八九十两]{1,6}|若干|共) {0,2}(?:余)?(?:人|名|例|户|位|个(?!月))"
BEGIN = r"(?:^|(?<=[\s,，。；;、：:（(\[【|\"“]))"
LINK = (
    r"(?:[，,、 （()：:）]{0,2}(?:本人|系|为|是|因|属|身|现|男|女|[0-9]{1,3}岁|等)?[，,、 ]{0,2}){0,3}"
    r"(?:患有|患上|患了|患|确诊|诊断为|得了|突发|查出)?"
)
FINE = re.compile(r"(?:无|否|没有|未见|不)[一-龥]{0,2}$")
CLASS = "[0-9一二三四五六七八九大中小](?:年级)?[（(]?[0-9一二三四五六七八九]?[)）]?班"
NAMES = rf"(?P<names>{SURNAME}[一-龥]{{1,2}}(?:[、，, /]{{1,2}}{SURNAME}[一-龥]{{1,2}}){{0,30}})"
THEN_CHILD = r"(?=$|[\s、，,。；;：:）)（(0-9等]|同学|获|家长|监护|领取|受助)"
AT_SCHOOL = re.compile(CLASS)
ONE_NAME = re.compile(rf"{SURNAME}[一-龥]{{1,2}}")
AGE = re.compile(r"年龄=(1?[0-9])(?:岁|周岁)?(?:\t|$)")


@lru_cache(maxsize=16)
def signs(rules: GateRules) -> frozenset[str]:
    """At least one character of every word that these rules look for; most texts have none and need no reading."""
    found = set(ILL | CLASSROOM | frozenset(rules.words["plate_provinces"]))
    for word in (*rules.words["health"], *rules.words["pupils"]):
        if found.isdisjoint(word):
            found.add(word[-1])
    return frozenset(found | {char.lower() for char in found} | {char.upper() for char in found})


# --- health ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def illness(rules: GateRules) -> re.Pattern[str]:
    """An illness or a disability as somebody's state: not the item, the law or the campaign that bears its name."""
    grade = r"(?:[一二三四1-4]级|重度|中度|轻度|极重度)?"
    after = rf"(?!{rules.any_of('not_health_then')})(?!{COUNT})"
    return re.compile(rf"(?P<what>{grade}{rules.any_of('health')}(?:[一二三四1-4]级|晚期|早期)?){after}")


def named_by(rules: GateRules) -> str:
    """A name at the beginning of a clause, or after what people are called."""
    title = rules.any_of("titles")
    return rf"(?:{BEGIN}{title}?[ :：]?|{title}[ :：]?)(?P<name>{SURNAME}(?:{MASKED}|{GIVEN}))"


@lru_cache(maxsize=16)
def somebody_ill(rules: GateRules) -> re.Pattern[str]:
    return re.compile(named_by(rules) + LINK + illness(rules).pattern, re.I)


@lru_cache(maxsize=16)
def listed_ill(rules: GateRules) -> re.Pattern[str]:
    """The same in a row of a list that came out as text: a name, a few cells, a cell that is nothing but an illness."""
    cell = r"[^\s，,。；;|]{1,10}"
    gap = r"[ \t|，,]{1,3}"
    name = f"(?P<name>{SURNAME}(?:{MASKED}|{GIVEN}))"
    return re.compile(rf"{BEGIN}{name}(?:{gap}{cell}){{0,3}}{gap}{illness(rules).pattern}(?=[\s|，,]|$)", re.I)


@lru_cache(maxsize=16)
def patient(rules: GateRules) -> re.Pattern[str]:
    """The other way round: 尿毒症患者陈某, 残疾人李某."""
    name = rf"(?P<name>{SURNAME}{MASKED}|{FIRM}{GIVEN}(?=$|[\s，,。；;、（(：:）)0-9]|家|等))"
    return re.compile(rf"(?P<what>{rules.any_of('health')})(?:患者|病人|人|者)[ :：]?{name}", re.I)


def health(plain: Plain, label: str, allow: Allow, beside: str = "") -> list[Hit]:
    """An illness beside a person: named in the same clause, a relative of the one the text is about, or the name in
    the same row of a table."""
    text = plain.text
    rules = allow.rules
    if signs(rules).isdisjoint(text):
        return []
    if beside and rules.says("health_columns").search(label) and not rules.says("health_general").search(text):
        found = illness(rules).finditer(text)
        return [ill(m) for m in found if not FINE.search(text[max(0, m.start() - 4) : m.start()])]
    hits: list[Hit] = []
    for pattern in (somebody_ill(rules), listed_ill(rules), patient(rules)):
        found = (m for m in pattern.finditer(text) if named(m["name"]) and not general(text, m, rules))
        hits.extend(ill(m) for m in found if not any(h.start <= m.start("what") < h.end for h in hits))
    for match in illness(rules).finditer(text):
        clause = re.split("[。；;\n]", text[max(0, match.start() - 14) : match.start()])[-1]
        kin = rules.says("kin").search(clause)
        if kin and not general(text, match, rules) and not FINE.search(clause) and not taken(hits, match):
            hits.append(ill(match))
    return hits


def ill(match: re.Match[str]) -> Hit:
    return Hit("health", match.start("what"), match.end("what"), _("说的是一个人的病情或残疾，名单上不公开"), "***")


def named(name: str) -> bool:
    return name[:2] not in COMMON and name not in COMMON


def general(text: str, match: re.Match[str], rules: GateRules) -> bool:
    """Whether the sentence speaks of whoever may be meant by a rule, not of somebody."""
    begin = max(text.rfind(mark, 0, match.start()) for mark in "。；;\n")
    ends = [at for mark in "。；;\n" if (at := text.find(mark, match.end())) >= 0]
    return bool(rules.says("health_general").search(text[begin + 1 : min(ends, default=len(text))]))


def taken(hits: list[Hit], match: re.Match[str]) -> bool:
    return any(hit.start < match.end() and match.start() < hit.end for hit in hits)


# --- children -------------------------------------------------------------------------------------------------


def minors(plain: Plain, label: str, allow: Allow, beside: str = "") -> list[Hit]:
    """Children by their whole name: in a list with a school, a class or an age under the limit, or called pupils."""
    text = plain.text
    if beside and WHO_COLUMN.search(label) and is_whole_name(text) and young(beside, label, allow.rules):
        start = len(text) - len(text.lstrip())
        return [child(start, start + len(text.strip()), text.strip())]
    return [hit for match in pupils(allow.rules).finditer(text) for hit in children(text, match, allow.rules)]


@lru_cache(maxsize=16)
def pupils(rules: GateRules) -> re.Pattern[str]:
    """Names right after what children are called, or after their class."""
    return re.compile(rf"(?:{rules.any_of('pupils')}|{CLASS})[ :：，,（(]{{0,2}}{NAMES}{THEN_CHILD}")


def young(beside: str, label: str, rules: GateRules) -> bool:
    if rules.says("grown").search(beside):
        return False
    age = AGE.search(beside)
    if age:
        return int(age[1]) < rules.thresholds["minor_below"]
    return any(rules.says("school").search(words) or AT_SCHOOL.search(words) for words in (beside, label))


def children(text: str, match: re.Match[str], rules: GateRules) -> Iterator[Hit]:
    if rules.says("grown").search(text[max(0, match.start() - 8) : match.start("names")]):
        return
    for one in ONE_NAME.finditer(match["names"]):
        if is_whole_name(one.group()):
            start = match.start("names") + one.start()
            yield child(start, start + len(one.group()), one.group())


def child(start: int, end: int, name: str) -> Hit:
    return Hit("minor", start, end, _("像是未成年人的姓名；写姓，名字用“某某”代替"), name[0] + "某某")
