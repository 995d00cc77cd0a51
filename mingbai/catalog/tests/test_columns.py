"""The columns of a list about residents on the page of its local rule: fewer by unticking, from a day, never more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mingbai.catalog.models import Item, ItemVersion
from mingbai.catalog.rules.versions import spec_of, version_for
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.lists import fields_of
from mingbai.catalog.schema.local import Override, effective
from mingbai.catalog.schema.templates import blank_content
from mingbai.catalog.tests.district import signed_in, unit

pytestmark = pytest.mark.usefixtures("place")
PAGE = "/u/{}/catalogue/local/CW23/"


def rule(*columns: str, **more: Any) -> dict[str, Any]:
    return {"columns": columns, "source": "甲区细则第九条", "valid_from": timezone.localdate().isoformat(), **more}


def post(data: dict[str, Any], code: str = "111") -> Any:
    return signed_in("district").post(PAGE.format(code), data)


def kept(code: str, days: int = 0) -> list[str]:
    version = version_for(Item.objects.get(code="CW23"), unit(code), timezone.localdate() + timedelta(days=days))
    return list(fields_of(spec_of(version)))


def test_the_page_shows_every_column_with_its_mask_and_what_no_list_has() -> None:
    page = signed_in("district").get(PAGE.format("111")).content.decode()
    for words in ("户主（遮成“王某”）", "保障人数", "任何名单都不能有：证件号码、银行账号"):
        assert words in page
    assert page.count('name="columns"') == page.count('name="columns" value=') == 4
    assert page.count("checked") == 4
    assert (
        'name="columns"' not in signed_in("district").get(PAGE.format("111").replace("CW23", "JW06")).content.decode()
    )


def test_a_column_that_is_unticked_is_gone_from_that_day_for_all_below(client: Client) -> None:
    day = timezone.localdate() + timedelta(days=3)
    assert post(rule("户主", "类别", "金额", valid_from=day.isoformat())).status_code == 302
    assert kept("111") == ["户主", "类别", "保障人数", "金额"], "not before its day"
    assert kept("111", 3) == ["户主", "类别", "金额"]
    assert kept("112", 3) == ["户主", "类别", "保障人数", "金额"], "nobody else's"
    page = signed_in("district").get(PAGE.format("111")).content.decode()
    assert "名单里只有户主、类别、金额" in page, "the versions say what they changed"
    assert page.count('name="columns" value=') == 3, "what the newest rule left"


def test_no_column_comes_back_or_comes_in() -> None:
    assert post(rule("户主", "金额")).status_code == 302
    for columns in (("户主", "金额", "类别"), ("户主", "身份证号")):
        answer = post(rule(*columns))
        assert answer.status_code == 422
    assert kept("111") == ["户主", "金额"]


def test_a_rule_above_is_the_ground_of_the_one_below() -> None:
    assert post(rule("户主", "类别", "金额"), "11").status_code == 302
    page = signed_in("district").get(PAGE.format("111")).content.decode()
    assert page.count('name="columns" value=') == 3
    assert post(rule("户主", "金额")).status_code == 302
    assert (kept("11"), kept("111")) == (["户主", "类别", "金额"], ["户主", "金额"])


def test_nothing_unticked_is_no_rule_and_nothing_ticked_is_none() -> None:
    everything = post(rule("户主", "类别", "保障人数", "金额"))
    assert everything.status_code == 422
    assert "请至少改一处" in everything.content.decode()
    nothing = post(rule())
    assert nothing.status_code == 422
    assert "名单至少要留一列" in nothing.content.decode()
    assert not ItemVersion.objects.filter(scope__isnull=False).exists()
    other = post(rule("户主", "类别", "保障人数", "金额", min_display_days="30"))
    assert other.status_code == 302
    assert spec_of(version_for(Item.objects.get(code="CW23"), unit("111"), timezone.localdate())).fields == ()


def test_a_table_that_has_no_column_left_is_left_out_of_the_form() -> None:
    floor = load_edition()["CW26"]
    tables = [block for block in blank_content(floor, None)["blocks"] if block["type"] == "table"]
    second = {column["name"].partition("（")[0] for column in tables[1]["columns"]}
    first = tuple(name for name in fields_of(floor) if name not in second)
    less = effective(floor, [Override("CW26", "甲区细则", fields=first)])
    left = [block["key"] for block in blank_content(less, None)["blocks"] if block["type"] == "table"]
    assert left == [tables[0]["key"]]
