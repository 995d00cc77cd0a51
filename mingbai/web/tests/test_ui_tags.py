"""The parts of the design language: what they write, and that nothing gets through unescaped."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from mingbai.web import navigation, words

EVIL = '<script>"&'


def drawn(source: str, **context: Any) -> str:
    return str(engines["django"].from_string(source).render(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% mark 'late' evil %}",
        "{% stamp evil %}",
        "{% tally cells evil %}",
        "{% bars rows evil %}",
        "{% state items %}",
        "{{ evil|wbr_title }}",
        "{{ long|wbr_title }}",
    ],
)
def test_nothing_gets_through_unescaped(source: str) -> None:
    item = {"href": EVIL, "op": "", "cls": EVIL, "icon": "", "label": EVIL, "num": EVIL}
    rows = [(EVIL, EVIL, 50.5, EVIL, EVIL)]
    page = drawn(source, evil=EVIL, long=f"2026年第三季度{EVIL}", cells=["done"], rows=rows, items=[item])
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_a_mark_has_a_shape_and_words() -> None:
    assert drawn("{% mark 'due' '还剩 1 天' %}") == (
        '<span class="mark mark-due"><svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="#i-due"/></svg>还剩 1 天</span>'
    )


def test_an_unknown_mark_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        drawn("{% mark 'odd' '什么' %}")


def test_a_tally_breaks_its_row() -> None:
    page = drawn("{% tally cells '5 项' 3 %}", cells=["done", "done", "nil", "late", "todo"])
    assert 'viewBox="0 0 50 32"' in page
    assert 'href="#t-todo" x="18" y="18"' in page
    assert drawn("{% tally cells '0 项' %}", cells=[]) == ""


def test_the_equation_takes_dataclasses_too() -> None:
    @dataclass
    class Item:
        href: str
        label: str
        num: int
        op: str = ""
        cls: str = ""
        icon: str = ""

    page = drawn(
        "{% state items %}", items=[Item("#all", "应公开", 42), Item("#late", "逾期", 2, "＋", "is-late", "late")]
    )
    assert '<span class="state-num">42<small>项</small></span>' in page
    assert '<span class="state-num is-late">2</span>' in page


def test_bars_keep_the_point_in_their_percentages() -> None:
    assert 'width="84.5%"' in drawn("{% bars rows '支出' %}", rows=[("维修", "25,350.00", 84.5)])


def test_days_on_display() -> None:
    assert drawn("{% days 5 15 %}") == (
        '<progress class="days" max="15" value="5" aria-label="公示 15 天，已过 5 天"></progress>'
    )


class Sample(forms.Form):
    title = forms.CharField(label="标题", help_text="居民一看就明白。")
    who = forms.ChoiceField(label="给谁看", choices=[("a", "全体居民")], widget=forms.RadioSelect)
    checked = forms.BooleanField(label="核对过凭证")


def test_a_field_points_to_its_hint_and_its_error() -> None:
    page = drawn("{% field form.title %}", form=Sample({}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page
    assert '<label for="id_title">标题</label>' in page.replace("\n", "")


def test_choices_are_a_group_with_a_legend_and_a_tick_follows_its_box() -> None:
    assert "<legend>给谁看</legend>" in drawn("{% field form.who %}", form=Sample())
    tick = drawn("{% field form.checked %}", form=Sample())
    assert tick.index("<input") < tick.index("核对过凭证")


def test_the_demo_says_so(settings: Any) -> None:
    settings.DEMO = True
    assert "演示数据，数字是编的" in drawn('{% include "parts/demo_note.html" %}')
    settings.DEMO = False
    assert drawn('{% include "parts/demo_note.html" %}').strip() == ""


def test_missing_pages_get_no_link() -> None:
    assert drawn("{% url_if_exists 'no:such' as a %}[{{ a }}]") == "[]"
    links = [("台账", "/u/1/duties/"), ("没有", ""), ("公开栏", "/u/1/")]
    found = navigation.marked(links, "/u/1/duties/2026/")
    assert [(link.text, link.current) for link in found] == [("台账", "true"), ("公开栏", "")]
    assert navigation.marked(links, "/u/1/")[1].current == "page"
    assert [link.text for link in navigation.public_links(RequestFactory().get("/"), None)] == ["找村居", "核对"]


def test_dates_are_those_of_shanghai() -> None:
    late_evening = datetime(2026, 10, 8, 17, 20, tzinfo=UTC)
    assert words.short_day(late_evening) == "10月9日"
    assert words.moment(late_evening) == "10月9日 01:20"
    assert words.full_day(date(2026, 10, 9)) == "2026年10月9日"
    assert words.short_day(None) == words.full_day(None) == words.moment(None) == ""


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_yuan_is_exact(fen: int) -> None:
    written = words.yuan(fen)
    sign = -1 if written.startswith("-") else 1
    whole, cents = written.removeprefix("-").replace(",", "").split(".")
    assert sign * (int(whole) * 100 + int(cents)) == fen


def test_yuan_and_sizes_as_written() -> None:
    assert words.yuan(123450) == "1,234.50"
    assert words.yuan(-5) == "-0.05"
    assert words.yuan(None) == ""
    assert [words.file_size(size) for size in (900, 24576, 1310720)] == ["900 字节", "24 KB", "1.2 MB"]


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("2026年第三季度财务收支公开", "2026年第三季度<wbr>财务收支公开"),
        ("9月社区一般事务", "9月<wbr>社区一般事务"),
        ("2026年度财务公开", "2026年度<wbr>财务公开"),
        ("2026年上半年征兵", "2026年上半年<wbr>征兵"),
        ("三季度干部报酬和补贴", "三季度<wbr>干部报酬和补贴"),
        ("低保初审公示（第 10 批）", "低保初审公示（第 10 批）"),
    ],
)
def test_titles_break_between_period_and_matter(title: str, written: str) -> None:
    assert words.broken_title(title) == written


def test_the_digest_on_paper() -> None:
    assert words.short_digest("sha256:3f7a91c28e045b6d00ff") == "3F7A 91C2 8E04 5B6D"
    assert words.short_digest("3f7a91c28e045b6d00ff") == "3F7A 91C2 8E04 5B6D"
