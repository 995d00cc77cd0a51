"""Invented notices of every shape a sheet has to bear; used by the tests and by the bench of the sheet."""

from typing import Any

View = dict[str, Any]

UNIT = {
    "name": "桂花社区",
    "full_name": "荣昌区昌元街道桂花社区居民委员会",
    "signer": "桂花社区居民委员会",
    "code": "500153001003",
    "area": "昌元街道",
    "phone": "023-0000 1200",
    "supervisor_phone": "023-0000 1205",
    "address": "桂花路12号社区便民服务中心",
    "hours": "周一至周五 9:00—17:00",
    "box": "公开栏右侧，每周五由居务监督委员会开箱",
}
SIGNATURES = [
    {"role": "经办人", "name": "陈某", "at": "2026-10-08T10:00:00+08:00"},
    {"role": "社区居委会主任", "name": "李某", "at": "2026-10-08T15:00:00+08:00"},
    {"role": "社区党组织书记", "name": "王某", "at": "2026-10-09"},
    {"role": "居务监督委员会", "name": "3票同意，0票反对", "at": "2026-10-09"},
]
THINGS = [
    ("打印纸、硒鼓", "办公费", "社区工作经费", "文书岗"),
    ("助餐点大米400公斤", "助餐服务", "助餐收入", "助餐岗"),
    ("6月份电费", "水电网络", "社区工作经费", "文书岗"),
    ("暑期托管班志愿者午餐补助（12人）", "服务群众", "服务群众专项", "文体岗"),
    ("居务监督委员会票据审查误工补助（5人）", "会议培训", "社区工作经费", "文书岗"),
    ("桂花小区1号楼扶手加装", "设施维修", "服务群众专项", "网格岗"),
]
FIGURES: View = {
    "type": "figures",
    "items": [
        {"label": "期初结存", "value": "86432.50"},
        {"label": "本期收入", "value": "136044.87", "op": "+"},
        {"label": "本期支出", "value": "98848.45", "op": "-"},
        {
            "label": "期末结存",
            "value": "123628.92",
            "op": "=",
            "check": "期末结存＝银行存款122,342.52＋库存现金1,286.40",
        },
    ],
}


def view(title: str, *blocks: View, lead: str = "", **more: Any) -> View:
    """A published notice of 桂花社区 with these blocks."""
    content = {"title": title, "blocks": list(blocks)} | ({"lead": lead} if lead else {})
    return {
        "unit": UNIT,
        "number": "500153001003/2026-00012",
        "edition": 1,
        "title": title,
        "content": content,
        "digest": "sha256:" + "ab28d0ad8850c1f3" * 4,
        "url": "https://mingbai.example/n/500153001003/2026-00012/",
        "published_at": "2026-10-10",
        "display": {"from": "2026-10-10", "until": "2026-10-31"},
        "signatures": SIGNATURES,
        "ask": "文书岗",
        "audience": "各位居民",
        "demo": True,
    } | more


def text(words: str, heading: str | None = None) -> View:
    """A text block."""
    return {"type": "text", "text": words} | ({"heading": heading} if heading else {})


def column(key: str, name: str, kind: str = "text") -> dict[str, str]:
    """A column of a table block."""
    return {"key": key, "name": name, "kind": kind}


def ledger(count: int, *, wide: bool = False) -> View:
    """A table block of so many vouchers, 5 or 8 columns, with its total; the amounts differ in every line."""
    rows, total = [], 0
    for i in range(count):
        what, cls, src, who = THINGS[i % len(THINGS)]
        fen = 18_600 + 1_937 * i % 480_000
        total += fen
        rows.append(
            {
                "no": str(i + 1),
                "date": f"2026-{7 + i * 3 // count:02}-{1 + i % 28:02}",
                "voucher": f"付-{701 + i:04}",
                "what": what,
                "cls": cls,
                "src": src,
                "who": who,
                "amount": f"{fen / 100:.2f}",
            }
        )
    columns = [
        column("date", "日期", "date"),
        column("voucher", "凭证号"),
        column("what", "支出事项"),
        column("cls", "类别"),
        column("amount", "金额", "money"),
    ]
    if wide:
        columns = [
            column("no", "序号", "number"),
            *columns[:4],
            column("src", "资金来源"),
            column("who", "经手"),
            columns[4],
        ]
    return {
        "type": "table",
        "title": "支出明细",
        "columns": columns,
        "rows": rows,
        "total": {columns[0]["key"]: "合计", "amount": f"{total / 100:.2f}"},
    }


SEATS: View = {
    "type": "table",
    "columns": [
        column("where", "位置"),
        column("count", "数量", "number"),
        column("price", "单价（元）", "money"),
        column("amount", "金额（元）", "money"),
    ],
    "rows": [
        {"where": "1单元门前花台东侧", "count": "2把", "price": "680", "amount": "1360"},
        {"where": "2单元门前樟树下", "count": "3把", "price": "680", "amount": "2040"},
    ],
    "total": {"where": "合计", "count": "5把", "amount": "3400"},
}
MEETING = (
    "8月14日召开第二次居民代表会议，应到52人，实到47人，审议通过“桂花小区3号楼加装休息座椅”议题。"
    "座椅已于9月12日安装完毕，共5把，经费从服务群众专项经费中列支，不向居民收费。"
)
ASKING = (
    "有不同意见的，请在公示期内当面、来电或投递意见箱提出，能够当场答复的当场答复，不能当场答复的10个工作日内书面答复。"
)

SAMPLES: dict[str, View] = {
    "text": view(
        "关于桂花小区3号楼加装休息座椅的公告",
        text(MEETING, "一、会议决定"),
        text(ASKING, "二、意见反馈"),
        lead="根据《中华人民共和国城市居民委员会组织法》第三十四条，现将座椅安装情况公告如下。",
    ),
    "finance22": view(
        "桂花社区2026年第三季度财务收支公开",
        FIGURES,
        ledger(22),
        text("设施维修比上季多2,527.00元，主要是公共用房屋面防水。"),
        lead="现将桂花社区2026年第三季度（7月1日至9月30日）财务收支情况公开如下，已经居务监督委员会逐笔审核。",
    ),
    "ledger139": view("桂花社区2026年第三季度支出明细", ledger(139), lead="现将本季度支出逐笔公开如下。"),
    "wide8": view("桂花社区2026年第三季度支出逐笔明细", ledger(57, wide=True)),
    "nil": view(
        "关于2026年第三季度一事一议筹资筹劳情况的公告",
        text("2026年第三季度，本社区未发生一事一议筹资筹劳事项。特此声明。"),
        demo=False,
    ),
    "small": view(
        "关于3号楼休息座椅选址方案的公示",
        text("8月14日居民代表会议同意为3号楼加装休息座椅。经现场踏勘和入户征求意见，拟定选址方案如下。"),
        SEATS,
        text("所需资金从服务群众专项经费中列支，不向居民收费。有不同意见的，请在公示期内提出。"),
        edition=2,
        audience="桂花小区3号楼全体居民",
    ),
    "long": view(
        "重庆市荣昌区昌元街道桂花社区居民委员会关于2026年第三季度党务、居务、财务公开及居务监督委员会审查意见的公告",
        text(f"{MEETING}\n（一）居民代表会议。{MEETING}\n（二）协商议事。{ASKING}", "一、会议和协商"),
        {
            "type": "facts",
            "items": [
                {"label": "办理地点", "value": "便民服务中心1号窗口"},
                {"label": "办理时限", "value": "5个工作日"},
            ],
        },
        {
            "type": "contacts",
            "items": [
                {"name": "低保、特困", "phone": "023-0000 1201", "place": "1号窗口", "hours": "9:00—17:00"},
                {"name": "医保、社保", "phone": "023-0000 1202", "place": "2号窗口", "hours": "9:00—17:00"},
            ],
        },
        text(ASKING * 3, "二、意见反馈"),
        {
            "type": "files",
            "items": [{"name": "财务收支.xlsx", "size": 48213}, {"name": "审查意见.pdf", "size": "2.2 MB"}],
        },
        unit=UNIT | {"signer": None},
    ),
}
