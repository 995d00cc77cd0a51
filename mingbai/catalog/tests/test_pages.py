"""The catalogue page, its files, and the district's two forms, over HTTP."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from mingbai.catalog.models import ItemVersion
from mingbai.catalog.public import catalogue_csv
from mingbai.catalog.rules.listing import entries_for
from mingbai.catalog.schema.edition import load_edition
from mingbai.catalog.schema.official_xlsx import read_official_xlsx, write_official_xlsx
from mingbai.catalog.schema.reader import parse_csv
from mingbai.catalog.tests.district import signed_in, unit

pytestmark = pytest.mark.usefixtures("place")


def test_anyone_reads_the_catalogue_of_a_unit(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        page = client.get("/u/111/catalogue/").content.decode()
    entries = entries_for(unit("111"), timezone.localdate())
    assert page.count('<h3 class="row-title">') == len(entries) > 40
    assert "城市居民委员会组织法第34条" in page
    assert "待核实" not in page
    assert "定本地规定" not in page


def test_a_village_has_another_catalogue_than_a_community(client: Client) -> None:
    village, community = (client.get(f"/u/{code}/catalogue/").content.decode() for code in ("121", "111"))
    assert 'id="CW01"' in village
    assert 'id="CW01"' not in community
    assert 'id="JW01"' in community


def test_search_and_filters_narrow_the_catalogue(client: Client) -> None:
    page = client.get("/u/111/catalogue/?domain=finance&q=代收").content.decode()
    assert re.findall(r'<li id="(\w+)">', page) == ["CA14"]
    assert "没有符合的事项" in client.get("/u/111/catalogue/?q=飞机").content.decode()
    assert client.get("/u/111/catalogue/?domain=nonsense&kind=%00").status_code == 200


def test_officials_see_what_is_to_be_confirmed() -> None:
    page = signed_in("clerk").get("/u/111/catalogue/").content.decode()
    assert "待核实" in page
    assert "定本地规定" not in page
    only = signed_in("district").get("/u/111/catalogue/?mark=confirm").content.decode()
    assert only.count('<h3 class="row-title">') == only.count("待核实</span>")
    assert "定本地规定" in only


def test_an_unknown_unit_is_not_found(client: Client) -> None:
    assert client.get("/u/999/catalogue/").status_code == 404


def test_a_formula_in_a_local_rule_stays_text_in_the_files() -> None:
    spec = replace(load_edition()["JW11"], drafter="=HYPERLINK(1)\x0b")
    assert "'=HYPERLINK(1)" in catalogue_csv([spec]).decode("utf-8-sig")
    book = load_workbook(io.BytesIO(write_official_xlsx([spec], "甲")))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if str(cell.value).startswith("=")]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=HYPERLINK(1)", "s")]


def test_the_files_read_back_to_the_same_rows(client: Client) -> None:
    specs = [entry.spec for entry in entries_for(unit("121"), timezone.localdate())]
    as_csv = client.get("/u/121/catalogue/catalogue.csv")
    assert as_csv["Content-Disposition"].startswith("attachment")
    assert parse_csv(as_csv.content) == specs
    read, problems = read_official_xlsx(client.get("/u/121/catalogue/catalogue.xlsx").content)
    assert problems == []
    assert read == specs


def test_a_rule_is_tightened_and_stands_in_the_public_catalogue(client: Client) -> None:
    answer = signed_in("district").post(
        "/u/111/catalogue/local/JW06/",
        {"min_display_days": "30", "source": "甲区细则第八条", "valid_from": timezone.localdate().isoformat()},
    )
    assert answer.status_code == 302
    page = client.get("/u/111/catalogue/").content.decode()
    assert "本地规定（比国家严）" in page
    assert "甲区细则第八条" in page
    assert "至少贴 30 天" in page
    assert "至少贴 30 天" not in client.get("/u/112/catalogue/").content.decode()


def test_a_loosening_gets_the_sentence_with_the_law() -> None:
    answer = signed_in("district").post(
        "/u/111/catalogue/local/JW06/",
        {"min_display_days": "10", "source": "甲区细则", "valid_from": timezone.localdate().isoformat()},
    )
    assert answer.status_code == 409
    assert "张贴天数不能少于 15 天（居委会法第34条、村委会法第35条），您填的是 10 天" in answer.content.decode()
    assert not ItemVersion.objects.filter(scope__isnull=False).exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"source": "甲区细则"}, "请至少改一处"),
        ({"min_display_days": "30"}, "请写明依据哪份文件"),
        ({"source": "细则", "due_kind": "period_end:D"}, "请填几日"),
        ({"source": "细则", "min_display_days": "30", "valid_from": "2020-01-01"}, "新规定只管以后"),
    ],
)
def test_a_form_that_makes_no_sense_says_so(data: dict[str, str], sentence: str) -> None:
    whole = {"valid_from": timezone.localdate().isoformat(), **data}
    answer = signed_in("district").post("/u/111/catalogue/local/JW06/", whole)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.parametrize("path", ["/u/111/catalogue/local/JW06/", "/u/111/catalogue/import/"])
def test_only_the_district_changes_catalogues(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    assert signed_in("clerk").get(path).status_code == 403
    assert signed_in("district").get(path).status_code == 200
    assert signed_in("district").get(path.replace("111", "2")).status_code == 404


def upload(data: bytes, path: str = "/u/111/catalogue/import/") -> Any:
    file = io.BytesIO(data)
    file.name = "目录.xlsx"
    given = {"file": file, "source": "甲区细则", "valid_from": (timezone.localdate() + timedelta(days=1)).isoformat()}
    return signed_in("district").post(path, given)


def sealed(answer: Any) -> str:
    found = re.search(r'name="confirmed" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_an_untouched_file_changes_nothing(client: Client) -> None:
    answer = upload(client.get("/u/111/catalogue/catalogue.xlsx").content)
    assert "跟现在的目录一样" in answer.content.decode()


def test_a_file_is_shown_first_and_loaded_when_confirmed(client: Client) -> None:
    specs = [entry.spec for entry in entries_for(unit("111"), timezone.localdate())]
    rows = [spec.to_json() | ({"min_display_days": 33} if spec.code == "JW06" else {}) for spec in specs]
    data = write_official_xlsx([type(specs[0]).from_json(row) for row in rows], "丁社区")
    answer = upload(data)
    assert "改严 1 项" in answer.content.decode()
    assert "至少张贴 33 天" in answer.content.decode()
    assert not ItemVersion.objects.filter(scope__isnull=False).exists()
    path = "/u/111/catalogue/import/"
    assert signed_in("district").post(path, {"confirmed": sealed(answer)}).status_code == 302
    assert ItemVersion.objects.get(scope=unit("111")).spec["min_display_days"] == 33


def test_a_preview_of_one_unit_is_not_taken_for_another(client: Client) -> None:
    specs = [entry.spec for entry in entries_for(unit("111"), timezone.localdate())]
    longer = type(specs[0]).from_json(specs[0].to_json() | {"min_display_days": 33})
    given = {"confirmed": sealed(upload(write_official_xlsx([longer], "丁社区")))}
    assert signed_in("district").post("/u/112/catalogue/import/", given).status_code == 404
    assert signed_in("district").post("/u/111/catalogue/import/", {"confirmed": "forged"}).status_code == 409


def test_every_bad_cell_is_named_and_nothing_is_loaded(client: Client) -> None:
    book = load_workbook(io.BytesIO(client.get("/u/111/catalogue/catalogue.xlsx").content))
    sheet = book.worksheets[0]
    heads = {sheet.cell(row=line, column=column).value: column for line in (2, 3) for column in range(1, 40)}
    sheet.cell(row=5, column=heads["时限计算"]).value = "想起来再说"
    sheet.cell(row=6, column=heads["张贴天数"]).value = "很久"
    out = io.BytesIO()
    book.save(out)
    answer = upload(out.getvalue())
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "什么也没有装入" in page
    assert "第 5 行" in page
    assert "第 6 行" in page
    assert 'name="confirmed"' not in page


def test_what_is_no_workbook_is_refused() -> None:
    assert "打不开" in upload(b"not a workbook").content.decode()


def test_the_files_of_a_demo_say_so_and_are_still_read(client: Client, settings: Any) -> None:
    settings.DEMO = True
    note = "演示数据，数字是编的"
    assert client.get("/u/121/catalogue/catalogue.csv").content.decode().splitlines()[-1].startswith(f"说明,{note},")
    body = client.get("/u/121/catalogue/catalogue.xlsx").content
    assert note in str(load_workbook(io.BytesIO(body)).worksheets[0]["A1"].value)
    read, problems = read_official_xlsx(body)
    assert problems == []
    assert read == [entry.spec for entry in entries_for(unit("121"), timezone.localdate())]


def test_the_district_finds_what_only_units_below_disclose(client: Client) -> None:
    """Its own list is short; the whole catalogue is one press away, and a rule made there comes back to it."""
    browser = signed_in("district")
    own = browser.get("/u/1/catalogue/").content.decode()
    assert "CW01" not in own
    assert 'href="?below=1"' in own
    whole = browser.get("/u/1/catalogue/", {"below": "1"}).content.decode()
    assert '<li id="CW01">' in whole
    assert "/u/1/catalogue/local/CW01/" in whole
    assert '<li id="CW01">' not in client.get("/u/1/catalogue/", {"below": "1"}).content.decode(), "not for residents"
    rule = {"min_display_days": "30", "source": "区办〔2026〕1号", "valid_from": timezone.localdate().isoformat()}
    answer = browser.post("/u/1/catalogue/local/CW01/", rule)
    assert answer["Location"] == "/u/1/catalogue/?below=1#CW01"
