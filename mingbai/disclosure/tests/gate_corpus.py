"""The labelled corpus that measures the privacy gate; written before the gate and not fitted to it.

Every sample is a snippet and what must be found in it: (kind, exact text) pairs, empty for a hard negative.
The seed is fixed, so two runs measure the same thing. Names are surname + 某; identity numbers carry region
500153, which exists only since 2015, with births long before; mobiles carry 0000 in the middle.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mingbai.disclosure.tests import gate_cases, gate_people

OFFICE_PHONES = ("023-0000 1234", "023-0000 5678", "199 0000 9999")
OFFICE_ADDRESSES = ("昌元街道桂花路 88 号", "荣昌区昌元街道滨河中路 6 号 2 楼")


@dataclass(frozen=True)
class Sample:
    """One snippet with the (kind, exact text) pairs that must be found; none means it must stay silent."""

    text: str
    expect: tuple[tuple[str, str], ...] = ()
    family: str = ""


# --- numbers, built without the gate's own arithmetic ---------------------------------------------------------

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
REGIONS = ("500153", "500153", "500153", "510231", "110105", "440305", "650102", "320506", "460105", "810000")


def resident_id(rng: random.Random) -> str:
    head = (
        rng.choice(REGIONS)
        + f"19{rng.randint(0, 14):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1, 999):03d}"
    )
    return head + "10X98765432"[sum(int(d) * w for d, w in zip(head, ID_WEIGHTS, strict=True)) % 11]


def old_id(rng: random.Random) -> str:
    return f"500153{rng.randint(30, 99):02d}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1, 999):03d}"


def luhn_digit(body: str) -> str:
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def card(rng: random.Random, head: str = "", length: int = 0) -> str:
    head = head or rng.choice(("622202", "621700", "623058", "622848", "621098", "620522", "622309"))
    length = length or rng.choice((16, 19, 19, 18, 17))
    body = head + "000" + "".join(rng.choice("0123456789") for _ in range(length - len(head) - 4))
    return body + luhn_digit(body)


def mobile(rng: random.Random) -> str:
    return f"1{rng.choice('3456789')}{rng.randint(0, 9)}0000{rng.randint(0, 9999):04d}"


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def grouped(text: str, sizes: tuple[int, ...], sep: str) -> str:
    out, at = [], 0
    for size in sizes:
        out.append(text[at : at + size])
        at += size
    if at < len(text):
        out.append(text[at:])
    return sep.join(part for part in out if part)


def sprinkled(rng: random.Random, text: str, seps: tuple[str, ...]) -> str:
    """Separators thrown between the characters at random, at least one."""
    out = [text[0]]
    spots = set(rng.sample(range(1, len(text)), rng.randint(1, 5)))
    for place, char in enumerate(text[1:], 1):
        out.append((rng.choice(seps) if place in spots else "") + char)
    return "".join(out)


SEPARATORS = (" ", "-", ".", "·", "\u3000", "\u00a0", "\u200b", "－", "—", "–", "\u2009", "_", "\u200d", "\ufeff", "  ")
Speller = Callable[[random.Random, str], str]
ID_SPELLINGS: tuple[Speller, ...] = (
    lambda r, s: s,
    lambda r, s: s,
    lambda r, s: s.lower(),
    lambda r, s: s.replace("X", "Ｘ"),
    lambda r, s: full_width(s),
    lambda r, s: grouped(s, (6, 8, 4), " "),
    lambda r, s: grouped(s, (6, 4, 4, 4), "-"),
    lambda r, s: grouped(s, (3, 3, 4, 4, 4), "."),
    lambda r, s: grouped(s, (6, 8, 4), "\u3000"),
    lambda r, s: grouped(s, (4, 4, 4, 4, 2), " "),
    lambda r, s: grouped(s, tuple([1] * 18), " "),
    lambda r, s: "\u200b".join(s),
    lambda r, s: s[:10] + "\u200b" + s[10:],
    lambda r, s: s[:6] + full_width(s[6:14]) + s[14:],
    lambda r, s: grouped(full_width(s), (6, 8, 4), "－"),
    lambda r, s: s[:17] + " " + s[17:],
    lambda r, s: sprinkled(r, s, SEPARATORS),
    lambda r, s: sprinkled(r, s, SEPARATORS),
    lambda r, s: sprinkled(r, full_width(s), SEPARATORS),
)
MOBILE_SPELLINGS: tuple[Speller, ...] = (
    lambda r, s: s,
    lambda r, s: s,
    lambda r, s: full_width(s),
    lambda r, s: grouped(s, (3, 4, 4), " "),
    lambda r, s: grouped(s, (3, 4, 4), "-"),
    lambda r, s: grouped(s, (3, 4, 4), "."),
    lambda r, s: grouped(s, (3, 4, 4), "\u3000"),
    lambda r, s: grouped(s, (4, 4, 3), " "),
    lambda r, s: grouped(s, (4, 3, 4), "-"),
    lambda r, s: grouped(s, (3, 8), "-"),
    lambda r, s: grouped(s, (3, 3, 5), " "),
    lambda r, s: s[:3] + "-" + s[3:7] + " " + s[7:],
    lambda r, s: "+86 " + s,
    lambda r, s: "+86-" + grouped(s, (3, 4, 4), "-"),
    lambda r, s: "0086" + s,
    lambda r, s: "（+86）" + s,
    lambda r, s: " ".join(s),
    lambda r, s: "\u200b".join(s),
    lambda r, s: s[:5] + "\u200d" + s[5:],
    lambda r, s: grouped(full_width(s), (3, 4, 4), "－"),
)
CARD_SPELLINGS: tuple[Speller, ...] = (
    lambda r, s: s,
    lambda r, s: s,
    lambda r, s: full_width(s),
    lambda r, s: grouped(s, (4, 4, 4, 4), " "),
    lambda r, s: grouped(s, (4, 4, 4, 4), "-"),
    lambda r, s: grouped(s, (6, 13), " "),
    lambda r, s: grouped(s, (4, 4, 4, 4), "\u3000"),
    lambda r, s: grouped(s, (8, 8), "-"),
    lambda r, s: "\u200b".join(s),
    lambda r, s: " ".join(s),
    lambda r, s: grouped(s, (6, 4, 4), " "),
)


# --- what stands around them ----------------------------------------------------------------------------------

PEOPLE = ("陈某", "李某", "王某某", "赵某", "周某", "吴某", "孙某", "低保户 郑某", "经办人 陈某")
ID_CONTEXTS = (
    "{who}，身份证号 {x}，3组",
    "{who}{x}男",
    "申请人{who}（{x}）符合条件，拟给予临时救助 2,000.00 元。",
    "1 {x} {who} 600.00",
    "12\t{who}\t{x}\t1,200.00\t一季度",
    "公民身份号码：{x}。",
    "欠 90 元，{x}",
    "{x}",
    "证号{x},领取棉被1床",
    "户主{who}；证件 {x}；人口 3；金额 117,666.67",
    "附件：{who}{x}.pdf",
    "2026-10-10 15:40 {who} {x} 签收",
    "受助人信息 [{x}] 已核对",
    "《{x}》",
    "ID:{x}/{who}",
)
MOBILE_CONTEXTS = (
    "{who} {x} 欠 126 元",
    "联系人{who}，手机{x}。",
    "电话：{x}",
    "{x}",
    "3 栋水费 3,720.00 {x} 已交",
    "有异议请打{x}找{who}",
    "{who}({x})",
    "5\t{who}\t{x}\t2\t3,150.00",
    "微信同号{x}，2026-10-10前回复",
    "tel:{x}",
    "楼栋长{who}{x}，负责 1–3 栋",
    "名单-{who}-{x}.xlsx",
)
CARD_CONTEXTS = (
    "{who}，一卡通 {x}，600.00 元",
    "打入{x}（{who}）",
    "{x}",
    "卡号：{x}",
    "开户行农商行，账号{x}，户名{who}",
    "7\t{who}\t{x}\t1,200.00",
    "补贴 2,000.00 元已于 2026-09-30 转入 {x}。",
)


def fill(rng: random.Random, contexts: tuple[str, ...], value: str) -> str:
    return rng.choice(contexts).format(who=rng.choice(PEOPLE), x=value)


def number_positives(rng: random.Random) -> Iterator[Sample]:
    makers: tuple[tuple[str, Callable[[random.Random], str], tuple[Speller, ...], tuple[str, ...], int], ...] = (
        ("resident_id", resident_id, ID_SPELLINGS, ID_CONTEXTS, 14),
        ("mobile", mobile, MOBILE_SPELLINGS, MOBILE_CONTEXTS, 10),
        ("bank_card", card, CARD_SPELLINGS, CARD_CONTEXTS, 12),
    )
    for kind, make, spellings, contexts, times in makers:
        for spell in spellings:
            for _ in range(times):
                value = spell(rng, make(rng))
                yield Sample(fill(rng, contexts, value), ((kind, value),), f"{kind}+")
    for _ in range(30):
        value = rng.choice((str, full_width))(old_id(rng))
        yield Sample(fill(rng, ID_CONTEXTS, value), (("resident_id", value),), "id15+")
    for head, length in (
        ("436742", 16),
        ("456351", 19),
        ("955880", 19),
        ("603602", 16),
        ("552801", 16),
        ("356833", 16),
    ):
        value = card(rng, head, length)
        yield Sample(fill(rng, CARD_CONTEXTS, value), (("bank_card", value),), "old card+")


def mislabelled_positives(rng: random.Random) -> Iterator[Sample]:
    """A wrong check digit under a clear label is still somebody's number, badly typed."""
    for label in ("身份证号", "身份证号码：", "公民身份号码 ", "身份证：", "居民身份证号"):
        for _ in range(4):
            good = resident_id(rng)
            bad = good[:17] + rng.choice([c for c in "0123456789X" if c != good[17]])
            yield Sample(f"{rng.choice(PEOPLE)}，{label}{bad}，2 人", (("resident_id", bad),), "labelled id+")


def pair_positives(rng: random.Random) -> Iterator[Sample]:
    """Two or three private things in one line, as the lists on real boards had them."""
    for _ in range(40):
        who, number, phone, account = rng.choice(PEOPLE), resident_id(rng), mobile(rng), card(rng)
        expect = (("resident_id", number), ("mobile", phone), ("bank_card", account))
        yield Sample(f"{who} {number} {phone} {account} 600.00", expect, "pair+")
        yield Sample(f"{who},{number},{phone},桂花村3组,{account}", expect, "pair+")
        yield Sample(f"{who}手机{phone}身份证{number}", expect[:2], "pair+")


LANDLINES = (
    "023-46730000",
    "023 4673 0000",
    "02346730000",
    "(023)46730000",
    "（023）4673-0000",
    "023-0000 4321",
    "０２３－４６７３００００",
    "0311-8673000",
    "0755-86730000",
    "010-6673 0000",
    "+86 23 4673 0000",
    "0838-2673000",
    "023—46730001",
    "023－4673 0009",
)
PHONE_CONTEXTS = (
    "{who}家里电话{x}",
    "座机：{x}",
    "{who} {x} 欠 126 元",
    "联系{who}，{x}。",
    "宅电 {x}，晚上在家",
    "{x}",
)
LOCAL_PHONES = ("宅电46730000", "座机：4673 0001", "家庭电话：46730002", "电话 4673-0003", "固话：6873000")
PASSPORTS = (
    "E12340000",
    "G00001234",
    "EA0001234",
    "EJ0005678",
    "E 12340001",
    "Ｅ１２３４０００２",
    "ED0001111",
    "G-00004321",
)
PASSPORT_CONTEXTS = ("{who}，护照 {x}", "护照号码：{x}。", "{who} {x} 出境", "证件号{x}", "{x}")
HOMES = (
    ("桂花路12号3栋2单元501室", "桂花路12号3栋2单元501室"),
    ("昌元街道桂花路 12 号 3 栋 2 单元 501 室", "桂花路 12 号 3 栋 2 单元 501 室"),
    ("桂花街7号附3号", "桂花街7号附3号"),
    ("滨河中路２１号", "滨河中路２１号"),
    ("学院路一段15号2-3", "学院路一段15号"),
    ("核桃村4组27号", "核桃村4组27号"),
    ("白云村 3 社 12 号", "3 社 12 号"),
    ("桂花苑3栋2单元501", "3栋2单元501"),
    ("桂花苑 3 栋 501 室", "3 栋 501 室"),
    ("桂花小区5幢1-302", "5幢1-302"),
    ("石桥村二组三十六号", "二组三十六号"),
    ("老正街十二号", "老正街十二号"),
    ("人民大道108号1幢9-2", "人民大道108号1幢9-2"),
    ("九曲巷5-1号", "九曲巷5-1号"),
    ("幸福新村12号楼3单元602", "12号楼3单元602"),
    ("2单元501室", "2单元501室"),
    ("新民村民委员会六组8号", "六组8号"),
    ("昌州大道中段66号7栋1单元4楼2号", "昌州大道中段66号7栋1单元4楼2号"),
)
HOME_CONTEXTS = (
    "{who}，住{x}，家中 3 人",
    "家庭住址：{x}",
    "{who}（{x}）拟给予临时救助",
    "{x}，{who}，600.00 元",
    "8\t{who}\t{x}\t1,200.00",
    "送到{who}家里（{x}）。",
)


def other_positives(rng: random.Random) -> Iterator[Sample]:
    for value in LANDLINES:
        for context in PHONE_CONTEXTS:
            yield Sample(context.format(who=rng.choice(PEOPLE), x=value), (("phone", value),), "phone+")
    for value in LOCAL_PHONES:
        yield Sample(f"{rng.choice(PEOPLE)} {value}", (("phone", value.lstrip("宅电座机：家庭话固 ")),), "phone+")
    for value in PASSPORTS:
        for context in PASSPORT_CONTEXTS:
            yield Sample(context.format(who=rng.choice(PEOPLE), x=value), (("passport", value),), "passport+")
    for home, core in HOMES:
        for context in HOME_CONTEXTS:
            yield Sample(context.format(who=rng.choice(PEOPLE), x=home), (("address", core),), "address+")


# --- hard negatives -------------------------------------------------------------------------------------------

SPENDING = (
    "打印纸、墨盒",
    "办公用房 6月电费",
    "助餐点 7月餐补",
    "换灭火器 36 具",
    "4 栋楼道灯维修",
    "三季度电话宽带费",
    "困难学生助学金 20 人",
    "楼栋长通讯补贴 32 人",
    "桂花苑下水道清掏",
    "便民超市 7月租金",
    "充电桩场地分成",
    "3栋水费",
    "1–3 栋 卫生费",
)
FIXED_NEGATIVES = (
    "117,666.67",
    "222801",
    "合计 222801 元，上期结余 117,666.67 元",
    "记-0012",
    "记账凭证 2026070001 附单据 3 张",
    "凭证 记-0012 至 记-0036",
    "500153001003",
    "桂花社区（500153001003）",
    "500153001003/2026-00012",
    "编号 500153001003/2026-00012 第 2 版",
    "统一社会信用代码 54500153MJ00000001",
    "信用代码91500153MA5U0000X1",
    "20261010",
    "2026-10-10 15:40",
    "2026/10/10",
    "2026.10.10",
    "20261010154012",
    "2026年10月10日15时40分",
    "二〇二六年十月十日",
    "渝委办发〔2015〕6号",
    "荣昌府发〔2026〕12 号文件",
    "第 1018 号",
    "发票号码 26502000000012345678",
    "发票代码 050002600111 号码 12345678",
    "合同编号 HT-2026-0012",
    "合同 CQ5001532026000012",
    "合同编号 500153260710001",
    "项目代码 2610-500153-48-01-123456",
    "不动产单元号 500153001003GB00012F00010001",
    "500153001003001",
    "3 栋水费 3,720.00",
    "1–3 栋",
    "4 栋还有 2 户没有对上账",
    "4 栋 2 户欠费",
    "7栋楼道灯维修",
    "2 单元楼道灯维修",
    "12号楼外墙维修",
    "桂花路路灯维修",
    "桂花路 12 号门口的路灯",
    "滨河路 3 号桥加固",
    "10号召开居民代表会",
    "8月10号前交",
    "在桂花路 10 号上午开始施工",
    "核桃村3组",
    "核桃村 3 组 陈某 600.00",
    "昌元街道桂花社区",
    "桂花村3组道路硬化 1,200 米",
    "一组 12 户 36 人",
    "公交 5 路 12 号车",
    "5001**********0013",
    "陈某 199****1234",
    "6222 **** **** 1234",
    "桂花路***",
    "身份证号 5001**********0013，手机 199****1234",
    "12345",
    "请拨 12345 或 12348",
    "火警119，急救120，报警110",
    "12315 热线",
    "法律服务 12348",
    "12380 举报",
    "客服 95598",
    "400-800-0000",
    "服务热线 4008000000",
    "值班电话 023-0000 1234",
    "监督电话：02300001234",
    "办公电话（023）0000-5678",
    "居委会电话 ０２３－００００ １２３４",
    "便民服务电话 199 0000 9999",
    "办公手机：19900009999",
    "桂花路88号",
    "社区服务中心在昌元街道桂花路 88 号",
    "地址：荣昌区昌元街道滨河中路6号2楼",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "GB/T 9704—2012",
    "ISBN 978-7-000-00000-2",
    "6901234567892",
    "29.404567,105.594512",
    "K0+120 至 K1+380",
    "3:2",
    "99.65%",
    "1002.01 银行存款",
    "户均 13,912.34 元",
    "第 12 届 3 次会议",
    "水表读数 13812 → 13956",
    "电表户号 5000153001234",
    "户号 13900001111 的电费",
    "流水号 15000012345 已入账",
    "邮编 402460",
    "QR 版本 7",
    "2026-10-10至2026-10-25",
    "15:40–17:10",
    "128,600.00 − 97,345.68 = 31,254.32",
    "结余 13,812,345,678.00",
    "15000000000.00",
    "公示 15 天",
    "面积 1,386.5 平方米",
    "36 具、9,600.00 元、32 人",
    "2026-00012-2026-00036",
    "0.13912345678",
    "G85 高速",
    "E 区 12 号车位",
    "G20260710 号合同",
    "D00012345 号资产",
    "P20261010",
    "A1234567",
    "资产编号 E-001",
    "3 栋 2 单元外墙漏水",
    "桂花路 12 号地块",
    "会议地点：桂花路 12 号社区二楼会议室",
    "办公地址：滨河路 21 号",
    "桂花路 12 号便民超市 7月租金",
    "集体门面坐落桂花街 7 号",
    "社区卫生服务站（桂花街7号）",
    "http://127.0.0.1:8000/n/500153001003/2026-00012/",
)


def money(rng: random.Random) -> str:
    value = rng.choice((rng.uniform(1, 999), rng.uniform(1000, 99999), rng.uniform(1e5, 9e7)))
    return rng.choice(("{:,.2f}", "{:.2f}", "{:,.2f} 元", "{:.0f}", "¥{:,.2f}", "{:,.0f}")).format(value)


def day(rng: random.Random) -> str:
    y, m, d = rng.randint(2015, 2027), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{y}{m:02d}{d:02d}",
            f"{y}-{m:02d}-{d:02d}",
            f"{y}.{m}.{d}",
            f"{y}年{m}月{d}日",
            f"{m}月{d}日",
            f"{y}/{m:02d}/{d:02d}",
        )
    )


def code(rng: random.Random) -> str:
    n = rng.randint
    return rng.choice(
        (
            f"记-{n(1, 9999):04d}",
            f"2026{n(1, 12):02d}{n(1, 9999):04d}",
            f"500153{n(1, 120):03d}{n(1, 240):03d}",
            f"500153{n(1, 120):03d}{n(1, 240):03d}/2026-{n(1, 99999):05d}",
            f"HT-2026-{n(1, 999):03d}",
            f"265020000000{n(0, 99999999):08d}",
            f"{n(1, 9)}{n(0, 9)}栋",
            f"{n(1, 99)} 户",
            f"〔2026〕{n(1, 99)}号",
            f"{n(0, 23):02d}:{n(0, 59):02d}",
            f"00{n(1, 99999999):08d}",
            f"ZC{n(1, 99999999):08d}",
            f"915001{n(10, 99)}MA5{rng.choice('ABCDEFGH')}{n(0, 9999):04d}{n(0, 9)}{rng.choice('0123456789XY')}",
        )
    )


def table_row(rng: random.Random, no: int) -> str:
    sep = rng.choice(("\t", " ", "  ", "，", " | "))
    cells = [str(no), day(rng), rng.choice(SPENDING), code(rng), money(rng), money(rng), str(rng.randint(1, 40))]
    return sep.join(cells)


def negatives(rng: random.Random) -> Iterator[Sample]:
    for text in FIXED_NEGATIVES:
        yield Sample(text, (), "fixed-")
        yield Sample(f"{rng.choice(SPENDING)}，{text}，{money(rng)}", (), "fixed-")
    for no in range(1, 301):
        yield Sample(table_row(rng, no), (), "row-")
    for _ in range(60):
        yield Sample("\n".join(table_row(rng, n) for n in range(1, rng.randint(4, 16))), (), "table-")
    for _ in range(60):
        yield Sample(" ".join(f"{rng.randint(0, 9999)}" for _ in range(rng.randint(3, 12))), (), "counts-")
        yield Sample(" ".join(f"{rng.uniform(1, 99999):,.2f}" for _ in range(rng.randint(3, 9))), (), "amounts-")


def people(rng: random.Random) -> Iterator[Sample]:
    """What is said about people, by rule; then the hard cases written by hand."""
    for part in (gate_people.positives, gate_people.negatives):
        for text, expect, family in part(rng):
            yield Sample(text, expect, family)
    for kind, text, core in gate_cases.POSITIVE:
        yield Sample(text, tuple((kind, part) for part in core.split("|")), "hand+")
    for text in gate_cases.NEGATIVE:
        yield Sample(text, (), "hand-")
        yield Sample(f"{rng.choice(SPENDING)}；{text}", (), "hand-")


def corpus(seed: int = 20261010) -> list[Sample]:
    """All samples, always the same for a seed."""
    rng = random.Random(seed)
    parts = (number_positives, mislabelled_positives, pair_positives, other_positives, negatives, people)
    return [sample for part in parts for sample in part(rng)]


def measure(seed: int = 20261010) -> dict[str, Any]:
    """Precision and recall of the gate over the corpus, whole and by kind, with what went wrong."""
    from mingbai.disclosure.rules.gate import Allow, screen_text

    allow = Allow(phones=frozenset(OFFICE_PHONES), addresses=frozenset(OFFICE_ADDRESSES))
    hit: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    wrong: list[str] = []
    clean = alarmed = 0
    samples = corpus(seed)
    for sample in samples:
        spans = [(kind, sample.text.index(text), sample.text.index(text) + len(text)) for kind, text in sample.expect]
        findings = screen_text(sample.text, "", allow)
        for kind, start, end in spans:
            found = any(f.kind == kind and covers(f.start, f.end, start, end, kind) for f in findings)
            (hit if found else missed)[kind] += 1
            if not found:
                wrong.append(f"missed {kind} ({sample.family}): {sample.text!r}")
        clean += not sample.expect
        alarmed += bool(findings) and not sample.expect
        for f in findings:
            if not any(f.kind == kind and f.start < end and start < f.end for kind, start, end in spans):
                false[f.kind] += 1
                wrong.append(f"false {f.kind} {f.text!r} ({sample.family}): {sample.text!r}")
    by_kind = {
        kind: {
            "precision": ratio(hit[kind], false[kind]),
            "recall": ratio(hit[kind], missed[kind]),
            "labelled": hit[kind] + missed[kind],
        }
        for kind in sorted(hit | missed | false)
    }
    return {
        "samples": len(samples),
        "negatives": sum(not s.expect for s in samples),
        "precision": ratio(hit.total(), false.total()),
        "recall": ratio(hit.total(), missed.total()),
        "false_per_200_clean": round(200 * alarmed / max(1, clean), 2),
        "by_kind": by_kind,
        "wrong": wrong,
    }


def covers(found_start: int, found_end: int, start: int, end: int, kind: str) -> bool:
    """A number must be found whole, so that masking leaves none of it; of an address the door is enough."""
    if kind == "address":
        return found_start < end and start < found_end
    return found_start <= start and end <= found_end


def ratio(good: int, bad: int) -> float:
    return round(good / (good + bad), 4) if good + bad else 1.0
