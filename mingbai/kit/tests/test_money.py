"""Amounts in, amounts out: nothing guessed, nothing rounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.kit.money import MOST_FEN, format_yuan, parse_yuan, sum_fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,234.50", 123450),
        ("1234.5", 123450),
        ("0", 0),
        ("-0.00", 0),
        ("0.01", 1),
        ("１，２３４．５０", 123450),
        ("￥12.30", 1230),
        ("¥ 12.30", 1230),
        ("-¥12.30", -1230),
        ("¥-12.30", -1230),
        ("−5", -500),
        ("  100 元 ", 10000),
        ("－１００元", -10000),
        ("12,345,678", 1234567800),
    ],
)
def test_amounts_as_people_write_them(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "这里是空的"),
        ("元", "这里是空的"),
        ("1.234", "小数点后最多两位"),
        ("1,23", "逗号只能每三位隔一个"),
        ("1.234,50", "逗号只能每三位隔一个"),
        ("1234,567", "逗号只能每三位隔一个"),
        ("1.2.3", "逗号只能每三位隔一个"),
        ("1.2万", "请换算成元"),
        ("3万元", "请换算成元"),
        ("(100)", "负数请在前面写减号"),
        ("（100.00）", "负数请在前面写减号"),
        ("0087", "看着像编号"),
        ("12.", "请写成 1234.50"),
        (".5", "请写成 1234.50"),
        ("1 234", "请写成 1234.50"),
        ("12²", "请写成 1234.50"),
        ("①", "请写成 1234.50"),
        ("壹佰", "请写成 1234.50"),
        ("无", "请写成 1234.50"),
        ("1e3", "请写成 1234.50"),
        ("--5", "请写成 1234.50"),
        ("12元5角", "请写成 1234.50"),
        ("90071992547409.92", "太大"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match="金额") as refusal:
        parse_yuan(text)
    assert why in str(refusal.value)


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_what_is_written_is_read_back(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen
    assert parse_yuan(format_yuan(fen).replace(",", "")) == fen


def test_amounts_are_written_with_commas_and_two_decimals() -> None:
    assert [format_yuan(fen) for fen in (123450, 0, -5, -123456789)] == ["1,234.50", "0.00", "-0.05", "-1,234,567.89"]


@given(st.lists(st.integers(-(10**12), 10**12)))
def test_a_total_is_exact(amounts: list[int]) -> None:
    assert sum_fen(iter(amounts)) == sum(amounts)


@pytest.mark.parametrize("amount", [1.5, "100", True, None])
def test_only_whole_fen_are_added_or_written(amount: object) -> None:
    with pytest.raises(TypeError, match="整数分"):
        sum_fen([100, amount])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="整数分"):
        format_yuan(amount)  # type: ignore[arg-type]
