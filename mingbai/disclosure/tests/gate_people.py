"""Snippets about people, made by rule: illness, children, cars and cards as boards and lists write them."""

import random
from collections.abc import Iterator

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱郭林罗郑"
GIVEN = ("秀英", "建国", "桂兰", "志强", "梓涵", "雨桐", "一诺", "浩然", "思思", "伟", "敏", "强", "丽", "子轩")
ILLNESSES = [
    "尿毒症",
    "肺癌",
    "白血病",
    "脑梗死",
    "精神分裂症",
    "糖尿病",
    "二级肢体残疾",
    "一级智力残疾",
    "三级视力残疾",
    "重病",
    "瘫痪",
    "乙肝",
    "肺结核",
    "脑瘫",
    "抑郁症",
    "胃癌晚期",
    "残疾",
    "癫痫",
    "艾滋病",
    "恶性肿瘤",
]
ILL_CONTEXTS = (
    "{who}患{x}，拟给予临时救助 2,000.00 元",
    "申请人{who}，{x}，3组",
    "{who}（{x}）符合条件",
    "6\t{who}\t3组\t{x}\t600.00",
    "{who} 男 67岁 {x} 1,200.00",
    "低保户{who}因患{x}住院",
    "户主{who}确诊{x}，花费 8 万元",
    "{who}、{x}、桂花村3组",
)
ITEMS = [
    "残疾人两项补贴",
    "重度残疾人护理补贴",
    "大病救助",
    "慢性病管理",
    "高血压患者随访",
    "糖尿病筛查",
    "残疾人就业培训",
    "精神障碍患者服务",
    "肺结核防治宣传",
    "癌症早筛",
    "残疾证办理",
    "乙肝疫苗接种",
    "重大疾病医疗救助",
    "残疾人之家运行",
]
ITEM_CONTEXTS = (
    "{x} 12 人",
    "{x}，{m} 元",
    "{who} {x} {m}",
    "经办人{who}报{x}资金 {m} 元",
    "7\t{who}\t{x}\t3组\t{m}",
    "关于{x}的公示",
    "7月{x}支出 {m}",
)
CHILD_CONTEXTS = (
    "桂花小学三年级2班 {who}",
    "学生：{who}，助学金 500.00",
    "留守儿童{who}，4组",
    "幼儿园中班 {who} 300.00",
    "困境儿童：{who}",
    "五年级：{who}、{other}",
)
SCHOOL_CONTEXTS = (
    "学生{masked}，助学金 500.00",
    "桂花小学教师{who}",
    "困难学生 {n} 人",
    "大学生{who}，录取奖励 1,000.00",
    "儿童活动室，{m} 元",
    "{n} 名留守儿童参加夏令营",
    "幼儿园门前道路硬化 {m}",
    "小学{n}年级课桌 30 套",
)
PROVINCES = "渝川京粤贵云"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
PLATE_CONTEXTS = ("{who} {x} 占道停车", "{x}", "车主{who}，车牌{x}", "8\t{x}\t{who}\t3栋", "请{x}车主挪车")
OFFICE_CAR_CONTEXTS = ("公务用车{x}加油 {m}", "环卫车 {x} 维修 {m}", "洒水车{x}保养", "应急车辆 {x}")
SOCIAL_CONTEXTS = ("{who}，社保卡号 {x}", "医保卡号：{x}", "社会保障卡：{x}，{who}", "个人编号 {x}")
Snippet = tuple[str, tuple[tuple[str, str], ...], str]  # text, what must be found, family


def person(rng: random.Random, *, masked: bool | None = None) -> str:
    surname = rng.choice(SURNAMES)
    if masked is None:
        masked = rng.random() < 0.5
    return surname + (rng.choice(("某", "某某")) if masked else rng.choice(GIVEN))


def money(rng: random.Random) -> str:
    return f"{rng.uniform(10, 90000):,.2f}"


def plate(rng: random.Random) -> str:
    head = rng.choice(PROVINCES) + rng.choice(LETTERS[:8])
    shapes = (
        f"{rng.choice(LETTERS)}{rng.randint(0, 9999):04d}",
        f"{rng.randint(0, 99999):05d}",
        f"{rng.randint(0, 9)}{rng.choice(LETTERS)}{rng.randint(0, 999):03d}",
        f"D{rng.randint(0, 99999):05d}",
    )
    return head + rng.choice(("", "", "·", " ", "-")) + rng.choice(shapes)


def social_card(rng: random.Random) -> str:
    letter = rng.choice((*LETTERS, ""))
    return f"{letter}{rng.randint(10**7, 10**8 - 1)}" + ("" if letter else str(rng.randint(0, 9)))


def positives(rng: random.Random) -> Iterator[Snippet]:
    for illness in ILLNESSES:
        for context in ILL_CONTEXTS:
            yield context.format(who=person(rng), x=illness), (("health", illness),), "health+"
    for _ in range(12):
        for context in CHILD_CONTEXTS:
            who, other = person(rng, masked=False), person(rng, masked=False)
            names = (who, other) if "{other}" in context else (who,)
            yield context.format(who=who, other=other), tuple(("minor", name) for name in names), "minor+"
    for _ in range(12):
        for context in PLATE_CONTEXTS:
            value = plate(rng)
            yield context.format(who=person(rng), x=value), (("plate", value),), "plate+"
        for context in SOCIAL_CONTEXTS:
            value = social_card(rng)
            yield context.format(who=person(rng), x=value), (("social_card", value),), "social+"


def negatives(rng: random.Random) -> Iterator[Snippet]:
    for item in ITEMS:
        for context in ITEM_CONTEXTS:
            yield context.format(who=person(rng), x=item, m=money(rng)), (), "item-"
    for _ in range(10):
        for context in SCHOOL_CONTEXTS:
            words = {"who": person(rng, masked=False), "masked": person(rng, masked=True)}
            yield context.format(**words, m=money(rng), n=rng.randint(1, 6)), (), "school-"
        for context in OFFICE_CAR_CONTEXTS:
            yield context.format(x=plate(rng), m=money(rng)), (), "office car-"
