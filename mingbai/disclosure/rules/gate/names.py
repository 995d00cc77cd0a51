"""Names of people in running text and in cells: a surname with one or two characters, some of them masked or not."""

import re

PLAIN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱郭马林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余杜叶魏苏吕丁任卢姚沈姜崔钟"
    "谭陆范汪廖贾韦邱邹熊孟秦阎薛侯雷龙郝顾毛龚邵钱赖覃武莫孔向汤尹黎易常乔贺柳严温庞樊兰殷施陶洪翟颜倪鲁"
    "章葛牛骆申欧耿左焦符芦柯纪梅童霍甘祝游阮盛詹宁涂简古辛管谷卓冉聂敖晏蒲雍喻郎匡瞿虞何程夏方石金戴江史"
    "邢万段白高关安成于文代华岳尚舒屈路毕艾穆单车苗曲连凤房边"
    "鲍尤裴伍欧岑娄解应宗丘桑阳"
)
DOUBLE = "欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒"
SURNAME = f"(?:{DOUBLE}|[{PLAIN}])"
FIRM = f"[{PLAIN[:90]}]"  # the commonest, of which few words begin
GIVEN = "[一-龥]{1,2}"
MASKED = r"(?:某{1,2}|[*＊×Xx○]{1,2}[一-龥]?|[一-龥][*＊×○])"
# Words that begin like a name and are none; a name in a list of names is never one of them.
COMMON = frozenset(
    """
    马上 马路 应当 应该 应急 应于 解决 解放 宗地 宗旨 阳光 阳台 何时 任何 程序
    余额 许可 周边 范围 陆续 关于 由于 于是 高龄 高血压
    高危 高中 高校 高温 高度 高新
    白内障 白血病 白天 安全 安排 安置 安装 常见 常住 常年 常规 方面 方案 方式 方便 成员 成立 成人 成年
    成果 万元 万户 金额 金融 石桥 江津 江北 黄泥 黄豆 田间 叶面 林业 林地 钟点 毛巾 武装 龙头 雷雨 顾问
    唐山 温馨 温度 严重 严禁 严格 单位 单独 单价 车辆 车位 文化 文件 文明 代表 代办 代收 华西 尚未 路灯
    路面 毕业 连续 房屋 房间 边缘 向上 向下 向社 游客 管理 管护 管网 简要 古树 章程 章节 施工 施肥 祝贺
    童装 纪委 纪检 申请 申报 申领 易地 易燃 洪水 洪涝 宁夏 游泳 盛大 方可 方法 万州 任务 任职 任命 余人
    余户 余元 曾经 曾任 农村 谢谢 许多 徐州 苏州 郑州 贺卡 汤圆 牛奶 牛肉 夏季 夏收 夏天 史料 古镇 关爱
    关怀 关心 关注 高考 高级 高额 白色 金秋 石料 江水 段落 成长 成绩 于日 安居 连片 路段 单人 严控 施救
    荣誉 罗列 纪念 申诉 常务 常委 方向 何种 温暖 华侨 华人 文艺 文书 尚可 舒适 代理 代缴 代领 成都 成本
    金牌 万盛 石柱 石油 石灰 黄金 黄牌 周期 周年 梁平 梁桥 余款
    程度 谭家 柳树 梅花 兰花 苗木 苗族 童年 霍乱 甘蔗 陶瓷 简介 管道 管委 游园 武警 武术 龙灯 龙舟 牛羊
    房产 房租 温室 严肃 殷切 施行 向导 叶片 田地 田径 杜绝 任课 任教 路口 路长 单元 车间 车站 车队 车牌
    文教 文体 边坡 边沟 房东
    """.split()  # noqa: SIM905 -- a page of words is read better than a page of quotes
)
NAME = re.compile(f"{SURNAME}(?:{MASKED}|{GIVEN})")
CELL = re.compile(rf"(?P<surname>{SURNAME})(?P<given>{MASKED}|{GIVEN})")
WHO_COLUMN = re.compile("姓名|户主|申请人|受益人|救助对象|补助对象|帮扶对象|患者|本人|学生$|儿童$|幼儿$|名字")


def is_name(text: str) -> bool:
    """Whether a cell holds nothing but a person's name, masked or not."""
    text = text.strip()
    return text not in COMMON and text[:2] not in COMMON and bool(CELL.fullmatch(text))


def is_whole_name(text: str) -> bool:
    """The same with nothing masked: 王小明, but not 王某 or 王*."""
    found = CELL.fullmatch(text.strip())
    return bool(found) and is_name(text) and not re.search(r"[某*＊×○]", text)


def row_about(cells: dict[str, str]) -> str:
    """heading → text of a row, as `heading=text` with a tab between them; empty where the row names nobody."""
    about = any(WHO_COLUMN.search(name) and is_name(text) for name, text in cells.items() if name)
    return "\t".join(f"{name}={text}" for name, text in cells.items()) if about else ""
