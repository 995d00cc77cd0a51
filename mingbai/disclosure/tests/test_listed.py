"""Names of a list in running text: where a name is one, where it is somebody else or a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.disclosure.rules.listed import Names, names_of


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("王小明", ["王小明"]),
        ("王某、李四等 3 户", ["李四"]),
        ("张三（张小三）", ["张三", "张小三"]),
        ("阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("王某", []),
        ("三组12户", []),
        ("永胜建材公司", []),
        ("王小明和李四的儿子", []),
    ],
)
def test_the_whole_names_of_a_cell(cell: str, names: list[str]) -> None:
    assert names_of(cell) == names


@pytest.mark.parametrize(
    ("names", "text", "masked"),
    [
        ("张三", "张三等 12 户", "张某等 12 户"),
        ("张三", "桂花社区张三等户，其中张三、李四两户", "桂花社区张某等户，其中张某、李四两户"),
        ("张三", "张 三家里有 3 口人", "张某家里有 3 口人"),
        ("张三", "张三丰等 2 户", "张三丰等 2 户"),
        ("张三 张三丰", "张三丰、张三等 2 户", "张某、张某等 2 户"),
        ("张三", "张三平等享受补贴", "张某平等享受补贴"),
        ("王明", "李王明、王明两户", "李王明、王某两户"),
        ("王明", "向王明发放", "向王某发放"),
        ("王明", "由网格员杨某和王明送到", "由网格员杨某和王某送到"),
        ("阳小明", "欧阳小明", "欧阳小明"),
        ("欧阳小明", "户主欧阳小明", "户主欧阳某"),
        ("阿依古丽·买买提", "阿依古丽•买买提一家", "阿某一家"),
        ("高兴", "群众都很高兴。", "群众都很高兴。"),
        ("高兴", "高兴等 3 户", "高某等 3 户"),
        ("高兴 王小明", "王小明、高兴两家都高兴", "王某、高某两家都高兴"),
        ("文明", "评为文明户。户主：文明", "评为文明户。户主：文某"),
        ("残疾人", "残疾人两项补贴", "残疾人两项补贴"),
    ],
)
def test_a_name_is_masked_where_it_is_one(names: str, text: str, masked: str) -> None:
    known = Names(frozenset(names.split()))
    assert known.veiled(text) == masked
    assert known.veiled(masked) == masked, "masking twice changes nothing"


def test_a_word_that_may_be_a_name_is_told() -> None:
    assert Names(frozenset(("高兴",))).unsure("群众都很高兴。") == ["高兴"]
    assert Names(frozenset(("王小明",))).unsure("王小明很高兴。") == []


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("经办人：李国华", "经办人：李国华"),
        ("李国华书记入户核实", "李国华书记入户核实"),
        ("委员周全、李国华入户", "委员周全、李国华入户"),
        ("李国华等 12 户", "李某等 12 户"),
    ],
)
def test_an_official_stands_beside_the_post_alone(text: str, masked: str) -> None:
    known = Names(frozenset(("李国华",)), frozenset(("李国华",)))
    assert known.veiled(text) == masked
    assert "李国华" not in Names(frozenset(("李国华",))).veiled(text), "nobody else does"
    assert known.veiled("李国华", desk=True) == "李国华", "whom to ask"


@given(
    st.lists(st.tuples(st.sampled_from("王李张刘陈"), st.text("明小红国华三四", min_size=1, max_size=2)), min_size=1),
    st.lists(st.sampled_from(["、", "等 3 户，", "和", "的补贴由", "，"]), min_size=1),
)
def test_no_whole_name_of_the_list_is_left_before_a_break(people: list[tuple[str, str]], gaps: list[str]) -> None:
    names = ["".join(one) for one in people]
    text = "".join(name + gaps[n % len(gaps)] for n, name in enumerate(names))
    left = Names(frozenset(names)).veiled(text)
    assert not [name for name in names if len(name) == 3 and name in left]
